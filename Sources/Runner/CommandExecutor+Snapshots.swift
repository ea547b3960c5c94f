import EventLoop
import Paxos
import Wire

/// Snapshots that somebody asks for.
extension CommandExecutor {
    /// Has nodes write their state to disk, and waits until they have.
    ///
    /// - Parameter node: The node; nil for all.
    /// - Returns: The answer's whole lines, and an error if a node did not do it.
    /// - Throws: ``UserError`` if none did.
    func snapshot(_ node: NodeID?) throws(UserError) -> (text: String, error: UserError?) {
        let nodes = try node.map { (node) throws(UserError) in [try known(node)] } ?? session.nodes
        let print = SnapshotsPrint(takeSnapshots(on: nodes))
        if let error = print.error, print.answers.allSatisfy({ $0.value == nil }) { throw error }
        return (print.text(form), print.error)
    }

    /// Has nodes write their state to disk, and waits until they have, for a bounded time.
    ///
    /// A node whose disk is full tries again and again, so that it is waited for, too.
    ///
    /// - Returns: Of each node the last slot that is in its snapshot, or why there is none.
    func takeSnapshots(on nodes: [NodeID]) -> [NodeAnswer<Slot>] {
        let end = SystemClock.monotonicMilliseconds + timeoutMilliseconds
        let begun = session.ask(nodes, .snapshot).map(Self.begun)
        let waiting = begun.filter { $0.value != nil }.map(\.node)
        let slots = Dictionary(
            uniqueKeysWithValues: begun.compactMap { answer in
                answer.value.map { (answer.node, $0) }
            }
        )
        let (statuses, _) = session.waitForStatuses(
            of: waiting,
            atMostMilliseconds: max(0, end - SystemClock.monotonicMilliseconds)
        ) { statuses in
            statuses.count == waiting.count
                && statuses.allSatisfy { status in
                    slots[status.node].map { status.snapshotSlot >= $0 } == true
                }
        }
        return begun.map { answer in
            guard let slot = answer.value else { return answer }
            guard let status = statuses.first(where: { $0.node == answer.node }) else {
                return NodeAnswer(answer.node, silent: "it ended on the way")
            }
            if status.snapshotSlot >= slot { return NodeAnswer(answer.node, status.snapshotSlot) }
            if status.isDiskFull {
                return NodeAnswer(
                    answer.node,
                    silent: "its disk is full: it is taken when there is space"
                )
            }
            return NodeAnswer(
                answer.node,
                silent: "slot \(slot.rawValue) is not on disk after \(timeoutMilliseconds) ms"
            )
        }
    }

    /// The slot of the snapshot that a node began with, or why it did not.
    private static func begun(_ answer: NodeAnswer<AdminAnswer>) -> NodeAnswer<Slot> {
        switch answer.value {
        case .snapshot(let slot): NodeAnswer(answer.node, slot)
        case .refused(let reason): NodeAnswer(answer.node, silent: reason.message)
        case nil: NodeAnswer(answer.node, silent: answer.silence ?? "")
        default: NodeAnswer(answer.node, silent: "answered something else")
        }
    }
}
