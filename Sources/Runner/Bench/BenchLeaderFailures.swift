import BankClient
import EventLoop
import Paxos

/// Kills whoever leads at given times of a load, and starts it again some time later.
final class BenchLeaderFailures {
    /// The processes.
    private let local: LocalCluster
    /// What clients know of leaders.
    private let session: ClusterSession
    /// When leaders are killed, in milliseconds since the start, rising.
    private let times: [UInt64]
    /// How many were killed.
    private var count = 0
    /// The node that is to be started again, and when, in microseconds since the start.
    private var absent: (node: NodeID, until: UInt64)?
    /// What went wrong, in words; a load ends then.
    private(set) var problems: [String] = []

    /// How long a killed node stays away at most, in milliseconds; half the time to the next
    /// failure if that is less.
    private static let absenceMilliseconds: UInt64 = 2_000

    init(_ times: [UInt64], local: LocalCluster, session: ClusterSession) {
        self.local = local
        self.session = session
        self.times = times
    }

    /// Whether something is to be done still.
    var isPending: Bool { count < times.count || absent != nil }

    /// Does what is due.
    func turn(_ tally: inout BenchTally, at now: Int64, after microseconds: UInt64) {
        if let absent, absent.until <= microseconds { bringBack(&tally, at: now) }
        guard count < times.count, absent == nil, times[count] * 1_000 <= microseconds,
            let leader = session.connection.clients.leaders.leader
        else { return }
        count += 1
        let next = count < times.count ? (times[count] - times[count - 1]) / 2 : .max
        absent = (leader, microseconds + min(next, Self.absenceMilliseconds) * 1_000)
        tally.didKill(leader, at: now)
        do {
            try local.kill(leader, because: "killed by the bench")
        } catch {
            problems.append("\(leader) cannot be killed: \(error)")
        }
    }

    /// Takes note that the load is over.
    func finish() {
        guard count < times.count, problems.isEmpty else { return }
        problems.append("\(times.count - count) leaders were not killed: nobody led in time")
    }

    /// Starts the node that is away again, if there is one.
    func bringBack(_ tally: inout BenchTally, at now: Int64) {
        guard let node = absent?.node else { return }
        absent = nil
        // It may have died by itself before, which is told as a death.
        guard local.killed[node] != nil else { return }
        do {
            try local.restart(node)
            tally.didRestart(at: now)
        } catch {
            problems.append("\(node) cannot be started again: \(error)")
        }
    }
}
