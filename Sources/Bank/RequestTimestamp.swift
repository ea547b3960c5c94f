/// A client's number for one of its requests; each new request has a greater one.
public struct RequestTimestamp: Hashable, Sendable, BitwiseCopyable {
    /// The greatest number, so that it fits into a signed word everywhere.
    public static let rawMax = UInt64(Int64.max)

    /// The number, from 1 to ``rawMax``.
    public let raw: UInt64

    /// Creates a timestamp.
    ///
    /// - Parameter raw: The number; nil is returned unless it is from 1 to ``rawMax``.
    public init?(_ raw: UInt64) {
        guard raw >= 1, raw <= Self.rawMax else { return nil }
        self.raw = raw
    }
}

extension RequestTimestamp: Comparable {
    /// Orders by number.
    public static func < (lhs: RequestTimestamp, rhs: RequestTimestamp) -> Bool {
        lhs.raw < rhs.raw
    }
}

extension RequestTimestamp: CustomStringConvertible {
    /// The number in decimal digits.
    public var description: String { "\(raw)" }
}
