/// What a bench did from one moment to the next, for a picture of it over time.
public struct BenchInterval: Hashable, Sendable {
    /// When it began, in microseconds since the start.
    public var beganAt: UInt64
    /// How many transactions were executed.
    public var executed: UInt64
    /// Half of them took no longer, in microseconds; 0 if there are none.
    public var p50: UInt64
    /// 99 out of 100 took no longer, in microseconds; 0 if there are none.
    public var p99: UInt64
}

/// Cuts the time of a bench into intervals, as a value, in bounded memory.
///
/// When there are too many, neighbours are taken together, and the greater of their latencies
/// stands for both.
package struct BenchIntervals: Hashable, Sendable {
    /// How long each is, in microseconds.
    package private(set) var width: UInt64
    /// Those that are over, in order.
    package private(set) var all: [BenchInterval] = []
    /// The latencies of the one that is not over.
    private var latencies = LatencyHistogram()

    /// The most intervals that are kept: more points are not told apart in a picture.
    package static let countMax = 600

    /// Creates none yet.
    ///
    /// - Parameter width: How long each is, in microseconds, 1 or more.
    package init(width: UInt64) {
        precondition(width > 0, "an interval without length never ends")
        self.width = width
    }

    /// Ends the intervals that are over at a time, in microseconds since the start.
    package mutating func advance(to time: UInt64) {
        while (UInt64(all.count) + 1) * width <= time { end() }
    }

    /// Takes note of a latency, in microseconds, in the interval that is not over.
    package mutating func record(microseconds: UInt64) {
        latencies.record(microseconds: microseconds)
    }

    private mutating func end() {
        all.append(
            BenchInterval(
                beganAt: UInt64(all.count) * width,
                executed: latencies.count,
                p50: latencies.quantile(perMille: 500),
                p99: latencies.quantile(perMille: 990)
            )
        )
        if latencies.count > 0 { latencies.removeAll() }
        if all.count == Self.countMax { halve() }
    }

    private mutating func halve() {
        all = stride(from: 0, to: all.count, by: 2)
            .map { place in
                var both = all[place]
                both.executed += all[place + 1].executed
                both.p50 = max(both.p50, all[place + 1].p50)
                both.p99 = max(both.p99, all[place + 1].p99)
                return both
            }
        width *= 2
    }
}
