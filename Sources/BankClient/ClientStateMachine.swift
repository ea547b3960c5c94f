package import Bank
package import Paxos
package import Wire

/// One logical client as a value: a queue of commands, at most one request without an answer.
///
/// Its owner sends: whenever a call says so, ``request`` MUST go to every node of ``targets``, and
/// ``didSend(to:)`` MUST be called if any byte of it may have left. A request is sent for ever,
/// always with the same timestamp, until it is answered or given up.
package struct ClientStateMachine: Hashable, Sendable {
    /// The client's name.
    package let client: ClientID
    /// Whether nothing is sent and no timer runs; answers count all the same.
    package private(set) var isPaused = false
    /// The request that was begun and is not answered; nil while there is none.
    private var outstanding: Outstanding?
    /// The requests that wait for their turn.
    private var queue = RequestQueue()
    /// The highest timestamp used; 0 before the first.
    private var lastTimestamp: UInt64 = 0
    /// How long it waits for answers.
    private let policy: RetryPolicy

    /// A request that was begun and is not answered.
    private struct Outstanding: Hashable, Sendable {
        /// The request; the same in every attempt.
        let request: Request
        /// The caller's number for it.
        let tag: Int
        /// When it was begun, in microseconds.
        let begunAt: Int64
        /// The current attempt.
        var attempt: Attempt
        /// What was sent of it, and who refused it.
        var copies: SentCopies
    }

    /// What the arrival of a reply leads to.
    package enum Reaction: Hashable, Sendable {
        /// It is not about the outstanding request, or it changes nothing: late, doubled, in vain.
        case nothing
        /// The request goes to another node at once.
        case send
        /// The request is done with.
        case complete(Completion)
    }

    /// Creates a client that was asked for nothing yet.
    package init(client: ClientID, policy: RetryPolicy = RetryPolicy()) {
        self.client = client
        self.policy = policy
    }

    // MARK: What it is doing

    /// The request without an answer; nil while there is none.
    package var request: Request? { outstanding?.request }

    /// The nodes that ``request`` is meant for; empty while there is none.
    package var targets: NodeSet { outstanding?.attempt.targets ?? NodeSet() }

    /// When ``expire(_:at:using:)`` is due, in milliseconds; nil while nothing is awaited.
    package var deadline: Int? { isPaused ? nil : outstanding?.attempt.deadline }

    /// Whether the outstanding request waited in vain for an answer since its last fresh start.
    package var isBlocked: Bool { outstanding?.attempt.hasExpired ?? false }

    /// Whether the outstanding request was refused, and nobody can execute it any more.
    package var isRefused: Bool {
        outstanding.map { !$0.copies.refusers.isEmpty && $0.copies.areRefused } ?? false
    }

    /// How many requests wait or are outstanding.
    package var count: Int { queue.count + (outstanding == nil ? 0 : 1) }

    /// The requests without an answer, the outstanding one first, then in their order.
    package var pending: [PendingRequest] {
        let begun = outstanding.map {
            PendingRequest(
                tag: $0.tag,
                client: client,
                timestamp: $0.request.timestamp,
                command: $0.request.command,
                attempts: $0.attempt.count
            )
        }
        let waiting = queue.waiting.map {
            PendingRequest(
                tag: $0.tag,
                client: client,
                timestamp: $0.timestamp,
                command: $0.command,
                attempts: 0
            )
        }
        return (begun.map { [$0] } ?? []) + waiting
    }

    // MARK: Requests

    /// Adds a request behind all others.
    ///
    /// - Parameters:
    ///   - command: What to ask for.
    ///   - tag: The caller's number for it.
    ///   - timestamp: The timestamp to use, which asks for an earlier request's answer again; nil
    ///     takes the next one.
    package mutating func enqueue(_ command: Command, tag: Int, timestamp: RequestTimestamp?) {
        queue.append(QueuedRequest(command: command, tag: tag, timestamp: timestamp))
    }

    /// Begins with the next request if none is outstanding and the client is not paused.
    ///
    /// - Returns: Whether ``request`` MUST be sent.
    package mutating func begin(
        _ leaders: LeaderCache,
        at now: Moment,
        using generator: inout SeededGenerator
    ) -> Bool {
        guard !isPaused, outstanding == nil, let next = queue.popFirst() else { return false }
        let timestamp = next.timestamp ?? nextTimestamp(wallMicroseconds: now.wallMicroseconds)
        lastTimestamp = max(lastTimestamp, timestamp.raw)
        outstanding = Outstanding(
            request: Request(client: client, timestamp: timestamp, command: next.command),
            tag: next.tag,
            begunAt: now.microseconds,
            attempt: Attempt(leaders, at: now.milliseconds, policy: policy, using: &generator),
            copies: SentCopies(leaders)
        )
        return true
    }

    /// Takes note that so many nodes may have received the request, once more each.
    package mutating func didSend(to count: Int) {
        precondition(outstanding != nil, "client \(client) has sent nothing")
        outstanding?.copies.didSend(to: count)
    }

    /// Takes a reply of `node`; the leader it names is the caller's business.
    package mutating func receive(
        _ message: ReplyMessage,
        from node: NodeID,
        among members: NodeSet,
        at now: Moment
    ) -> Reaction {
        guard let current = outstanding, message.client == client,
            message.timestamp == current.request.timestamp
        else { return .nothing }
        switch message.answer {
        case .bank(let reply):
            return .complete(
                finish(
                    current,
                    as: Outcome(reply.result),
                    reply: reply,
                    ballot: message.ballot,
                    at: now
                )
            )
        case .notLeader:
            outstanding?.copies.leaveOpen()
            guard !isPaused else { return .nothing }
            let isRedirected = outstanding?.attempt.redirect(to: message.ballot, among: members)
            return isRedirected == true ? .send : .nothing
        case .unavailable:
            outstanding?.copies.refuse(by: node, under: message.ballot)
            return .nothing
        }
    }

    /// The wait for an answer was in vain, or no target can be reached: asks all nodes.
    ///
    /// - Returns: Whether ``request`` MUST be sent.
    package mutating func expire(
        _ leaders: inout LeaderCache,
        at now: Moment,
        using generator: inout SeededGenerator
    ) -> Bool {
        guard !isPaused, outstanding != nil else { return false }
        outstanding?.attempt
            .expire(&leaders, at: now.milliseconds, policy: policy, using: &generator)
        return true
    }

    /// Asks again where leaders are believed now, because there is news.
    ///
    /// - Returns: Whether ``request`` MUST be sent.
    package mutating func askAgain(
        _ leaders: LeaderCache,
        at now: Moment,
        using generator: inout SeededGenerator
    ) -> Bool {
        guard !isPaused, outstanding != nil else { return false }
        outstanding?.attempt
            .restart(leaders, at: now.milliseconds, policy: policy, using: &generator)
        return true
    }

    /// Stops sending and the timer; nothing is forgotten.
    package mutating func pause() { isPaused = true }

    /// Ends a pause; the caller MUST then ask again or begin.
    package mutating func resume() { isPaused = false }

    /// Gives up every request.
    ///
    /// - Returns: What became of them: unknown if a node may have received it and may still execute
    ///   it, else not executed.
    package mutating func giveUp(at now: Moment) -> [Completion] {
        var completions: [Completion] = []
        if let current = outstanding {
            let outcome: Outcome = current.copies.areRefused ? .notExecuted : .unknown
            completions.append(
                finish(current, as: outcome, reply: nil, ballot: .zero, at: now)
            )
        }
        while let next = queue.popFirst() {
            completions.append(
                Completion(
                    tag: next.tag,
                    client: client,
                    timestamp: nil,
                    command: next.command,
                    outcome: .notExecuted,
                    reply: nil,
                    ballot: .zero,
                    latencyMicroseconds: 0,
                    attempts: 0,
                    refusers: NodeSet()
                )
            )
        }
        return completions
    }

    // MARK: - Helpers

    /// The next timestamp: the wall clock, and above all earlier ones even if that went back.
    private func nextTimestamp(wallMicroseconds: Int64) -> RequestTimestamp {
        let wall = UInt64(max(1, wallMicroseconds))
        guard lastTimestamp < RequestTimestamp.rawMax,
            let timestamp = RequestTimestamp(max(lastTimestamp + 1, wall))
        else {
            preconditionFailure("client \(client) has no timestamp left after \(lastTimestamp)")
        }
        return timestamp
    }

    private mutating func finish(
        _ current: Outstanding,
        as outcome: Outcome,
        reply: Reply?,
        ballot: Ballot,
        at now: Moment
    ) -> Completion {
        outstanding = nil
        return Completion(
            tag: current.tag,
            client: client,
            timestamp: current.request.timestamp,
            command: current.request.command,
            outcome: outcome,
            reply: reply,
            ballot: ballot,
            latencyMicroseconds: max(0, now.microseconds - current.begunAt),
            attempts: current.attempt.count,
            refusers: current.copies.refusers
        )
    }
}
