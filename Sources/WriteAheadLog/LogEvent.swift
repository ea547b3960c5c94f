/// What a reader meets on its way through a log.
public enum LogEvent: Hashable, Sendable {
    /// A record that passes, with the bytes its caller appended.
    case record(LogExtent, payload: [UInt8])
    /// Damage, with a record that passes behind it.
    case gap(LogGap)
}

/// Damage within a log: what is missing between two places that are intact.
///
/// The record ``next`` passes, and the reader gives it after the gap. The gap may be empty
/// (`next == firstLost`): then something else than a record is damaged, such as a header.
public struct LogGap: Hashable, Sendable {
    /// The record expected at the damage: the first that is lost.
    public let firstLost: LogPosition
    /// The next record that passes.
    public let next: LogPosition
    /// How many bytes of log lie between the beginning of the damage and the next record that
    /// passes; `Int.max` if that cannot be known.
    public let bytes: Int
    /// The segment in which the damage begins.
    public let file: String
    /// Where it begins in that file.
    public let offset: Int

    /// Creates a gap.
    public init(
        firstLost: LogPosition,
        next: LogPosition,
        bytes: Int,
        file: String,
        offset: Int
    ) {
        precondition(firstLost <= next, "a gap from \(firstLost) back to \(next)")
        self.firstLost = firstLost
        self.next = next
        self.bytes = bytes
        self.file = file
        self.offset = offset
    }

    /// Whether the next record, which names all that was touched just before it, names the loss.
    ///
    /// If so the node goes on and lists what it may have lost (rule L); if not, it has forgotten
    /// (rule R).
    /// It is so if the next record lies close behind the beginning of the damage, or if its number
    /// shows that at most the one record right before it is missing.
    public var isBounded: Bool {
        bytes <= LogLimits.boundedGapBytes || next.rawValue - firstLost.rawValue <= 1
    }
}

/// How a log ends.
public enum LogVerdict: Hashable, Sendable {
    /// With its last record.
    case clean
    /// With a write that was cut: the record was never acknowledged, and is zeroed.
    ///
    /// `bytes` counts from the place of the record to the last byte that is not zero.
    case torn(file: String, offset: Int, bytes: Int)
    /// With damage: at least one record is lost there, and may have been acknowledged.
    ///
    /// Rule R applies. Whoever goes on MUST say so in the first record appended.
    case damagedEnd(file: String, offset: Int, reason: String)
}
