public import Paxos

/// The line at the head of a set that runs on a terminal: how far it is, and what each node does.
public struct SetProgress: Hashable, Sendable {
    /// The set's number.
    public var set: Int
    /// All nodes, in order, with what each does.
    public var nodes: [Member]
    /// How many rows are done, leader failures among them.
    public var doneCount: Int
    /// How many rows there are.
    public var rowCount: Int
    /// The leader's ballot; nil if nobody leads.
    public var ballot: Ballot?
    /// The highest slot executed.
    public var executed: Slot

    /// Creates the line.
    public init(
        set: Int,
        nodes: [Member],
        doneCount: Int,
        rowCount: Int,
        ballot: Ballot?,
        executed: Slot
    ) {
        self.set = set
        self.nodes = nodes
        self.doneCount = doneCount
        self.rowCount = rowCount
        self.ballot = ballot
        self.executed = executed
    }

    /// A node in the strip.
    public struct Member: Hashable, Sendable {
        /// The node.
        public let node: NodeID
        /// What it does.
        public let mark: Mark

        /// Creates a member.
        public init(_ node: NodeID, _ mark: Mark) {
            self.node = node
            self.mark = mark
        }
    }

    /// What a node does; the letter is what people see.
    public enum Mark: String, Hashable, Sendable, CaseIterable {
        /// It leads.
        case leads = "L"
        /// It follows.
        case follows = "F"
        /// It asks for promises.
        case candidate = "c"
        /// A leader failure cut it off.
        case failed = "-"
        /// It is not live in this set.
        case notLive = "x"
        /// Its process was killed.
        case killed = "k"
    }

    /// How many characters the bar has.
    private static let barWidth = 20

    /// Returns the line.
    ///
    /// - Parameter isASCII: Whether the terminal shows ASCII only.
    /// - Returns: The line without an end, so that it can be redrawn in place.
    public func text(isASCII: Bool = false) -> String {
        let (full, empty) = isASCII ? ("#", ".") : ("█", "░")
        let done =
            rowCount == 0 ? Self.barWidth : min(doneCount, rowCount) * Self.barWidth / rowCount
        let bar =
            String(repeating: full, count: done)
            + String(repeating: empty, count: Self.barWidth - done)
        let live = nodes.map { $0.mark == .notLive ? "." : "\($0.node)" }.joined(separator: " ")
        let strip = nodes.map { "\($0.node) \($0.mark.rawValue)" }.joined(separator: "  ")
        let leader = ballot.map { "ballot \($0)" } ?? "no leader"
        return "Set \(set)  live \(live)   \(bar)  \(doneCount)/\(rowCount)   \(strip)"
            + "   \(leader)   #\(executed.rawValue)"
    }
}
