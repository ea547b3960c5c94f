public import Bank
public import Paxos

/// The lines that a run prints while it goes on, each with its end.
public enum RunLines {
    /// The column, counted from 0, in which the remark in brackets begins if the text leaves room.
    private static let remarkColumn = 50

    /// Where a carried request came from.
    public struct Origin: Hashable, Sendable {
        /// The set that left it pending first.
        public let set: Int
        /// Its place among the rows of that set, from 1.
        public let position: Int

        /// Creates an origin.
        public init(set: Int, position: Int) {
            self.set = set
            self.position = position
        }
    }

    /// Why a transfer is still pending at the end of a set.
    public enum PendingCause: Hashable, Sendable {
        /// Too few nodes are connected.
        case noQuorum(connected: Int, nodes: Int)
        /// An earlier request of the same client has no answer.
        case heldBack
        /// No answer came in time although there was a quorum.
        case timedOut
    }

    /// Returns the line of an answered transfer.
    ///
    /// - Parameters:
    ///   - position: The row's place in its set, from 1.
    ///   - transfer: What was asked for.
    ///   - outcome: What became of it.
    ///   - origin: Where a carried request came from; nil for a row of this set.
    /// - Returns: The line with its end.
    public static func result(
        position: Int,
        _ transfer: Transfer,
        _ outcome: TransferOutcome,
        origin: Origin? = nil
    ) -> String {
        var remarks: [String] = []
        if let slot = outcome.slot { remarks.append("slot \(slot.rawValue)") }
        if let reason = outcome.reason { remarks.append(reason.rawValue) }
        if let origin { remarks.append("from set \(origin.set) row \(origin.position)") }
        let mark = origin == nil ? "\(position)" : "carried"
        return line(head(mark, transfer, outcome), remarks.joined(separator: ", "))
    }

    /// Returns the line of a transfer that a set leaves pending.
    ///
    /// - Parameters:
    ///   - position: The row's place in its set, from 1.
    ///   - transfer: What was asked for.
    ///   - cause: Why it is pending.
    ///   - origin: Where a carried request came from; nil for a row of this set.
    ///   - isLastSet: Whether no set follows to which it could be carried.
    /// - Returns: The line with its end.
    public static func pending(
        position: Int,
        _ transfer: Transfer,
        _ cause: PendingCause,
        origin: Origin? = nil,
        isLastSet: Bool = false
    ) -> String {
        let reason =
            switch cause {
            case .noQuorum(let connected, let nodes): "no quorum: \(connected) of \(nodes) nodes"
            case .heldBack: "waits for the client's earlier request"
            case .timedOut: "no answer in time"
            }
        let next = isLastSet ? "the file ends" : "carried to the next set"
        let mark = origin == nil ? "\(position)" : "carried"
        return line(head(mark, transfer, .pending), "\(reason); \(next)")
    }

    /// Returns the line of a leader failure; nil says that there is no leader.
    public static func leaderFailure(_ node: NodeID?) -> String {
        guard let node else { return "  [LF] There is no leader to fail\n" }
        return "  [LF] Failing leader Node \(number(node))\n"
    }

    /// Returns the line of the leader that takes over.
    ///
    /// - Parameters:
    ///   - ballot: Its ballot.
    ///   - milliseconds: How long it took since the failure.
    /// - Returns: The line with its end.
    public static func newLeader(_ ballot: Ballot, milliseconds: UInt64) -> String {
        line(
            "  [LF] New leader elected: Node \(number(ballot.proposer))",
            "ballot \(ballot), \(TimeText.duration(milliseconds: milliseconds))"
        )
    }

    /// Returns the line that tells why no leader takes over.
    public static func noNewLeader(connected: Int, nodes: Int) -> String {
        line("  [LF] No new leader", "no quorum: \(connected) of \(nodes) nodes")
    }

    /// Returns the line that opens a set: `Set 3  live n1 n2 n3 . n5`.
    public static func setHead(_ set: Int, live: NodeSet, of nodes: [NodeID]) -> String {
        let names = nodes.map { live.contains($0) ? "\($0)" : "." }
        return "Set \(set)  live \(names.joined(separator: " "))\n"
    }

    /// Returns the line that closes a set: `[Set 1] Complete`.
    public static func setComplete(_ set: Int) -> String { "[Set \(set)] Complete\n" }

    private static func head(
        _ mark: String,
        _ transfer: Transfer,
        _ outcome: TransferOutcome
    ) -> String {
        let word = outcome.word.uppercased().replacing("_", with: " ")
        return "  [\(mark)] \(transfer.from) -> \(transfer.to) $\(transfer.amount): \(word)"
    }

    private static func line(_ head: String, _ remark: String) -> String {
        guard !remark.isEmpty else { return head + "\n" }
        let fill = max(remarkColumn - head.count, 2)
        return head + String(repeating: " ", count: fill) + "(\(remark))\n"
    }
}
