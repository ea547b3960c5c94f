internal import BankClient

/// What this gateway did since it started.
package struct GatewayMetrics: Hashable, Sendable {
    /// How many connections it took.
    package var connectionsTotal: UInt64 = 0
    /// How many requests wait for others with their key.
    package var joiners = 0
    /// How many answers each class of status had: the first is of 1xx.
    package private(set) var answers = [UInt64](repeating: 0, count: 5)
    /// How long answers took, in microseconds.
    package private(set) var requestTimes = TimeHistogram()
    /// How long payments took in the cluster, in microseconds.
    package private(set) var paymentTimes = TimeHistogram()
    /// What became of payments, by the words of outcomes, in the order of their first time.
    package private(set) var payments: [Count] = []

    /// How often something happened.
    package struct Count: Hashable, Sendable {
        /// What.
        package let word: String
        /// How often.
        package var count: UInt64
    }

    /// Creates the metrics of a gateway that did nothing yet.
    package init() {}

    /// Counts an answer.
    mutating func didAnswer(_ route: Route?, status: Int, microseconds: Int64) {
        answers[min(max(status / 100 - 1, 0), 4)] += 1
        // A stream of events has no end that would say anything.
        if route != .events { requestTimes.add(microseconds: microseconds) }
    }

    /// Counts a payment that is over.
    mutating func didPay(_ outcome: Outcome, microseconds: Int64) {
        paymentTimes.add(microseconds: microseconds)
        let word = outcome.word
        if let index = payments.firstIndex(where: { $0.word == word }) {
            payments[index].count += 1
        } else {
            payments.append(Count(word: word, count: 1))
        }
    }
}

/// How many durations were up to how long, as Prometheus counts them.
package struct TimeHistogram: Hashable, Sendable {
    /// The upper bounds of the buckets but for the last, which has none, in microseconds.
    package static let bounds: [Int64] = [
        250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
        1_000_000, 2_500_000, 5_000_000, 10_000_000,
    ]

    /// How many there were in each bucket alone.
    package private(set) var counts = [UInt64](repeating: 0, count: bounds.count + 1)
    /// All of them together, in microseconds.
    package private(set) var sumMicroseconds: Int64 = 0

    /// Creates a histogram without durations.
    package init() {}

    /// Counts a duration.
    package mutating func add(microseconds: Int64) {
        let index = Self.bounds.firstIndex { microseconds <= $0 } ?? Self.bounds.count
        counts[index] += 1
        sumMicroseconds += max(0, microseconds)
    }

    /// How many there were.
    package var count: UInt64 { counts.reduce(0, +) }
}
