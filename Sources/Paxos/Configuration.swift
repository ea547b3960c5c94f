/// Who takes part in the agreement, and how patient everyone is.
public struct Configuration: Hashable, Sendable {
    /// The replica that this configuration is for; one of ``members``.
    public let id: NodeID
    /// Every replica of the cluster, this one included; an odd number of them.
    public let members: NodeSet
    /// How long things may take.
    public let timing: Timing
    /// How much there may be of anything.
    public let limits: PaxosLimits

    /// Creates a configuration.
    ///
    /// - Parameters:
    ///   - id: This replica; MUST be one of `members`.
    ///   - members: All replicas; MUST be an odd number, because an even one tolerates no more
    ///     failures and has larger quorums.
    ///   - timing: How long things may take.
    ///   - limits: How much there may be of anything.
    public init(
        id: NodeID,
        members: NodeSet,
        timing: Timing = Timing(),
        limits: PaxosLimits = PaxosLimits()
    ) {
        precondition(members.contains(id), "\(id) is not among the members \(members)")
        precondition(members.count % 2 == 1, "the number of members is odd, not \(members.count)")
        self.id = id
        self.members = members
        self.timing = timing
        self.limits = limits
    }

    /// The number of replicas that makes a quorum: any majority.
    public var quorum: Int { members.count / 2 + 1 }

    /// Every replica but this one.
    public var peers: NodeSet {
        var peers = members
        peers.remove(id)
        return peers
    }
}

/// How long the protocol waits, in ticks; the shell decides how long a tick is.
///
/// The defaults are for ticks of 10 ms.
public struct Timing: Hashable, Sendable {
    /// How often a leader says that it is alive.
    public let heartbeatTicks: UInt64
    /// The shortest and longest silence after which a follower gives its leader up.
    public let leaderTicks: ClosedRange<UInt64>
    /// How long nobody else's PREPARE may have arrived before a node sends its own.
    public let quietTicks: UInt64
    /// How long a candidate first waits for its quorum before it asks again.
    public let candidateTicks: ClosedRange<UInt64>
    /// The longest that wait grows to, by doubling.
    public let candidateTicksMax: UInt64
    /// How long a leader waits for ACCEPTED before it sends again.
    public let resendTicks: UInt64
    /// The longest that wait grows to, by doubling, for a peer that stays silent.
    public let resendTicksMax: UInt64
    /// How long a replica that lags waits for ENTRIES before it asks somebody else.
    public let fetchTicks: UInt64

    /// Creates a timing; the parts are checked against each other.
    public init(
        heartbeatTicks: UInt64 = 5,
        leaderTicks: ClosedRange<UInt64> = 30...50,
        quietTicks: UInt64 = 10,
        candidateTicks: ClosedRange<UInt64> = 15...25,
        candidateTicksMax: UInt64 = 100,
        resendTicks: UInt64 = 10,
        resendTicksMax: UInt64 = 100,
        fetchTicks: UInt64 = 10
    ) {
        precondition(heartbeatTicks >= 1, "a heartbeat takes at least a tick")
        precondition(
            heartbeatTicks * 3 < leaderTicks.lowerBound,
            "two lost heartbeats must not end a leadership: \(heartbeatTicks), \(leaderTicks)"
        )
        precondition(
            quietTicks < leaderTicks.lowerBound,
            "the quiet period \(quietTicks) must be shorter than the leader timer \(leaderTicks)"
        )
        precondition(candidateTicks.upperBound <= candidateTicksMax, "the wait only grows")
        precondition(
            candidateTicks.upperBound < leaderTicks.lowerBound
                && candidateTicksMax < leaderTicks.lowerBound * 4,
            "a candidate asks again before those who promised stand themselves: \(candidateTicks)"
        )
        precondition(resendTicks >= 1 && resendTicks <= resendTicksMax, "the wait only grows")
        precondition(fetchTicks >= 1, "an answer takes at least a tick")
        self.heartbeatTicks = heartbeatTicks
        self.leaderTicks = leaderTicks
        self.quietTicks = quietTicks
        self.candidateTicks = candidateTicks
        self.candidateTicksMax = candidateTicksMax
        self.resendTicks = resendTicks
        self.resendTicksMax = resendTicksMax
        self.fetchTicks = fetchTicks
    }
}

/// How much the protocol handles at once.
public struct PaxosLimits: Hashable, Sendable {
    /// The most entries in one message; with the longest names they stay below one line's limit.
    public let entriesPerMessageMax: Int
    /// The most slots that a leader proposes beyond the last committed one.
    public let inFlightSlotsMax: Int
    /// The most slots sent to one peer beyond what it said it has.
    public let peerWindowSlots: Int
    /// The most slots held after the checkpoint; when they are used up, nothing is proposed.
    public let logSlotsMax: Int
    /// How far above the highest round seen a message's round may be, so that one damaged message
    /// cannot use up all rounds.
    public let roundJumpMax: UInt64

    /// The highest life of a replica: an incarnation, life and start in one number, is thereby at
    /// most 2^53 - 1, which every reader of JSON represents exactly.
    public static let lifeMax: UInt32 = 1 << 21 - 1
    /// How far above the life noted of a peer the life that it shows may be, so that one damaged
    /// message cannot use up all lives: far more than any node loses while another one is away.
    public static let lifeJumpMax: UInt32 = 4_096
    /// The highest life that is noted: whoever takes a later one can still count.
    public static let lifeNotedMax = lifeMax - lifeJumpMax
    /// The highest round that is believed of a greeting: it tells where the rounds of a cluster
    /// are, and leaves half of the 2^53 that a line can name, whatever it says.
    public static let greetedRoundMax: UInt64 = 1 << 52
    /// The most ranges of lost slots that are kept apart; each PROMISE names all of them.
    public static let lostRangesMax = 64

    /// Creates limits; the parts are checked against each other.
    public init(
        entriesPerMessageMax: Int = 2_000,
        inFlightSlotsMax: Int = 65_536,
        peerWindowSlots: Int = 16_384,
        logSlotsMax: Int = 1 << 21,
        roundJumpMax: UInt64 = 1_000_000
    ) {
        precondition(entriesPerMessageMax >= 1, "a message carries something")
        precondition(inFlightSlotsMax >= 1, "a leader proposes something")
        precondition(
            peerWindowSlots >= entriesPerMessageMax,
            "a window of \(peerWindowSlots) slots holds no message of \(entriesPerMessageMax)"
        )
        precondition(logSlotsMax >= 1, "a log holds something")
        precondition(roundJumpMax >= 1, "rounds rise")
        self.entriesPerMessageMax = entriesPerMessageMax
        self.inFlightSlotsMax = inFlightSlotsMax
        self.peerWindowSlots = peerWindowSlots
        self.logSlotsMax = logSlotsMax
        self.roundJumpMax = roundJumpMax
    }
}
