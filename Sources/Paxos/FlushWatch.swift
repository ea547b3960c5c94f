/// Whether a leader's disk is so slow that another one should lead.
///
/// A leader that waits for its disk at every turn holds everybody up, and yet sends its heartbeats
/// in between. It gives the lead away if that goes on and somebody who follows is faster.
struct FlushWatch: Hashable, Sendable {
    /// How long the slow flushes in a row took together, in milliseconds.
    private var slowMilliseconds: UInt64 = 0
    /// How many they are.
    private var slowCount = 0
    /// How long the last flush took, in milliseconds.
    private(set) var lastMilliseconds: UInt64 = 0

    /// A flush that takes so long is slow, in milliseconds.
    static let slowFlushMilliseconds: UInt64 = 100
    /// So much in a row is too much, in milliseconds.
    private static let patienceMilliseconds: UInt64 = 500

    /// Notes a flush.
    mutating func note(milliseconds: UInt64) {
        lastMilliseconds = milliseconds
        guard milliseconds >= Self.slowFlushMilliseconds else {
            slowMilliseconds = 0
            slowCount = 0
            return
        }
        slowMilliseconds += milliseconds
        slowCount += 1
    }

    /// Whether the disk has been slow for too long.
    var isTooSlow: Bool { slowCount >= 2 && slowMilliseconds >= Self.patienceMilliseconds }

    /// Begins again.
    mutating func reset() {
        slowMilliseconds = 0
        slowCount = 0
    }
}

extension Replica {
    /// Notes how long a flush took; a leader with a slow disk lets a faster follower lead.
    ///
    /// - Parameters:
    ///   - milliseconds: How long it took.
    ///   - effects: What to do is added here.
    public mutating func noteFlush(milliseconds: UInt64, into effects: inout Effects<Command>) {
        flushWatch.note(milliseconds: milliseconds)
        guard case .leading(let leadership) = role, flushWatch.isTooSlow, pending.isEmpty,
            leadership.hasFasterFollower(
                among: configuration.peers,
                than: milliseconds / 3,
                since: election.now - min(election.now, configuration.timing.leaderTicks.upperBound)
            )
        else { return }
        flushWatch.reset()
        stepDown()
        election.restartTimer()
        election.yield(for: configuration.timing.leaderTicks.upperBound * 8)
    }

    /// Whether this replica may ask to lead now: not right after it gave the lead away.
    var mayStand: Bool { !election.isYielding }
}
