/// How often which latencies were seen, in bounded memory and with bounded error.
///
/// A power of two is cut into 64 equal parts, so what is told of a latency is too high by less than
/// 1/64 of it, and up to 128 µs by nothing. Recording is O(1), a quantile O(buckets).
public struct LatencyHistogram: Hashable, Sendable {
    /// The greatest latency that is told from longer ones, in microseconds: more than a day.
    public static let microsecondsMax: UInt64 = (1 << 37) - 1
    /// How many bits number the parts of a power of two.
    private static let partBits = 6
    /// How many buckets there are.
    private static let bucketsMax = bucket(of: microsecondsMax) + 1

    /// How many latencies fell into each bucket.
    private var counts = [UInt64](repeating: 0, count: Self.bucketsMax)
    /// How many latencies were recorded.
    public private(set) var count: UInt64 = 0
    /// The longest latency recorded, in microseconds; 0 if there is none.
    public private(set) var max: UInt64 = 0

    /// Creates a histogram of nothing.
    public init() {}

    /// Takes note of a latency, in microseconds.
    public mutating func record(microseconds: UInt64) {
        let latency = min(microseconds, Self.microsecondsMax)
        counts[Self.bucket(of: latency)] += 1
        count += 1
        max = Swift.max(max, latency)
    }

    /// Adds all that another histogram recorded; O(buckets).
    public mutating func merge(_ other: LatencyHistogram) {
        for bucket in counts.indices { counts[bucket] += other.counts[bucket] }
        count += other.count
        max = Swift.max(max, other.max)
    }

    /// Forgets everything, and keeps the memory; O(buckets).
    public mutating func removeAll() {
        for bucket in counts.indices { counts[bucket] = 0 }
        (count, max) = (0, 0)
    }

    /// Returns the latency that a share of all latencies does not exceed, in microseconds.
    ///
    /// - Parameter perMille: The share in thousandths, from 1 to 1,000: 500 asks for the median.
    /// - Returns: At least the true one, and at most ``max``; 0 if there is none.
    public func quantile(perMille: UInt64) -> UInt64 {
        precondition(1...1_000 ~= perMille, "\(perMille) thousandths are no share")
        guard count > 0 else { return 0 }
        // The last of the share, counted from 1; nobody waits for 2^54 answers.
        let rank = (count * perMille + 999) / 1_000
        var seen: UInt64 = 0
        for bucket in counts.indices {
            seen += counts[bucket]
            if seen >= rank { return min(Self.greatest(in: bucket), max) }
        }
        preconditionFailure("\(seen) latencies are in buckets, and \(count) were recorded")
    }

    /// Returns the greatest latency of a bucket.
    private static func greatest(in bucket: Int) -> UInt64 {
        let shift = Swift.max(0, (bucket >> partBits) - 1)
        return (UInt64(bucket - (shift << partBits) + 1) << UInt64(shift)) - 1
    }

    /// Returns the bucket of a latency: up to 128 each has its own.
    private static func bucket(of latency: UInt64) -> Int {
        let shift = Swift.max(0, latency.bitWidth - 1 - latency.leadingZeroBitCount - partBits)
        return (shift << partBits) + Int(latency >> UInt64(shift))
    }
}
