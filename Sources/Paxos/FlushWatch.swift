/// Whether a leader's disk is so slow that another one should lead.
///
/// A leader that waits for its disk at every turn holds everybody up, and yet sends its heartbeats
/// in between. It gives the lead away if that goes on and somebody who follows is faster. Whoever
/// gave it away keeps it the next time, for a minute: where all disks are slow by turns, or the
/// faster one cannot lead, moving the lead helps nobody.
struct FlushWatch: Hashable, Sendable {
    /// How long the slow flushes since ``since`` took together, in milliseconds.
    private var slowMilliseconds: UInt64 = 0
    /// How many they are.
    private var slowCount = 0
    /// When the first of them ended, in ticks.
    private var since: UInt64 = 0
    /// Until when the lead is not given away again, in ticks.
    private var keepsUntil: UInt64 = 0
    /// How long the last flush took, in milliseconds.
    private(set) var lastMilliseconds: UInt64 = 0

    /// A flush that takes so long is slow, in milliseconds.
    static let slowFlushMilliseconds: UInt64 = 100
    /// So much is too much, in milliseconds.
    private static let patienceMilliseconds: UInt64 = 500
    /// Slow flushes count together for so long, in ticks.
    private static let windowTicks: UInt64 = 200
    /// For so long the lead is not given away again, in ticks.
    private static let keepTicks: UInt64 = 6_000
    /// What a full disk counts as, in milliseconds: as slower than any other.
    static let fullDiskMilliseconds: UInt64 = 60_000

    /// Notes a flush.
    mutating func note(milliseconds: UInt64, now: UInt64) {
        lastMilliseconds = milliseconds
        guard milliseconds >= Self.slowFlushMilliseconds else { return }
        if now >= since + Self.windowTicks { slowCount = 0 }
        if slowCount == 0 {
            since = now
            slowMilliseconds = 0
        }
        slowMilliseconds += min(milliseconds, Self.patienceMilliseconds)
        slowCount += 1
    }

    /// Whether the disk has been slow for too long; one slow flush alone is an accident.
    var isTooSlow: Bool {
        slowCount >= 2 && slowMilliseconds >= Self.patienceMilliseconds
    }

    /// Whether the lead may be given away again.
    func mayGiveAway(now: UInt64) -> Bool { now >= keepsUntil }

    /// Notes that the lead was given away.
    mutating func gaveAway(now: UInt64) {
        slowCount = 0
        keepsUntil = now + Self.keepTicks
    }
}

extension Replica {
    /// Notes how long a flush took; a leader with a slow disk lets a faster follower lead.
    ///
    /// - Parameters:
    ///   - milliseconds: How long it took.
    ///   - effects: What to do is added here.
    public mutating func noteFlush(milliseconds: UInt64, into effects: inout Effects<Command>) {
        flushWatch.note(milliseconds: milliseconds, now: election.now)
        guard milliseconds >= FlushWatch.slowFlushMilliseconds, flushWatch.isTooSlow else { return }
        letFollowerLead(fasterThan: milliseconds / 3)
    }

    /// How long a flush takes here, as its peers are told, in milliseconds.
    var flushMilliseconds: UInt64 {
        isDiskFull ? FlushWatch.fullDiskMilliseconds : flushWatch.lastMilliseconds
    }

    /// Gives the lead away, if it is here and a follower that is heard flushes within so many
    /// milliseconds.
    mutating func letFollowerLead(fasterThan milliseconds: UInt64) {
        let now = election.now
        guard case .leading(let leadership) = role, pending.isEmpty,
            flushWatch.mayGiveAway(now: now),
            leadership.hasFasterFollower(
                among: configuration.peers,
                than: milliseconds,
                since: now - min(now, configuration.timing.leaderTicks.upperBound)
            )
        else { return }
        flushWatch.gaveAway(now: now)
        giveWay()
    }

    /// Whether this replica may ask to lead now: not right after it gave the lead away.
    var mayStand: Bool { !election.isYielding }
}
