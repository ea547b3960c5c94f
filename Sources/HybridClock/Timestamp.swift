/// A moment of hybrid time: microseconds, and a counter that orders what happens within one.
///
/// Both lie in one word, 52 bits and 12 bits, so comparing moments is comparing integers, and a
/// counter that overflows carries into the next microsecond, which keeps the order. The
/// microseconds last until the year 2112.
///
/// Source: Kulkarni, Demirbas, Madappa, Avva and Leone, "Logical Physical Clocks" (2014), §3.
public struct Timestamp: Hashable, Sendable, BitwiseCopyable {
    /// The number of bits of the counter.
    private static let logicalBits: UInt64 = 12
    /// The greatest number of microseconds: 2^52 - 1.
    public static let microsecondsMax: UInt64 = 1 << (64 - logicalBits) - 1
    /// The greatest counter: 4,095.
    public static let logicalMax: UInt64 = 1 << logicalBits - 1

    /// The microseconds in the high 52 bits, the counter in the low 12.
    public let raw: UInt64

    /// Creates a moment out of the word that ``raw`` gives; every word is a moment.
    public init(raw: UInt64) {
        self.raw = raw
    }

    /// Creates a moment.
    ///
    /// - Parameters:
    ///   - microseconds: The time since 1970-01-01T00:00:00Z; at most ``microsecondsMax``, else the
    ///     process stops.
    ///   - logical: The counter; at most ``logicalMax``, else the process stops.
    public init(microseconds: UInt64, logical: UInt64) {
        precondition(microseconds <= Self.microsecondsMax, "microseconds: \(microseconds)")
        precondition(logical <= Self.logicalMax, "logical: \(logical)")
        self.raw = microseconds << Self.logicalBits | logical
    }

    /// The first moment: before everything that is stamped.
    public static let zero = Timestamp(raw: 0)

    /// The last moment; nothing can be stamped after it.
    public static let max = Timestamp(raw: .max)

    /// The time since 1970-01-01T00:00:00Z in microseconds; at most ``microsecondsMax``.
    public var microseconds: UInt64 { raw >> Self.logicalBits }

    /// The counter within the microsecond; at most ``logicalMax``.
    public var logical: UInt64 { raw & Self.logicalMax }

    /// The next moment; ``max`` itself has none and stays.
    public var next: Timestamp { self == .max ? self : Timestamp(raw: raw + 1) }
}

extension Timestamp: Comparable {
    /// Orders by microseconds, then by counter.
    public static func < (lhs: Timestamp, rhs: Timestamp) -> Bool { lhs.raw < rhs.raw }
}

extension Timestamp: CustomStringConvertible {
    /// `1795225798670412.7`: microseconds, then the counter.
    public var description: String { "\(microseconds).\(logical)" }
}
