internal import Paxos
internal import Wire

/// Whether the cluster can be used through this gateway, check by check.
package struct HealthCheck: Hashable, Sendable {
    /// One check.
    package struct Item: Hashable, Sendable {
        /// What is checked.
        package let name: String
        /// Whether it is well.
        package let isWell: Bool
        /// Why not, or how much, in words.
        package let remark: String
    }

    /// The checks in their order.
    package private(set) var items: [Item] = []

    /// The most slots that a node may be behind the leader, to count as in step.
    package static let lagMax: UInt64 = 10_000

    /// Checks a view of the nodes.
    ///
    /// - Parameters:
    ///   - view: How the nodes are.
    ///   - includesLeader: Whether a leader must be known.
    ///   - isStopping: Whether the gateway takes no more requests on.
    package init(_ view: NodesView, includesLeader: Bool, isStopping: Bool) {
        items.append(
            Item(
                name: "gateway",
                isWell: !isStopping,
                remark: isStopping ? "it stops" : "it takes requests"
            )
        )
        let count = view.statuses.count
        let all = view.nodes.count
        items.append(
            Item(
                name: "quorum",
                isWell: view.hasQuorum,
                remark: "\(count) of \(all) nodes answer, \(all / 2 + 1) must reach each other"
            )
        )
        if includesLeader { items.append(Self.leader(view)) }
        items.append(Self.lag(view))
        items.append(Self.disks(view))
    }

    private static func leader(_ view: NodesView) -> Item {
        guard let leader = view.leader else {
            return Item(name: "leader", isWell: false, remark: "no node says that it leads")
        }
        return Item(
            name: "leader",
            isWell: leader.isReady,
            remark: leader.isReady
                ? "\(leader.node) leads" : "\(leader.node) leads, and waits for a quorum"
        )
    }

    /// A quorum must be close behind the leader: one node that lags harms nobody.
    private static func lag(_ view: NodesView) -> Item {
        let committed = view.committed.rawValue
        let close = view.statuses.count {
            committed - min($0.executed.rawValue, committed) <= lagMax
        }
        return Item(
            name: "lag",
            isWell: close >= view.nodes.count / 2 + 1,
            remark: "\(close) nodes are at most \(lagMax) slots behind"
        )
    }

    private static func disks(_ view: NodesView) -> Item {
        let full = view.statuses.filter(\.isDiskFull).map { "\($0.node)" }
        let leaderIsFull = view.leader?.isDiskFull ?? false
        return Item(
            name: "disks",
            isWell: !leaderIsFull,
            remark: full.isEmpty ? "none is full" : "full at \(full.joined(separator: " "))"
        )
    }

    /// Whether all is well.
    package var isWell: Bool { items.allSatisfy(\.isWell) }

    /// Returns the text of an answer.
    ///
    /// - Parameter isVerbose: Whether each check has a line: `[+] leader ok: n1 leads`.
    /// - Returns: A line a check, or `ok`, or a line for each check that is not well.
    package func text(isVerbose: Bool) -> String {
        guard isVerbose else {
            let bad = items.filter { !$0.isWell }
            if bad.isEmpty { return "ok\n" }
            return bad.map { "\($0.name): \($0.remark)\n" }.joined()
        }
        let lines = items.map { item in
            "[\(item.isWell ? "+" : "-")] \(item.name) \(item.isWell ? "ok" : "failed"):"
                + " \(item.remark)\n"
        }
        return lines.joined() + (isWell ? "ok\n" : "not ready\n")
    }
}
