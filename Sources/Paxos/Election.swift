/// When this replica may ask to lead, and whom it lets lead: timers, the quiet period and the
/// PREPARE that is held meanwhile.
///
/// A follower that heard its leader lately does not answer a PREPARE but holds it; so a node that
/// was cut off cannot depose a working leader when it returns.
struct Election: Hashable, Sendable {
    /// The timer that a leader's messages wind up.
    enum Timer: Hashable, Sendable {
        /// Nobody asked for anything yet: this replica has no reason to look for a leader.
        case stopped
        /// The leader counts as working until this tick.
        case running(until: UInt64)
        /// The time is over: this replica stands as soon as the quiet period lets it.
        case expired
    }

    /// A PREPARE that waits for the timer.
    struct HeldPrepare: Hashable, Sendable {
        /// The candidate's ballot; its owner is the sender.
        let ballot: Ballot
        /// The first slot asked for.
        let first: Slot
    }

    /// The time now, in ticks since the start.
    private(set) var now: UInt64 = 0
    /// The leader timer.
    private(set) var timer = Timer.stopped
    /// When the last PREPARE of another node arrived.
    private var lastPrepare: UInt64?
    /// The highest PREPARE that waits for the timer.
    private var held: HeldPrepare?
    /// The highest ballot seen, from anyone, this replica's own included.
    private(set) var highestSeen: Ballot
    /// The PREPARE that was answered last.
    private var awaited: HeldPrepare?
    /// How often the same PREPARE was answered again, without a new page asked for.
    private var repeats = 0
    /// How many promises were given since a leader was heard or this replica stood.
    private var promises = 0
    /// The ballot of this replica's own candidacies, as long as it never led in it.
    private var unusedBallot: Ballot?
    /// Until when this replica does not stand, because it gave the lead away.
    private var yieldsUntil: UInt64 = 0
    /// How long anything waits.
    private let timing: Timing
    /// Where random waits come from.
    private var random: SeededGenerator

    /// Creates an election in which nothing happened yet.
    ///
    /// - Parameters:
    ///   - timing: How long anything waits.
    ///   - seed: Where random waits begin; different on each replica, or they all stand at once.
    ///   - highestSeen: The highest ballot this replica durably used or promised.
    init(timing: Timing, seed: UInt64, highestSeen: Ballot) {
        self.timing = timing
        self.random = SeededGenerator(seed: seed)
        self.highestSeen = highestSeen
    }

    /// Lets a tick pass.
    mutating func advance() {
        now += 1
        if case .running(let until) = timer, now >= until { timer = .expired }
    }

    /// Notes a ballot that was seen anywhere.
    mutating func see(_ ballot: Ballot) {
        highestSeen = max(highestSeen, ballot)
    }

    /// Winds the timer up afresh: a leader was heard.
    mutating func restartTimer() {
        awaited = nil
        promises = 0
        timer = .running(until: now + UInt64.random(in: timing.leaderTicks, using: &random))
    }

    /// Winds the timer up afresh: a promise was given, and its candidate may lead soon.
    ///
    /// A candidate that asks again in vain waits ever longer, and so does this node: its timer is
    /// always longer than the candidate's, so nodes that are cut off stay with one ballot instead
    /// of taking turns. But not for ever: a candidate that hears nobody must not keep others from
    /// standing, nor must candidates that take turns in vain because they do not reach each other.
    mutating func awaitCandidate(_ prepare: HeldPrepare) {
        let isRepeat = awaited == prepare
        repeats = isRepeat ? repeats + 1 : 0
        awaited = prepare
        guard repeats <= Self.repeatsMax, promises <= Self.promisesMax else { return }
        promises += 1
        let isLast = promises > Self.promisesMax
        let wait = draw(
            timing.leaderTicks,
            doublings: isLast ? 1 : repeats,
            longest: timing.leaderTicks.upperBound * 4
        )
        timer = .running(until: now + wait)
    }

