import Wire

/// Observations counted in buckets whose bounds never change.
struct Histogram {
    /// The greatest observation of each bucket but the last, rising.
    private let bounds: [UInt64]
    /// How many observations fell into each bucket; the last one has no bound.
    private var counts: [UInt64]
    /// The sum of all observations.
    private var sum: UInt64 = 0

    /// Creates a histogram of nothing; `bounds` MUST rise.
    init(bounds: [UInt64]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// Durations in microseconds: from 50 µs, a fast disk's flush, to ten seconds.
    static var durations: Histogram {
        Histogram(bounds: [
            50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000,
            500_000, 1_000_000, 2_500_000, 10_000_000,
        ])
    }

    /// Sizes by powers of two.
    static var sizes: Histogram {
        Histogram(bounds: (0...12).map { 1 << $0 })
    }

    /// Counts `count` observations of one value; costs a walk over at most all bounds.
    mutating func observe(_ value: UInt64, count: UInt64 = 1) {
        var bucket = 0
        while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
        counts[bucket] &+= count
        sum &+= value &* count
    }

    /// What was counted, as it is published.
    var value: MetricValue {
        var total: UInt64 = 0
        var buckets: [MetricHistogram.Bucket] = []
        for (bound, count) in zip(bounds, counts) {
            total += count
            buckets.append(MetricHistogram.Bucket(through: bound, count: total))
        }
        total += counts[bounds.count]
        return .histogram(MetricHistogram(buckets: buckets, count: total, sum: sum))
    }
}
