/// A place in a log: how many records come before it.
public struct LogPosition: Hashable, Sendable, Comparable {
    /// The number of records before this place.
    public let rawValue: UInt64

    /// Creates a position.
    public init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Orders from the log's beginning to its end.
    public static func < (lhs: LogPosition, rhs: LogPosition) -> Bool {
        lhs.rawValue < rhs.rawValue
    }
}
