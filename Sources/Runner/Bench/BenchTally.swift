package import BankClient

/// What became of the transfers of a bench, and when.
package struct BenchTally: Hashable, Sendable {
    /// How many moved money.
    package private(set) var completed: UInt64 = 0
    /// How many the bank executed and refused, for want of funds as a rule.
    package private(set) var failed: UInt64 = 0
    /// How many were not answered in the end: they may or may not be executed.
    package private(set) var unanswered: UInt64 = 0
    /// How many were not executed because somebody else asks in the same clients' names.
    package private(set) var disturbed: UInt64 = 0
    /// How many requests were sent again, each time counted.
    package private(set) var resent: UInt64 = 0
    /// The latencies of what was executed.
    package private(set) var latencies = LatencyHistogram()
    /// The longest time without an answer.
    package private(set) var longestGap = Gap()
    /// When the first transfer was begun, in microseconds.
    private let start: Int64
    /// When an answer came last; the start before the first.
    private var lastAnswer: Int64

    /// A time without an answer.
    package struct Gap: Hashable, Sendable {
        /// How long it was, in microseconds.
        package var microseconds: UInt64 = 0
        /// When it began, in microseconds since the start.
        package var beganAt: UInt64 = 0
    }

    /// Creates the tally of a bench that begins now.
    ///
    /// - Parameter start: The time, in microseconds of a clock that never goes back.
    package init(start: Int64) {
        self.start = start
        lastAnswer = start
    }

    /// How many transfers were executed, refused or not.
    package var executed: UInt64 { completed + failed }

    /// From the start to the last answer, in microseconds.
    package var microseconds: UInt64 { UInt64(lastAnswer - start) }

    /// Takes note that answers came.
    ///
    /// - Parameter now: The time, in microseconds; not before that of an earlier call.
    package mutating func didHear(at now: Int64) {
        precondition(now >= lastAnswer, "the time went back from \(lastAnswer) to \(now)")
        let gap = UInt64(now - lastAnswer)
        if gap > longestGap.microseconds {
            longestGap = Gap(microseconds: gap, beganAt: microseconds)
        }
        lastAnswer = now
    }

    /// Counts a transfer that its client is done with.
    package mutating func count(_ completion: Completion) {
        resent += UInt64(max(0, completion.attempts - 1))
        switch completion.outcome {
        case .success: completed += 1
        case .failed: failed += 1
        case .unknown, .notExecuted:
            unanswered += 1
            return
        case .conflict, .stale:
            disturbed += 1
            return
        }
        latencies.record(microseconds: UInt64(max(0, completion.latencyMicroseconds)))
    }
}
