/// How long a client waits for an answer before it asks again: all nodes, or a slow leader.
///
/// The wait doubles from one expiry to the next up to a greatest one, and is drawn from the upper
/// quarter below its bound, so that clients that were cut off together do not come back together.
public struct RetryPolicy: Hashable, Sendable {
    /// The bound of the first wait, in milliseconds.
    public let retryDelayMillisecondsMin: Int
    /// The bound that is not exceeded, in milliseconds.
    public let retryDelayMillisecondsMax: Int

    /// Creates a policy; the process stops unless 4 <= least <= most <= 60,000.
    public init(retryDelayMillisecondsMin: Int = 300, retryDelayMillisecondsMax: Int = 3_000) {
        let (least, most) = (retryDelayMillisecondsMin, retryDelayMillisecondsMax)
        precondition(
            4 <= least && least <= most && most <= 60_000,
            "waits from \(least) to \(most) ms are not within 4...60000"
        )
        self.retryDelayMillisecondsMin = least
        self.retryDelayMillisecondsMax = most
    }

    /// The greatest wait after `expiries` waits were in vain, in milliseconds.
    public func bound(after expiries: Int) -> Int {
        // 14 doublings of the least possible wait exceed the greatest possible one.
        let doubled = retryDelayMillisecondsMin << min(max(0, expiries), 14)
        return min(doubled, retryDelayMillisecondsMax)
    }

    /// Returns the next wait after `expiries` waits were in vain, in milliseconds.
    public func delay(after expiries: Int, using generator: inout some RandomNumberGenerator) -> Int
    {
        let bound = bound(after: expiries)
        return Int.random(in: (bound - bound / 4)...bound, using: &generator)
    }
}
