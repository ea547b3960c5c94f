import Bank
package import BankClient
package import Paxos

/// What became of the transactions of a load, and when.
package struct BenchTally: Hashable, Sendable {
    /// What becomes of a transaction.
    package enum Result: Hashable, Sendable {
        /// It did what it was to do.
        case completed
        /// The bank executed and refused it, for want of funds as a rule.
        case failed
        /// Nodes took no requests, so it was certainly not executed.
        case refused
        /// It was not answered in the end: it may or may not be executed.
        case unanswered
        /// It was not executed because somebody else asks in the same client's name.
        case disturbed
    }

    /// How many transactions of one kind there were.
    package struct Count: Hashable, Sendable {
        /// How many did what they were to do.
        package fileprivate(set) var completed: UInt64 = 0
        /// How many the bank executed and refused.
        package fileprivate(set) var failed: UInt64 = 0
        /// How long these took.
        package fileprivate(set) var latencies = LatencyHistogram()
    }

    /// What was executed, by kind.
    private var counts = [Count](repeating: Count(), count: BenchKind.allCases.count)
    /// How many were refused by nodes.
    package private(set) var refused: UInt64 = 0
    /// How many were not answered in the end.
    package private(set) var unanswered: UInt64 = 0
    /// How many were not executed because somebody else asks in the same clients' names.
    package private(set) var disturbed: UInt64 = 0
    /// How many transactions were executed, refused by the bank or not.
    package private(set) var executed: UInt64 = 0
    /// How many transfers the bank executed, refused or not; a transaction can have several.
    package private(set) var transfers: UInt64 = 0
    /// How many requests were sent again, each time counted.
    package private(set) var resent: UInt64 = 0
    /// How many leaders after the first one answered.
    package private(set) var leaderChanges: UInt64 = 0
    /// The ballot of the leader that answered last; zero before the first answer.
    private var ballot = Ballot.zero
    /// How late transactions of an open loop began; of a closed one none is late.
    package private(set) var lateness = LatencyHistogram()
    /// The longest time without an answer.
    package private(set) var longestGap = Gap()
    /// The leaders that were killed.
    package private(set) var failures: [BenchFailure] = []
    /// What was done from one moment to the next.
    package private(set) var intervals: BenchIntervals
    /// How many answers came when.
    private var timeline = BenchTimeline()
    /// When the first transaction was begun, in microseconds.
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

    /// Creates the tally of a load that begins now.
    ///
    /// - Parameters:
    ///   - start: The time, in microseconds of a clock that never goes back.
    ///   - intervalMicroseconds: How finely what was done is told over time.
    package init(start: Int64, intervalMicroseconds: UInt64 = 1_000_000) {
        self.start = start
        lastAnswer = start
        intervals = BenchIntervals(width: intervalMicroseconds)
    }

    /// From the start to the last answer, in microseconds.
    package var microseconds: UInt64 { UInt64(lastAnswer - start) }

    /// What was executed of a kind.
    package subscript(_ kind: BenchKind) -> Count { counts[kind.rawValue] }

    /// Returns microseconds since the start.
    private func time(_ now: Int64) -> UInt64 { UInt64(max(0, now - start)) }

    // MARK: Answers

    /// Takes note that answers came.
    ///
    /// - Parameters:
    ///   - now: The time, in microseconds; not before that of an earlier call.
    ///   - answers: How many came.
    package mutating func didHear(at now: Int64, answers: Int = 1) {
        precondition(now >= lastAnswer, "the time went back from \(lastAnswer) to \(now)")
        note(gapUntil: now)
        lastAnswer = now
        timeline.add(answers, at: time(now))
        intervals.advance(to: time(now))
    }

    private mutating func note(gapUntil now: Int64) {
        let gap = UInt64(now - lastAnswer)
        if gap > longestGap.microseconds {
            longestGap = Gap(microseconds: gap, beganAt: microseconds)
        }
        guard !failures.isEmpty else { return }
        failures[failures.count - 1].didMiss(from: microseconds, to: time(now))
    }

    /// Takes note of a transfer that its client is done with.
    package mutating func didEnd(_ completion: Completion) {
        resent += UInt64(max(0, completion.attempts - 1))
        if completion.ballot > ballot {
            if ballot > .zero { leaderChanges += 1 }
            ballot = completion.ballot
        }
        switch completion.outcome {
        case .success, .failed: transfers += 1
        case .unknown, .notExecuted, .conflict, .stale: break
        }
    }

    /// Counts a transaction that is over.
    ///
    /// - Parameters:
    ///   - kind: What it did.
    ///   - result: What became of it.
    ///   - latency: How long it took, in microseconds.
    package mutating func count(_ kind: BenchKind, _ result: Result, latency: Int64) {
        switch result {
        case .completed: counts[kind.rawValue].completed += 1
        case .failed: counts[kind.rawValue].failed += 1
        case .refused: refused += 1
        case .unanswered: unanswered += 1
        case .disturbed: disturbed += 1
        }
        guard result == .completed || result == .failed else { return }
        executed += 1
        let microseconds = UInt64(max(0, latency))
        counts[kind.rawValue].latencies.record(microseconds: microseconds)
        intervals.record(microseconds: microseconds)
    }

    /// Takes note how much later than intended a transaction began, in microseconds.
    package mutating func didBegin(late microseconds: Int64) {
        lateness.record(microseconds: UInt64(max(0, microseconds)))
    }

    // MARK: Failures

    /// Takes note that whoever led was killed, before anything else is heard.
    package mutating func didKill(_ node: NodeID, at now: Int64) {
        closeFailure(at: now)
        failures.append(BenchFailure(node: node, killedAt: time(now)))
    }

    /// Takes note that the node that was killed last was started again.
    package mutating func didRestart(at now: Int64) {
        guard !failures.isEmpty else { return }
        failures[failures.count - 1].restartedAt = time(now)
    }

    /// Takes note that nothing more will be heard.
    package mutating func didFinish(at now: Int64) {
        intervals.advance(to: time(now))
        closeFailure(at: now)
    }

    /// Finds out how long the last failure lasted; nothing after `now` belongs to it.
    private mutating func closeFailure(at now: Int64) {
        guard let last = failures.last else { return }
        let rate = timeline.rate(before: last.killedAt)
        let recovery = timeline.recovery(after: last.killedAt, rate: rate, until: time(now))
        failures[failures.count - 1].rateBefore = rate
        failures[failures.count - 1].recovery = recovery
        // One that nobody answered after.
        if lastAnswer < start + Int64(last.killedAt) {
            failures[failures.count - 1].didMiss(from: microseconds, to: time(now))
        }
    }
}
