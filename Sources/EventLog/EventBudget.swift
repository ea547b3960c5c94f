/// How many events of a kind are written in a second: others can cause them as often as they like.
public struct EventBudget: Hashable, Sendable {
    /// The most in one second.
    private let perSecondMax: Int
    /// The second of the last event.
    private var second = 0
    /// How many there were in it.
    private var count = 0

    /// Creates a budget of which nothing is spent.
    public init(perSecondMax: Int) {
        self.perSecondMax = perSecondMax
    }

    /// Spends one event.
    ///
    /// - Parameter milliseconds: The time, of a clock that does not go back.
    /// - Returns: Whether it may be written.
    public mutating func spend(at milliseconds: Int) -> Bool {
        if milliseconds / 1_000 != second {
            second = milliseconds / 1_000
            count = 0
        }
        guard count < perSecondMax else { return false }
        count += 1
        return true
    }
}
