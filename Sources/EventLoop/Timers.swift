/// Names one timer; never used twice.
public struct TimerID: Hashable, Sendable {
    /// Counts the timers that were started, from 1.
    let serial: UInt64
}

/// Deadlines and what comes next, as a value: the time is an argument.
///
/// The timers lie in one array, the next to fire last. Starting and cancelling move O(n) entries of
/// 32 bytes, which is faster than a heap for the dozens that a node runs; firing costs O(1).
public struct Timers: Hashable, Sendable {
    /// One running timer.
    private struct Entry: Hashable, Sendable {
        /// When it fires, in milliseconds.
        var deadline: Int
        /// Its name.
        let id: TimerID
        /// The milliseconds from one firing to the next; nil fires once.
        let period: Int?
    }

    /// The running timers: later deadlines first, of equal deadlines the one armed later first.
    private var entries: [Entry] = []
    /// How many timers were ever started.
    private var serial: UInt64 = 0

    /// Creates a set of no timers.
    public init() {}

    /// How many timers run.
    public var count: Int { entries.count }

    /// When the next timer fires, or nil if none runs.
    public var nextDeadline: Int? { entries.last?.deadline }

    /// Starts a timer that fires at `deadline` and, if it has a period, again and again after it.
    public mutating func start(at deadline: Int, every period: Int? = nil) -> TimerID {
        precondition(period ?? 1 > 0, "a timer every \(period ?? 0) ms would never stop firing")
        serial += 1
        let id = TimerID(serial: serial)
        insert(Entry(deadline: deadline, id: id, period: period))
        return id
    }

    /// Stops a timer.
    ///
    /// - Returns: Whether it was running.
    @discardableResult
    public mutating func cancel(_ id: TimerID) -> Bool {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return false }
        entries.remove(at: index)
        return true
    }

    /// Takes the next timer whose deadline is not after `now`, or returns nil.
    ///
    /// A periodic timer that is late fires once for all the times it missed, and then a period
    /// after `now`.
    public mutating func takeDue(at now: Int) -> TimerID? {
        guard let next = entries.last, next.deadline <= now else { return nil }
        entries.removeLast()
        if let period = next.period {
            var again = next
            again.deadline = next.deadline + period > now ? next.deadline + period : now + period
            insert(again)
        }
        return next.id
    }

    private mutating func insert(_ entry: Entry) {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].deadline > entry.deadline { low = middle + 1 } else { high = middle }
        }
        entries.insert(entry, at: low)
    }
}
