import Bank
import Paxos
import Wire

/// What a node counts while it works: fixed arrays and sums, nothing that is looked up by name.
struct NodeMetrics {
    /// How many lines of each ``LineKind`` were taken in.
    private(set) var received = Self.zeros(LineKind.allCases.count)
    /// How many lines of each ``LineKind`` were sent, one a destination.
    private(set) var sent = Self.zeros(LineKind.allCases.count)
    /// How many answers of each of ``outcomes`` clients were given.
    private(set) var replies = Self.zeros(outcomes.count)
    /// How many lines and connections were refused, for each of ``refusalCodes``.
    private(set) var refusals = Self.zeros(refusalCodes.count)
    /// How often this node learned of a leader in another ballot than the last one.
    private(set) var leaderChanges: UInt64 = 0
    /// The ballot of the leader it learned of last.
    private var lastLeader: Ballot?
    /// How long slots took from being proposed to being committed, as leader.
    private(set) var commits = Histogram.durations
    /// How many slots were proposed in one turn, as leader.
    private(set) var batches = Histogram.sizes
    /// How long it took to write and flush the records of a turn.
    private(set) var flushes = Histogram.durations
    /// What is proposed and not known to be committed.
    private var marks = ProposalMarks()
    /// How often the balances did not add up to what there was at the beginning.
    private(set) var conservationViolations: UInt64 = 0

    /// What a request can be answered, as it is told on the wire.
    static let outcomes = [
        "success", "failed", "stale", "conflict", "not_leader", "unavailable",
    ]

    /// Why lines and connections are refused; the last word stands for all others.
    static let refusalCodes = [
        "bad_json", "bad_sum", "unknown_type", "unknown_key", "missing_key", "out_of_range",
        "wrong_cluster", "wrong_version", "wrong_node", "duplicate_node", "too_many_clients",
        "forgotten_node", "bad_line", "no_hello", "other",
    ]

    private static func zeros(_ count: Int) -> [UInt64] { Array(repeating: 0, count: count) }

    // MARK: Lines

    /// Counts a line that was taken in.
    mutating func countReceived(_ kind: LineKind) { received[kind.rawValue] &+= 1 }

    /// Counts a line that was sent to somebody.
    mutating func countSent(_ kind: LineKind) { sent[kind.rawValue] &+= 1 }

    /// Counts a line to a client; of a reply, also what it says.
    mutating func countSent(_ message: ServerMessage) {
        countSent(LineKind(message))
        guard case .reply(let reply) = message else { return }
        let outcome =
            switch reply.answer {
            case .bank(let reply):
                switch reply.result {
                case .success: 0
                case .failed: 1
                case .stale: 2
                case .conflict: 3
                }
            case .notLeader: 4
            case .unavailable: 5
            }
        replies[outcome] &+= 1
    }

    /// Counts a line or a connection that was refused.
    mutating func countRefusal(_ code: String) {
        let index = Self.refusalCodes.firstIndex(of: code) ?? Self.refusalCodes.count - 1
        refusals[index] &+= 1
    }

    // MARK: The turn

    /// Counts a leader that became known.
    mutating func note(leader: Ballot?) {
        guard let leader, leader != lastLeader else { return }
        lastLeader = leader
        leaderChanges += 1
    }

    /// Counts a flush of the log.
    mutating func noteFlush(microseconds: UInt64) { flushes.observe(microseconds) }

    /// Measures what a leader has proposed, and what of it is committed.
    ///
    /// MUST be called in every round of a turn, after the replica has ended it.
    ///
    /// - Parameters:
    ///   - paxos: The agreement.
    ///   - now: The time, in microseconds of the monotonic clock.
    mutating func noteProgress(of paxos: Replica<StampedRequest>, now: Int64) {
        guard let last = paxos.lastProposed, let view = paxos.ownView else {
            return marks.forget()
        }
        let new = marks.note(last, in: view.ballot, viewLast: view.last, now: now)
        if new > 0 { batches.observe(new) }
        while let part = marks.takeCommitted(through: paxos.committed, now: now) {
            commits.observe(part.microseconds, count: part.count)
        }
    }

    /// Takes note of a count of all money.
    mutating func note(total: Amount, opening: Amount) {
        if total != opening { conservationViolations += 1 }
    }
}
