/// The kinds of faults that `chaos` makes; the raw value is the word in reports.
public enum ChaosFault: String, Hashable, Sendable, CaseIterable {
    /// One node is killed, and starts again from its disk.
    case killOne = "kill_one"
    /// Three nodes are killed at once: a quorum is gone.
    case killThree = "kill_three"
    /// All nodes are killed at once.
    case killAll = "kill_all"
    /// A node is stopped where it stands, for 10 ms to 5 s.
    case pause
    /// A node is killed and its folder removed: it starts with nothing.
    case wipe
    /// A connection between two nodes breaks, and no new one comes about for a while.
    case cut
    /// Every connection between two groups of nodes is cut.
    case partition
    /// What one node says to another is lost for a while, and the other way is not.
    case mute
    /// What one node says to another comes late.
    case delay
    /// What one node says to another is held back, and then comes all at once.
    case hold
    /// Single lines are lost.
    case dropLine = "drop_line"
    /// Single lines come twice.
    case duplicateLine = "duplicate_line"
    /// A connection exists twice, and on the second one comes what is said on the first.
    case duplicateConnection = "duplicate_connection"
    /// A bit of a line is flipped.
    case corrupt
    /// One end of a connection is gone, and the other end does not hear of it.
    case halfOpen = "half_open"
    /// The disk of a node is full.
    case diskFull = "disk_full"
}

/// How often each fault was made.
public struct ChaosTally: Hashable, Sendable {
    /// How often, by kind.
    private var counts: [ChaosFault: UInt64] = [:]
    /// Why a kind could not be made.
    private var reasons: [ChaosFault: String] = [:]

    /// Creates a tally of nothing.
    public init() {}

    /// Counts faults of one kind.
    public mutating func count(_ fault: ChaosFault, times: UInt64 = 1) {
        counts[fault, default: 0] += times
    }

    /// Notes why a kind of fault cannot be made here.
    public mutating func skip(_ fault: ChaosFault, because reason: String) {
        reasons[fault] = reason
    }

    /// How often a fault was made.
    public subscript(fault: ChaosFault) -> UInt64 { counts[fault, default: 0] }

    /// Why a fault could not be made; nil if it could.
    public func reason(_ fault: ChaosFault) -> String? { reasons[fault] }

    /// How many faults were made.
    public var total: UInt64 { counts.values.reduce(0, +) }

    /// The faults that could be made and never were, in order.
    public var missing: [ChaosFault] {
        ChaosFault.allCases.filter { self[$0] == 0 && reasons[$0] == nil }
    }
}

/// Deals the kinds of faults like cards: each comes before any comes again.
package struct ChaosDeck {
    /// What is dealt.
    private let faults: [ChaosFault]
    /// What is left of this round.
    private var rest: [ChaosFault] = []

    /// Creates a deck of these kinds; there MUST be one.
    package init(_ faults: [ChaosFault]) {
        precondition(!faults.isEmpty, "no fault can be made")
        self.faults = faults
    }

    /// Draws the next kind.
    package mutating func next(
        using generator: inout some RandomNumberGenerator
    ) -> ChaosFault {
        if rest.isEmpty { rest = faults.shuffled(using: &generator) }
        return rest.removeLast()
    }
}
