/// One start of one replica: how often it has lost its memory, and how often it was started.
///
/// A replica that lost what it had promised begins a new *life*; promises of an earlier life no
/// longer count once a quorum of the others has noted the new one. Within a life each start has a
/// number of its own, so that a restored old disk is recognised.
public struct Incarnation: Hashable, Sendable, BitwiseCopyable {
    /// How often this replica has lost what it promised and accepted; 0 for one that never did.
    public let life: UInt32
    /// How often its process was started, over all lives it remembers; 1 for the first start.
    public let start: UInt32

    /// Creates an incarnation.
    public init(life: UInt32, start: UInt32) {
        self.life = life
        self.start = start
    }

    /// Creates an incarnation from its number on the wire.
    public init(rawValue: UInt64) {
        life = UInt32(truncatingIfNeeded: rawValue >> 32)
        start = UInt32(truncatingIfNeeded: rawValue)
    }

    /// The incarnation as one number: the life in the high half, the start in the low one.
    public var rawValue: UInt64 { UInt64(life) << 32 | UInt64(start) }

    /// Before every start.
    public static let none = Incarnation(life: 0, start: 0)
}

extension Incarnation: Comparable {
    /// Orders by life, then by start.
    public static func < (lhs: Incarnation, rhs: Incarnation) -> Bool {
        lhs.rawValue < rhs.rawValue
    }
}

extension Incarnation: CustomStringConvertible {
    /// The form used in text, for example `0.3`: life 0, start 3.
    public var description: String { "\(life).\(start)" }
}

/// What a replica remembers of another one: the highest incarnation it met or was told of.
public struct Note: Hashable, Sendable {
    /// The other replica.
    public let node: NodeID
    /// Its highest incarnation that is known here.
    public let incarnation: Incarnation

    /// Creates a note.
    public init(node: NodeID, incarnation: Incarnation) {
        self.node = node
        self.incarnation = incarnation
    }
}

/// Consecutive slots, first and last included.
public struct SlotRange: Hashable, Sendable {
    /// The first slot.
    public let first: Slot
    /// The last slot; never before ``first``.
    public let last: Slot

    /// Creates a range; `last` MUST NOT be before `first`.
    public init(first: Slot, last: Slot) {
        precondition(first <= last, "a range from \(first) back to \(last)")
        self.first = first
        self.last = last
    }

    /// Returns whether `slot` is one of them.
    public func contains(_ slot: Slot) -> Bool { first <= slot && slot <= last }

    /// Returns the shortest range that holds both; nil if there is neither.
    public static func hull(_ left: SlotRange?, _ right: SlotRange?) -> SlotRange? {
        guard let left else { return right }
        guard let right else { return left }
        return SlotRange(first: min(left.first, right.first), last: max(left.last, right.last))
    }
}
