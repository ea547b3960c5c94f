package import Paxos

/// Where a question was sent last, on whose word, and when it is sent again.
package struct Attempt: Hashable, Sendable {
    /// The nodes it is meant for.
    package private(set) var targets: NodeSet
    /// The highest ballot that had a say in the choice of ``targets``.
    package private(set) var directedBy: Ballot
    /// When it was sent, in milliseconds.
    package private(set) var sentAt: Int
    /// When it is sent again unless it is answered, in milliseconds; see ``expire``.
    package private(set) var deadline: Int
    /// How many times it was sent or was to be sent.
    package private(set) var count = 1
    /// How many waits were in vain since the last fresh start.
    private var expiries = 0
    /// How many redirects were followed since the last wait began.
    private var redirects = 0

    /// Whether a wait was in vain since the last fresh start.
    package var hasExpired: Bool { expiries > 0 }

    /// Creates the first attempt.
    package init(
        _ leaders: LeaderCache,
        at now: Int,
        policy: RetryPolicy,
        using generator: inout SeededGenerator
    ) {
        targets = leaders.targets
        directedBy = leaders.ballot
        sentAt = now
        deadline = now + policy.delay(after: 0, using: &generator)
    }

    /// Asks anew where leaders are believed now, with the shortest wait.
    package mutating func restart(
        _ leaders: LeaderCache,
        at now: Int,
        policy: RetryPolicy,
        using generator: inout SeededGenerator
    ) {
        expiries = 0
        send(to: leaders.targets, leaders, at: now, policy: policy, using: &generator)
    }

    /// The wait was in vain, or no target can be reached: blames the leader and asks all nodes,
    /// unless the leader is only slow.
    ///
    /// One that answers others is asked alone, twice, and the next wait is longer: if it has more
    /// to do than it can, asking everybody would let it do everything five times.
    ///
    /// - Parameters:
    ///   - leaders: Who leads; the leader may be given up.
    ///   - isAway: Whether no target can be reached, so that patience makes no sense.
    ///   - now: The time, in milliseconds.
    ///   - policy: How long the next wait is.
    ///   - generator: Draws it.
    package mutating func expire(
        _ leaders: inout LeaderCache,
        isAway: Bool,
        at now: Int,
        policy: RetryPolicy,
        using generator: inout SeededGenerator
    ) {
        expiries += 1
        let patience = policy.retryDelayMillisecondsMin / 2
        let isSlow =
            !isAway && expiries <= ClientLimits.patientExpiriesMax
            && leaders.works(directedBy, within: patience, at: now)
        if !isSlow { leaders.giveUp(directedBy, sentAt: sentAt) }
        let targets = isSlow ? leaders.targets : leaders.members
        send(to: targets, leaders, at: now, policy: policy, using: &generator)
    }

    /// A target said that another node leads; the wait goes on.
    ///
    /// Ballots of redirects must rise and have a greatest number, so nodes that name each other
    /// cause no storm: the rest is left to the wait.
    ///
    /// - Returns: Whether the question goes to the leader of `ballot` now.
    package mutating func redirect(to ballot: Ballot, among members: NodeSet) -> Bool {
        guard ballot > directedBy, members.contains(ballot.proposer),
            redirects < ClientLimits.redirectsMax
        else { return false }
        redirects += 1
        count += 1
        directedBy = ballot
        targets = NodeSet(CollectionOfOne(ballot.proposer))
        return true
    }

    /// Asks all nodes for once, and leaves the leader believed in and the wait as they are.
    package mutating func probe(_ members: NodeSet) {
        targets = members
        count += 1
    }

    private mutating func send(
        to targets: NodeSet,
        _ leaders: LeaderCache,
        at now: Int,
        policy: RetryPolicy,
        using generator: inout SeededGenerator
    ) {
        self.targets = targets
        directedBy = leaders.ballot
        sentAt = now
        deadline = now + policy.delay(after: expiries, using: &generator)
        count += 1
        redirects = 0
    }
}
