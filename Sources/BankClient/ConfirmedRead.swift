package import Paxos
package import Wire

/// A linearizable read as a value: the leader is asked, then all, until one answers.
///
/// A read has no effect, so it may be answered by several nodes; the first confirmed answer counts.
package struct ConfirmedRead: Hashable, Sendable {
    /// The number that comes back with answers.
    package let id: UInt64
    /// What is read.
    package let subject: ReadSubject
    /// The confirmed answer; nil until it came.
    package private(set) var answer: ReadAnswer?
    /// Whether a node that it is meant for does not lead, and named no leader to go to.
    package private(set) var isRefused = false
    /// Where it was asked last.
    private var attempt: Attempt
    /// How long to wait for answers.
    private let policy: RetryPolicy

    /// Creates a read that MUST be sent to ``targets``.
    package init(
        id: UInt64,
        _ subject: ReadSubject,
        leaders: LeaderCache,
        at now: Int,
        policy: RetryPolicy,
        using generator: inout SeededGenerator
    ) {
        self.id = id
        self.subject = subject
        self.policy = policy
        attempt = Attempt(leaders, at: now, policy: policy, using: &generator)
    }

    /// The nodes to ask.
    package var targets: NodeSet { attempt.targets }

    /// When ``expire(_:at:using:)`` is due, in milliseconds.
    package var deadline: Int { attempt.deadline }

    /// The line to send.
    package var message: ClientMessage { .read(id: id, subject) }

    /// Takes an answer of `node`.
    ///
    /// - Returns: Whether the read MUST be sent to ``targets`` again.
    package mutating func receive(
        _ message: ReadAnswer,
        from node: NodeID,
        _ leaders: inout LeaderCache,
        at now: Int
    ) -> Bool {
        guard message.id == id, message.subject == subject, answer == nil else { return false }
        leaders.observe(message.ballot, isProof: message.isConfirmed, at: now)
        if message.isConfirmed {
            answer = message
            return false
        }
        let wasTarget = targets.contains(node)
        guard attempt.redirect(to: message.ballot, among: leaders.members) else {
            // What a node says that was asked earlier does not count: another one has it now.
            if wasTarget { isRefused = true }
            return false
        }
        isRefused = false
        return true
    }

    /// The wait was in vain, or no target can be reached; the read MUST be sent to all nodes.
    package mutating func expire(
        _ leaders: inout LeaderCache,
        at now: Int,
        using generator: inout SeededGenerator
    ) {
        isRefused = false
        // Reads take no slot and wait for no disk: one without an answer is not waiting its turn.
        attempt.expire(&leaders, isAway: true, at: now, policy: policy, using: &generator)
    }

    /// Somebody else was told who leads.
    ///
    /// - Returns: Whether the read MUST be sent to ``targets`` again: it was refused, or is meant
    ///   for an earlier leader.
    package mutating func follow(
        _ leaders: LeaderCache,
        at now: Int,
        using generator: inout SeededGenerator
    ) -> Bool {
        guard isRefused else {
            return attempt.redirect(to: leaders.ballot, among: leaders.members)
        }
        isRefused = false
        attempt.restart(leaders, at: now, policy: policy, using: &generator)
        return true
    }

    /// Asks whether anybody leads by now; the read MUST be sent to all nodes.
    package mutating func probe(_ members: NodeSet) {
        isRefused = false
        attempt.probe(members)
    }
}
