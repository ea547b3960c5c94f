package import Bank
import Paxos
package import Wire

extension BenchReport {
    /// Adds a load, and what is wrong with it.
    ///
    /// - Parameters:
    ///   - load: What it came to.
    ///   - disturbed: How many transactions were not executed because somebody else asks in the
    ///     same clients' names.
    package mutating func add(_ load: BenchMeasure, disturbed: UInt64 = 0) {
        loads.append(load)
        if load.unanswered > 0 {
            violations.append("\(load.unanswered) transactions were not answered in time")
        }
        if disturbed > 0 {
            violations.append(
                "\(disturbed) transactions were not executed: somebody else asks as bench-1 and"
                    + " so on, perhaps another bench"
            )
        }
    }

    /// Compares the nodes after the work with how they were before it, and with each other.
    ///
    /// - Parameters:
    ///   - before: The nodes that are measured, in order, as they were before.
    ///   - after: Those of them that answered, as they are now.
    ///   - initial: What all accounts held before slot 1.
    package mutating func judge(
        before: [NodeStatus],
        after: [NodeStatus],
        initial: Amount
    ) {
        for old in before {
            guard let new = after.first(where: { $0.node == old.node }) else {
                violations.append("\(old.node) does not answer any more")
                continue
            }
            nodes.append(NodeCost(from: old, to: new))
        }
        leader = after.leader?.node
        isDurable = !before.isEmpty && before.allSatisfy(\.isDurable)
        let (first, last) = (before.map(\.elections).max(), after.map(\.elections).max())
        // A node that was started again does not remember those before.
        let heard = loads.reduce(0) { $0 + $1.leaderChanges }
        elections = max(heard, (last ?? 0) - min(first ?? 0, last ?? 0))
        isConserved = !after.isEmpty && after.allSatisfy { $0.total == initial }
        if let wrong = after.first(where: { $0.total != initial }) {
            violations.append("\(wrong.node) has \(wrong.total) of \(initial)")
        }
        doReplicasAgree = !after.isEmpty && after.count == before.count && Self.agree(after)
        if let reference = after.first, !Self.agree(after) {
            let states = after.map { "\($0.node) \($0.executed.rawValue)" }
            let isBehind = after.contains { $0.executed != reference.executed }
            violations.append(
                isBehind
                    ? "nodes did not come to the same slot: \(states.joined(separator: ", "))"
                    : "nodes executed differently up to slot \(reference.executed.rawValue)"
            )
        }
    }

    /// Whether all nodes executed the same, and nothing more is to be executed.
    package static func agree(_ nodes: [NodeStatus]) -> Bool {
        nodes.allSatisfy { node in
            node.executed == nodes[0].executed && node.digest == nodes[0].digest
        }
    }
}
