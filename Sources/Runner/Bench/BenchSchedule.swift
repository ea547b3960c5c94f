/// When the transactions of an open loop are meant to begin: evenly, whatever the cluster does.
///
/// What is due and finds nobody to ask waits here, in bounded memory; what is due while the queue
/// is full is shed and counted. The time of an intended start goes along, so that what waits is
/// measured from there. It is a value: the time is an argument.
///
/// Source: that a stall must not keep the next measurement from beginning is Gil Tene's
/// "coordinated omission" ("How NOT to Measure Latency", 2015).
package struct BenchSchedule: Hashable, Sendable {
    /// When the first one is meant to begin, in microseconds.
    private let start: Int64
    /// How many begin a second.
    private let ratePerSecond: UInt64
    /// How many are meant to begin in all.
    private var total: UInt64
    /// How many came due so far.
    package private(set) var dueCount: UInt64 = 0
    /// How many were given up because the queue was full, or the load was ended.
    package private(set) var shedCount: UInt64 = 0
    /// The intended starts of those that wait, in microseconds.
    private var waiting: BenchRing<Int64>

    /// Creates a schedule.
    ///
    /// - Parameters:
    ///   - start: When the first one is meant to begin, in microseconds.
    ///   - ratePerSecond: How many begin a second, 1 or more.
    ///   - total: How many are meant to begin in all.
    ///   - waitingMax: How many can wait at most.
    package init(start: Int64, ratePerSecond: UInt64, total: UInt64, waitingMax: Int) {
        precondition(ratePerSecond > 0, "nothing begins at a rate of 0")
        self.start = start
        self.ratePerSecond = ratePerSecond
        self.total = total
        waiting = BenchRing(capacity: waitingMax, filler: 0)
    }

    /// Returns how many begin within a time, the first one at its very start.
    package static func count(in milliseconds: UInt64, ratePerSecond: UInt64) -> UInt64 {
        (milliseconds * ratePerSecond + 999) / 1_000
    }

    /// How many wait.
    package var waitingCount: Int { waiting.count }

    /// Whether nothing waits and nothing will come due.
    package var isOver: Bool { dueCount == total && waiting.count == 0 }

    /// When the next one comes due, in microseconds; nil if none will.
    package var nextDue: Int64? { dueCount < total ? time(of: dueCount) : nil }

    /// Lets everything come due that is meant to begin at `now`, in microseconds, or before.
    package mutating func advance(to now: Int64) {
        while let due = nextDue, due <= now {
            dueCount += 1
            if waiting.isFull { shedCount += 1 } else { waiting.append(due) }
        }
    }

    /// Takes the one that has waited longest.
    ///
    /// - Returns: When it was meant to begin, in microseconds; nil if none waits.
    package mutating func take() -> Int64? { waiting.popFirst() }

    /// Lets nothing more come due.
    package mutating func stop() { total = dueCount }

    /// Gives up what waits: it was never sent.
    package mutating func shedWaiting() {
        while waiting.popFirst() != nil { shedCount += 1 }
    }

    private func time(of number: UInt64) -> Int64 {
        start + Int64(number * 1_000_000 / ratePerSecond)
    }
}