    /// Does not stand for so many ticks, and holds nobody else's PREPARE until a leader is heard.
    mutating func yield(for ticks: UInt64) {
        yieldsUntil = now + ticks
        expireTimer()
    }

    /// Whether this replica lets others stand first.
    var isYielding: Bool { now < yieldsUntil }

    /// Draws the number of a question: below 2^53, and another one each time.
    mutating func drawAttempt() -> UInt64 { random.next() >> 11 }

    /// How often the same PREPARE winds the timer up again.
    private static let repeatsMax = 4

    /// How many promises without a leader wind the timer up, before a last, longer time.
    private static let promisesMax = 5

    /// Starts the timer if it never ran: there is something to agree on now.
    mutating func startTimerIfStopped() {
        if timer == .stopped { restartTimer() }
    }

    /// Lets the timer run out at once: nothing is worth waiting for.
    mutating func expireTimer() {
        timer = .expired
    }

    /// Forgets what was timed before a pause; the timer starts afresh if it had ever run.
    mutating func resume() {
        held = nil
        lastPrepare = nil
        awaited = nil
        if timer != .stopped { restartTimer() }
    }

    /// Notes that another node's PREPARE arrived, for the quiet period.
    mutating func notePrepare() {
        lastPrepare = now
    }

    /// Whether nobody else asked for promises lately.
    var isQuiet: Bool {
        guard let lastPrepare else { return true }
        return now >= lastPrepare + timing.quietTicks
    }

    /// Keeps a PREPARE until the timer runs out; only the highest is kept.
    mutating func hold(_ prepare: HeldPrepare) {
        if let held, held.ballot > prepare.ballot { return }
        held = prepare
    }

    /// Whether a PREPARE is held.
    var isHolding: Bool { held != nil }

    /// Drops the held PREPARE: the leader is alive.
    mutating func dropHeld() {
        held = nil
    }

    /// Takes the held PREPARE out, to answer it.
    mutating func takeHeld() -> HeldPrepare? {
        defer { held = nil }
        return held
    }

    /// Returns the ballot for a candidacy of `node`: the same again while no higher one was seen.
    ///
    /// - Returns: The ballot, and whether its round is new, so that it MUST be durable before any
    ///   PREPARE leaves.
    mutating func candidateBallot(for node: NodeID) -> (ballot: Ballot, isNew: Bool) {
        promises = 0
        if let unusedBallot, unusedBallot >= highestSeen { return (unusedBallot, false) }
        let ballot = Ballot(round: highestSeen.round + 1, proposer: node)
        unusedBallot = ballot
        highestSeen = ballot
        return (ballot, true)
    }

    /// Notes that the candidacy succeeded: its ballot is never used for another one.
    mutating func spendBallot() {
        unusedBallot = nil
    }

    /// Draws how long a candidate waits before it asks again, after `attempts` earlier times.
    mutating func drawCandidateWait(attempts: Int) -> UInt64 {
        draw(timing.candidateTicks, doublings: attempts, longest: timing.candidateTicksMax)
    }

    /// Draws from `range`, doubled so often, up to the longest wait.
    ///
    /// The range keeps its proportion: equal waits would let two candidates depose each other for
    /// ever.
    private mutating func draw(
        _ range: ClosedRange<UInt64>,
        doublings: Int,
        longest: UInt64
    ) -> UInt64 {
        let high = min(range.upperBound << UInt64(min(doublings, 16)), longest)
        let low = high * range.lowerBound / range.upperBound
        return UInt64.random(in: low...high, using: &random)
    }

    /// Draws how long a candidate waits that was refused for a higher ballot: long enough to hear
    /// from its owner, shorter than the usual wait.
    mutating func drawRefusedWait() -> UInt64 {
        UInt64.random(in: timing.quietTicks...timing.quietTicks * 3, using: &random)
    }
}
