/// A log that lives as long as its process: the order of a durable log, without a disk.
///
/// It knows how many records were appended and how many of them are flushed, so that the caller can
/// assert that nothing is said before what it rests on. The records themselves are kept by whoever
/// appends them, in the form in which they are used.
public struct MemoryLog: Hashable, Sendable {
    /// The end of the log.
    public private(set) var appended = LogPosition(0)
    /// Every record before this place survives whatever this log protects from.
    public private(set) var flushed = LogPosition(0)

    /// Creates an empty log.
    public init() {}

    /// Appends `count` records.
    ///
    /// - Returns: The place behind them: what rests on them needs the log flushed up to there.
    public mutating func append(count: Int) -> LogPosition {
        precondition(count >= 0, "\(count) records cannot be appended")
        appended = LogPosition(appended.rawValue + UInt64(count))
        return appended
    }

    /// Makes everything appended so far survive; one flush covers all records of a turn.
    public mutating func flush() {
        flushed = appended
    }
}
