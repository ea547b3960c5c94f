package import Bank
package import Paxos
package import Wire

/// One logical client as a value: a queue of commands, at most one request without an answer.
///
/// Its owner sends: whenever a call says so, ``request`` MUST go to every node of ``targets``, and
/// ``didSend(to:)`` MUST be called if any byte of it may have left. A request is sent for ever,
/// always with the same timestamp, until it is answered or given up.
package struct ClientStateMachine: Sendable {
    /// The client's name.
    package let client: ClientID
    /// Whether nothing is sent and no timer runs; answers count all the same.
    package private(set) var isPaused = false
    /// How many requests wait or are outstanding.
    package private(set) var count = 0
    /// The request whose turn it is if ``count`` is not 0, else one that counts no more.
    ///
    /// It lies here and not in ``queue``, since most clients have one request at a time; and it is
    /// no optional, since one of this size is copied whenever it is looked at.
    private var current: QueuedRequest
    /// How far ``current`` has come; nil until the client begins with it.
    private var progress: Progress?
    /// The requests behind ``current``.
    private var queue = RequestQueue()
    /// The highest timestamp used; 0 before the first.
    private var lastTimestamp: UInt64 = 0
    /// How long it waits for answers.
    private let policy: RetryPolicy

    /// What was done for a request that was begun and is not answered.
    private struct Progress: Hashable, Sendable {
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
        /// The request is done with, and its completion was appended.
        case complete
    }

    /// Creates a client that was asked for nothing yet.
    package init(client: ClientID, policy: RetryPolicy = RetryPolicy()) {
        self.client = client
        self.policy = policy
        current = .placeholder(of: client)
    }

    // MARK: What it is doing

    /// Whether a request was begun and is not answered.
    package var isOutstanding: Bool { progress != nil }

    /// The request that was begun and is not answered, the same in every attempt; nil while there
    /// is none.
    package var request: Request? {
        guard progress != nil, let timestamp = current.timestamp else { return nil }
        return Request(client: client, timestamp: timestamp, command: current.command)
    }

    /// The nodes that ``request`` is meant for; empty while there is none.
    package var targets: NodeSet { progress?.attempt.targets ?? NodeSet() }

    /// When ``expire(_:at:using:)`` is due, in milliseconds; nil while nothing is awaited.
    package var deadline: Int? { isPaused ? nil : progress?.attempt.deadline }

    /// Whether the outstanding request waited in vain for an answer since its last fresh start.
    package var isBlocked: Bool { progress?.attempt.hasExpired ?? false }

    /// Whether the outstanding request was refused, and nobody can execute it any more.
    package var isRefused: Bool {
        progress.map { !$0.copies.refusers.isEmpty && $0.copies.areRefused } ?? false
    }

    /// The requests without an answer, the outstanding one first, then in their order.
    package var pending: [PendingRequest] {
        guard count > 0 else { return [] }
        let attempts = progress?.attempt.count ?? 0
        return [pending(current, attempts: attempts)]
            + queue.waiting.map { pending($0, attempts: 0) }
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
        let request = QueuedRequest(command: command, tag: tag, timestamp: timestamp)
        if count == 0 { current = request } else { queue.append(request) }
        count += 1
    }

    /// Begins with the next request if none is outstanding and the client is not paused.
    ///
    /// - Returns: Whether ``request`` MUST be sent.
    package mutating func begin(
        _ leaders: LeaderCache,
        at now: Moment,
        using generator: inout SeededGenerator
    ) -> Bool {
        guard !isPaused, progress == nil, count > 0 else { return false }
        let timestamp =
            current.timestamp ?? nextTimestamp(wallMicroseconds: now.wallMicroseconds)
        current.timestamp = timestamp
        lastTimestamp = max(lastTimestamp, timestamp.raw)
        progress = Progress(
            begunAt: now.microseconds,
            attempt: Attempt(leaders, at: now.milliseconds, policy: policy, using: &generator),
            copies: SentCopies(leaders)
        )
        return true
    }

    /// Puts ``request`` on its way to nodes that are open.
    mutating func send(to nodes: NodeSet, through lines: inout OutgoingLines) {
        didSend(to: nodes.count)
        guard let timestamp = current.timestamp else {
            preconditionFailure("client \(client) began without a timestamp")
        }
        lines.append(
            Request(client: client, timestamp: timestamp, command: current.command),
            to: nodes
        )
    }

    /// Takes note that so many nodes may have received the request, once more each.
    package mutating func didSend(to count: Int) {
        precondition(progress != nil, "client \(client) has sent nothing")
        progress?.copies.didSend(to: count)
    }

    /// Takes a reply of `node`; the leader it names is the caller's business.
    package mutating func receive(
        _ message: ReplyMessage,
        from node: NodeID,
        among members: NodeSet,
        at now: Moment,
        into completions: inout [Completion]
    ) -> Reaction {
        guard progress != nil, message.timestamp == current.timestamp, message.client == client
        else { return .nothing }
        switch message.answer {
        case .bank(let reply):
            completions.append(completion(Outcome(reply.result), reply, message.ballot, at: now))
            finish()
            return .complete
        case .notLeader:
            progress?.copies.leaveOpen()
            guard !isPaused else { return .nothing }
            let isRedirected = progress?.attempt.redirect(to: message.ballot, among: members)
            return isRedirected == true ? .send : .nothing
        case .unavailable:
            progress?.copies.refuse(by: node, under: message.ballot)
            return .nothing
        }
    }

    /// The wait for an answer was in vain, or no target can be reached (`isAway`): asks all nodes,
    /// or a leader that is only slow.
    ///
    /// - Returns: Whether ``request`` MUST be sent.
    package mutating func expire(
        _ leaders: inout LeaderCache,
        isAway: Bool = false,
        at now: Moment,
        using generator: inout SeededGenerator
    ) -> Bool {
        guard !isPaused, progress != nil else { return false }
        progress?.attempt
            .expire(
                &leaders,
                isAway: isAway,
                at: now.milliseconds,
                policy: policy,
                using: &generator
            )
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
        guard !isPaused, progress != nil else { return false }
        progress?.attempt
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
        while count > 0 {
            // What was not begun was not sent.
            let isCertain = progress?.copies.areRefused ?? true
            completions.append(completion(isCertain ? .notExecuted : .unknown, nil, .zero, at: now))
            finish()
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

    /// What became of ``current``.
    private func completion(
        _ outcome: Outcome,
        _ reply: Reply?,
        _ ballot: Ballot,
        at now: Moment
    ) -> Completion {
        Completion(
            tag: current.tag,
            client: client,
            timestamp: progress == nil ? nil : current.timestamp,
            command: current.command,
            outcome: outcome,
            position: reply?.position ?? 0,
            balances: reply?.balances,
            isReplayed: reply?.isReplayed ?? false,
            ballot: ballot,
            latencyMicroseconds: max(0, now.microseconds - (progress?.begunAt ?? now.microseconds)),
            attempts: progress?.attempt.count ?? 0,
            refusers: progress?.copies.refusers ?? NodeSet()
        )
    }

    /// Makes the request behind ``current`` the one whose turn it is.
    private mutating func finish() {
        progress = nil
        count -= 1
        if count > 0, let next = queue.popFirst() { current = next }
    }

    private func pending(_ request: QueuedRequest, attempts: Int) -> PendingRequest {
        PendingRequest(
            tag: request.tag,
            client: client,
            timestamp: request.timestamp,
            command: request.command,
            attempts: attempts
        )
    }
}
