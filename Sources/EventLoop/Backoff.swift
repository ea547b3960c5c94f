/// How long to wait before the next try: longer after each failure, and never in step with others.
///
/// The bound doubles from the least to the most delay; the delay is drawn from its upper half, so
/// that nodes that failed together do not come back together.
public struct Backoff: Hashable, Sendable {
    /// The bound of the first delay, in milliseconds.
    public let retryDelayMillisecondsMin: Int
    /// The bound that is not exceeded, in milliseconds.
    public let retryDelayMillisecondsMax: Int
    /// The bound of the next delay, in milliseconds.
    private var bound: Int

    /// Creates a backoff before its first failure.
    public init(retryDelayMillisecondsMin: Int = 50, retryDelayMillisecondsMax: Int = 2_000) {
        precondition(
            (1...retryDelayMillisecondsMax).contains(retryDelayMillisecondsMin),
            """
            delays from \(retryDelayMillisecondsMin) to \(retryDelayMillisecondsMax) ms are not \
            a range
            """
        )
        self.retryDelayMillisecondsMin = retryDelayMillisecondsMin
        self.retryDelayMillisecondsMax = retryDelayMillisecondsMax
        bound = retryDelayMillisecondsMin
    }

    /// Returns the delay before the next try, in milliseconds: at least 1, at most the maximum.
    public mutating func next(using generator: inout some RandomNumberGenerator) -> Int {
        let least = max(1, bound / 2)
        let delay = Int.random(in: least...bound, using: &generator)
        let (doubled, overflows) = bound.multipliedReportingOverflow(by: 2)
        bound = overflows ? retryDelayMillisecondsMax : min(doubled, retryDelayMillisecondsMax)
        return delay
    }

    /// Starts again with the shortest delay; MUST be called when a try succeeded.
    public mutating func reset() {
        bound = retryDelayMillisecondsMin
    }
}
