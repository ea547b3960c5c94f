public import JSON
import Paxos
public import Wire

/// One line a node: what it does, how far it is, and when it was last heard.
public struct NodesPrint: Hashable, Sendable {
    /// The nodes in order, answering or not.
    public let answers: [NodeAnswer<NodeStatus>]

    /// Creates the answer to `nodes`.
    public init(_ answers: [NodeAnswer<NodeStatus>]) {
        self.answers = answers
    }

    /// The node that leads, by its own word; nil if no node that answered does.
    public var leader: NodeStatus? { answers.lazy.compactMap(\.value).leader }

    /// The highest slot that any node knows to be committed: what lag is counted from.
    private var committed: Slot { answers.compactMap { $0.value?.committed }.max() ?? .zero }

    /// Returns how long ago `node` was heard: by the leader, else by whoever heard it last.
    private func heard(_ node: NodeID) -> UInt64? {
        let witnesses = leader.map { [$0] } ?? answers.compactMap(\.value)
        return witnesses.filter { $0.node != node }
            .flatMap(\.heardMilliseconds).filter { $0.node == node }.map(\.milliseconds).min()
    }

    private func lag(_ status: NodeStatus) -> Int {
        max(0, status.executed.distance(to: committed))
    }

    private static func role(_ status: NodeStatus) -> String {
        status.isConnected ? status.role.rawValue : dash
    }

    private static func state(_ answer: NodeAnswer<NodeStatus>) -> String {
        guard let status = answer.value else { return "unreachable" }
        guard status.isConnected else { return "disconnected" }
        var words: [String] = []
        if status.isRecovering { words.append("recovering") }
        if status.isDiskFull { words.append("disk full") }
        if !status.blocked.isEmpty { words.append("cut off from \(status.blocked)") }
        return words.isEmpty ? "connected" : words.joined(separator: ", ")
    }

    /// The nodes that wait for something, and for what.
    private var waits: [(node: NodeID, what: String)] {
        answers.compactMap { answer in
            answer.value.flatMap { $0.waitsFor.isEmpty ? nil : (answer.node, $0.waitsFor) }
        }
    }

    private static func ballot(_ status: NodeStatus) -> String {
        status.ballot == .zero ? dash : "\(status.ballot)"
    }
}

extension NodesPrint: ThreeForms {
    /// A table; a node that does not answer has dashes and the reason.
    ///
    /// A line follows for each node that waits for something.
    public var human: String {
        var table = TextTable([
            .words("node"), .words("role", width: 9), .words("ballot"), .numbers("accepted"),
            .numbers("committed"), .numbers("executed"), .numbers("lag"),
            .words("heard", width: 6), .words("state"),
        ])
        for answer in answers {
            guard let status = answer.value else {
                let reason = answer.failure?.description ?? ""
                let dashes = [String](repeating: dash, count: 7)
                table.append(["\(answer.node)"] + dashes + [reason])
                continue
            }
            table.append([
                "\(answer.node)", Self.role(status), Self.ballot(status),
                "\(status.accepted.rawValue)", "\(status.committed.rawValue)",
                "\(status.executed.rawValue)", "\(lag(status))",
                heard(answer.node).map(TimeText.age(milliseconds:)) ?? dash, Self.state(answer),
            ])
        }
        return table.text + waits.map { "\($0.node) waits for \($0.what)\n" }.joined()
    }

    /// The same columns, and what a node waits for; `heard_ms` is in milliseconds.
    public var plain: String {
        let header = [
            "node", "role", "ballot", "accepted", "committed", "executed", "lag", "heard_ms",
            "state", "waits_for",
        ]
        let rows = answers.map { answer in
            guard let status = answer.value else {
                return ["\(answer.node)"] + [String](repeating: dash, count: 7)
                    + [answer.failure?.state ?? "", dash]
            }
            return [
                "\(answer.node)", Self.role(status), Self.ballot(status),
                "\(status.accepted.rawValue)", "\(status.committed.rawValue)",
                "\(status.executed.rawValue)", "\(lag(status))",
                heard(answer.node).map { "\($0)" } ?? dash, Self.state(answer),
                status.waitsFor.isEmpty ? dash : status.waitsFor,
            ]
        }
        return PlainTable.text(header, rows)
    }

    /// The same facts, and of each node that answered its whole status.
    public var json: JSONValue {
        let nodes = answers.map { answer -> JSONValue in
            guard let status = answer.value else {
                return [
                    "node": .of(answer.node), "state": .string(answer.failure?.state ?? ""),
                    "reason": .string(answer.silence ?? ""),
                ]
            }
            return .object(
                [
                    .init("node", .of(answer.node)), .init("state", .string(Self.state(answer))),
                    .init("lag", .integer(Int64(lag(status)))),
                    .init("last_heard_ms", heard(answer.node).map { .of($0) } ?? .null),
                ] + status.members.filter { $0.key != "node" }
            )
        }
        return .answer(
            "nodes",
            [.init("leader", .of(leader?.node)), .init("nodes", .array(nodes))]
        )
    }
}

/// Who leads.
public struct LeaderPrint: Hashable, Sendable {
    /// The leader, by its own word; nil if no node that answered leads.
    public let leader: NodeStatus?
    /// How many nodes answered and are connected.
    public let connectedCount: Int
    /// How many nodes there are.
    public let nodeCount: Int

    /// Creates the answer to `leader`.
    public init(_ answers: [NodeAnswer<NodeStatus>]) {
        let statuses = answers.compactMap(\.value)
        leader = statuses.leader
        connectedCount = statuses.filter(\.isConnected).count
        nodeCount = answers.count
    }
}

extension LeaderPrint: ThreeForms {
    /// One line.
    public var human: String {
        guard let leader else {
            return "no leader: \(connectedCount) of \(nodeCount) nodes are connected\n"
        }
        let following = leader.isReady ? "" : ", not ready yet"
        return "\(leader.node) leads with ballot \(leader.ballot), executed slot "
            + "\(leader.executed.rawValue)\(following)\n"
    }

    /// One row; without a leader it has dashes.
    public var plain: String {
        let row =
            leader.map {
                ["\($0.node)", "\($0.ballot)", "\($0.executed.rawValue)", "\($0.isReady)"]
            }
            ?? [dash, dash, dash, dash]
        return PlainTable.text(["leader", "ballot", "executed", "ready"], [row])
    }

    /// The same; `leader` is null without one.
    public var json: JSONValue {
        .answer(
            "leader",
            [
                .init("leader", .of(leader?.node)), .init("ballot", .of(leader?.ballot)),
                .init("executed", leader.map { .of($0.executed) } ?? .null),
                .init("ready", .bool(leader?.isReady ?? false)),
                .init("connected", .integer(Int64(connectedCount))),
                .init("nodes", .integer(Int64(nodeCount))),
            ]
        )
    }
}
