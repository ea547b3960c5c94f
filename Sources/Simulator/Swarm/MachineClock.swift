/// The clock of a machine: it jumps, stands still, or runs backwards.
struct MachineClock: Hashable, Sendable {
    /// What it showed when it was changed last, in microseconds; never below zero.
    private var base: Int64
    /// When that was, in microseconds of the simulated time.
    private var since: Int64
    /// How many microseconds pass on it in one.
    private var rate: Int64 = 1

    /// Creates a clock that shows the simulated time.
    init() {
        base = 0
        since = 0
    }

    /// What it shows at a simulated time.
    func reading(at microseconds: UInt64) -> UInt64 {
        UInt64(max(0, base + rate * (Int64(microseconds) - since)))
    }

    /// Lets it jump, and pass at another rate.
    mutating func change(at microseconds: UInt64, jump: Int64, rate: Int64) {
        base = max(0, Int64(reading(at: microseconds)) + jump)
        since = Int64(microseconds)
        self.rate = rate
    }
}
