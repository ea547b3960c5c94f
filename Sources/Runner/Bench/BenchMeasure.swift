/// What one load of a bench came to: what became of its transactions, and how fast.
public struct BenchMeasure: Hashable, Sendable {
    /// How many transactions were under way at any time; in an open loop the most.
    public var inFlight = 0
    /// How many were meant to begin a second; nil in a closed loop.
    public var ratePerSecond: UInt64?
    /// From the start to the last answer, in microseconds.
    public var microseconds: UInt64 = 0
    /// How many transactions did what they were to do.
    public var completed: UInt64 = 0
    /// How many were executed and refused by the bank, for want of funds as a rule.
    public var failed: UInt64 = 0
    /// How many were certainly not executed, because nodes took no requests.
    public var refused: UInt64 = 0
    /// How many were not answered in the end.
    public var unanswered: UInt64 = 0
    /// How many were meant to begin and never sent, because too many waited already.
    public var notSent: UInt64 = 0
    /// How many requests were sent again, each time counted.
    public var resent: UInt64 = 0
    /// How many leaders after the first one answered.
    public var leaderChanges: UInt64 = 0
    /// How many transfers were executed, refused by the bank or not.
    public var transfers: UInt64 = 0
    /// How long transactions took from their begin, or intended begin, to the last answer; reads
    /// beside transfers are told apart.
    public var latency = Latency()
    /// How much later than intended transactions of an open loop began.
    public var lateness = Latency()
    /// What was executed, by kind; only kinds of which something was.
    public var kinds: [Kind] = []
    /// The longest time without an answer.
    public var stall = Stall()
    /// The leaders that were killed.
    public var failures: [BenchFailure] = []
    /// What was done from one moment to the next.
    public var intervals: [BenchInterval] = []
    /// How long each of ``intervals`` is, in microseconds.
    public var intervalMicroseconds: UInt64 = 0

    /// What was executed of one kind.
    public struct Kind: Hashable, Sendable {
        /// The kind.
        public var kind: BenchKind
        /// How many did what they were to do.
        public var completed: UInt64
        /// How many the bank refused.
        public var failed: UInt64
        /// How long they took.
        public var latency: Latency

        /// Creates what was executed of a kind.
        public init(_ kind: BenchKind, completed: UInt64, failed: UInt64, latency: Latency) {
            self.kind = kind
            self.completed = completed
            self.failed = failed
            self.latency = latency
        }
    }

    /// Some quantiles of latencies, in microseconds.
    public struct Latency: Hashable, Sendable {
        /// Half of the transactions took no longer.
        public var p50: UInt64 = 0
        /// Nine out of ten took no longer.
        public var p90: UInt64 = 0
        /// 99 out of 100 took no longer.
        public var p99: UInt64 = 0
        /// 999 out of 1,000 took no longer.
        public var p999: UInt64 = 0
        /// None took longer.
        public var max: UInt64 = 0

        /// Creates the quantiles of nothing.
        public init() {}

        /// Creates the quantiles of `histogram`.
        public init(_ histogram: LatencyHistogram) {
            p50 = histogram.quantile(perMille: 500)
            p90 = histogram.quantile(perMille: 900)
            p99 = histogram.quantile(perMille: 990)
            p999 = histogram.quantile(perMille: 999)
            max = histogram.max
        }
    }

    /// A time without an answer.
    public struct Stall: Hashable, Sendable {
        /// How long it was, in microseconds.
        public var microseconds: UInt64 = 0
        /// When it began, in microseconds since the start.
        public var beganAt: UInt64 = 0

        /// Creates none.
        public init() {}
    }

    /// Creates the measure of a load that did nothing.
    public init() {}

    /// How many transactions were executed, refused by the bank or not.
    public var executed: UInt64 { completed + failed }

    /// How many transactions were executed a second.
    public var throughput: UInt64 { rate(of: executed) }

    /// How many transactions a second did what they were to do.
    public var goodput: UInt64 { rate(of: completed) }

    /// Returns how many of `count` come on a second.
    private func rate(of count: UInt64) -> UInt64 {
        guard microseconds > 0 else { return 0 }
        let product = count.multipliedFullWidth(by: 1_000_000)
        guard product.high < microseconds else { return .max }
        return microseconds.dividingFullWidth(product).quotient
    }
}

extension BenchMeasure {
    /// Takes over what became of the transactions of a load.
    init(_ tally: BenchTally, notSent: UInt64) {
        self.init()
        microseconds = tally.microseconds
        refused = tally.refused
        unanswered = tally.unanswered
        self.notSent = notSent
        resent = tally.resent
        leaderChanges = tally.leaderChanges
        transfers = tally.transfers
        var latencies = LatencyHistogram()
        for kind in BenchKind.allCases {
            let count = tally[kind]
            completed += count.completed
            failed += count.failed
            if kind != .read { latencies.merge(count.latencies) }
            guard count.completed + count.failed > 0 else { continue }
            let latency = Latency(count.latencies)
            kinds.append(
                Kind(kind, completed: count.completed, failed: count.failed, latency: latency)
            )
        }
        latency = Latency(latencies)
        lateness = Latency(tally.lateness)
        stall.microseconds = tally.longestGap.microseconds
        stall.beganAt = tally.longestGap.beganAt
        failures = tally.failures
        intervals = tally.intervals.all
        intervalMicroseconds = tally.intervals.width
    }
}
