public import Bank
public import Paxos
package import Wire

/// Any number of logical clients that share one connection to each node, as a value.
///
/// Each client is a closed loop of its own with its own timer; its requests keep their order, those
/// of different clients do not. The owner, as a rule ``ClusterConnection``, says what happened and
/// sends what ``takeSends(_:)`` gives it.
public struct ClientManager: Sendable {
    /// Who leads, as far as the clients know together.
    public package(set) var leaders: LeaderCache
    /// Whether nothing is sent and no timer runs.
    public private(set) var isPaused = false
    /// How many requests were begun and are not answered.
    public private(set) var outstanding = 0
    /// How many requests are not answered, those that wait for their turn included.
    public private(set) var pendingCount = 0
    /// How many replies were to no outstanding request: late or doubled ones.
    public private(set) var ignoredReplies: UInt64 = 0
    /// The nodes that a request can be sent to now.
    package private(set) var open = NodeSet()
    /// The nodes that a request is or was meant for since none was outstanding or sending paused.
    package private(set) var wanted = NodeSet()
    /// The clients, in the order of their first request.
    private var clients: [ClientStateMachine] = []
    /// Where each client stands in ``clients``.
    private var places = ClientPlaces()
    /// Places of clients that may begin with a request.
    private var ready: [Int] = []
    /// What must be sent, in order.
    private var lines = OutgoingLines()
    /// What was finished and not taken yet, in order.
    private var completions: [Completion] = []
    /// No client's deadline is before this, in milliseconds; it may be long past their least one.
    private var deadlineMin = Int.max
    /// Whether every outstanding request must be sent anew in the next turn.
    private var mustAskAgain = false
    /// When the last turn or reply was.
    private var now = Moment(microseconds: 0, wallMicroseconds: 0)
    /// Draws the waits.
    private var generator: SeededGenerator
    /// How long clients wait for answers.
    private let policy: RetryPolicy

    /// Creates a manager without clients.
    package init(members: NodeSet, seed: UInt64, policy: RetryPolicy = RetryPolicy()) {
        leaders = LeaderCache(members: members)
        generator = SeededGenerator(seed: seed)
        self.policy = policy
    }

    // MARK: Requests

    /// Whether nothing waits and nothing is outstanding.
    public var isIdle: Bool { pendingCount == 0 }

    /// The clients whose request waited in vain for an answer at least once, in the order of their
    /// first request ever; O(clients).
    public var blockedClients: [ClientID] {
        clients.lazy.filter(\.isBlocked).map(\.client)
    }

    /// The requests without an answer, client by client; O(clients + requests).
    public var pendingRequests: [PendingRequest] { clients.flatMap(\.pending) }

    /// Whether one more request of any client can be taken.
    public var hasRoom: Bool {
        pendingCount < ClientLimits.requestsMax && clients.count < ClientLimits.clientsMax
    }

    /// Adds a request of `client` behind its others; it is sent in the owner's next turn.
    ///
    /// The caller MUST see to it that there is room, see ``hasRoom``.
    ///
    /// - Parameters:
    ///   - client: Who asks; a client that was not seen yet is created.
    ///   - command: What to ask for.
    ///   - tag: The caller's number, which comes back with the completion.
    ///   - timestamp: The timestamp to use, to ask for an earlier request's answer again; nil takes
    ///     the next one.
    public mutating func enqueue(
        client: ClientID,
        command: Command,
        tag: Int,
        timestamp: RequestTimestamp? = nil
    ) {
        precondition(hasRoom, "\(pendingCount) requests of \(clients.count) clients are the most")
        let place = place(of: client)
        clients[place].enqueue(command, tag: tag, timestamp: timestamp)
        pendingCount += 1
        // One with more requests is listed already, or will be when it is answered.
        if clients[place].count == 1 { ready.append(place) }
    }

    /// Takes what was finished since the last time, in order of arrival.
    public mutating func takeCompletions() -> [Completion] {
        guard !completions.isEmpty else { return [] }
        let taken = completions
        completions = []
        completions.reserveCapacity(taken.count)
        return taken
    }

    /// Takes what was finished for one client since the last time.
    ///
    /// What was finished for others stays. O(completions).
    public mutating func takeCompletions(of client: ClientID) -> [Completion] {
        let taken = completions.filter { $0.client == client }
        completions.removeAll { $0.client == client }
        return taken
    }

    /// Whether `client` has requests without an answer.
    public func hasRequests(of client: ClientID) -> Bool {
        places.place(of: client, in: clients).map { clients[$0].count > 0 } ?? false
    }

    /// Whether something was finished for `client` and not taken yet; O(completions).
    public func hasCompletion(of client: ClientID) -> Bool {
        completions.contains { $0.client == client }
    }

    /// Gives up all requests of `client`.
    ///
    /// Their completions are `unknown` if a node may have received the request and may execute it,
    /// else `notExecuted`.
    public mutating func giveUp(_ client: ClientID) {
        if let place = places.place(of: client, in: clients) { giveUp(at: place) }
    }

    /// Gives up all requests of all clients; see ``giveUp(_:)``.
    public mutating func giveUpAll() {
        for place in clients.indices { giveUp(at: place) }
    }

    private mutating func giveUp(at place: Int) {
        if clients[place].isOutstanding { outstanding -= 1 }
        let given = clients[place].giveUp(at: now)
        pendingCount -= given.count
        completions += given
    }

    /// Gives up the requests that nodes refused to take on, so that nobody will execute them.
    ///
    /// Their completions are `notExecuted`. O(clients).
    public mutating func giveUpRefused() {
        for place in clients.indices where clients[place].isRefused { giveUp(at: place) }
    }

    // MARK: What the operator knows

    /// Believes that the owner of `ballot` leads; outstanding requests go there in the next turn.
    public mutating func tellLeader(_ ballot: Ballot) {
        leaders.tell(ballot)
        mustAskAgain = true
    }

    /// Stops sending and all timers; answers that still arrive count.
    public mutating func pause() {
        isPaused = true
        mustAskAgain = false
        wanted = NodeSet()
        lines.removeAll()
        for place in clients.indices { clients[place].pause() }
    }

    /// Ends a pause: in the next turn outstanding requests are sent again with their timestamps,
    /// and clients without one begin with the requests that wait.
    public mutating func resume() {
        guard isPaused else { return }
        isPaused = false
        mustAskAgain = true
        for place in clients.indices {
            clients[place].resume()
            ready.append(place)
        }
    }

    // MARK: - Helpers

    private mutating func place(of client: ClientID) -> Int {
        if let place = places.find(client, in: clients) { return place }
        let place = clients.count
        clients.append(ClientStateMachine(client: client, policy: policy))
        if isPaused { clients[place].pause() }
        places.append(client)
        return place
    }

    /// Sends the request of the client at `place` to those of its targets that are open.
    private mutating func send(from place: Int) {
        deadlineMin = min(deadlineMin, clients[place].deadline ?? .max)
        var reachable = NodeSet()
        for node in clients[place].targets {
            wanted.insert(node)
            if open.contains(node) { reachable.insert(node) }
        }
        if !reachable.isEmpty { clients[place].send(to: reachable, through: &lines) }
    }
}

// MARK: - For the owner

extension ClientManager {
    /// Whether ``begin(at:)`` has something to do.
    package var canBegin: Bool { !isPaused && !ready.isEmpty }

    /// When ``turn(at:)`` has something to do at the latest, in milliseconds; nil while only events
    /// of the network or new requests can give it something to do.
    ///
    /// It may be too early by requests that were answered in time.
    package var deadline: Int? {
        if isPaused { return nil }
        if mustAskAgain || !ready.isEmpty { return now.milliseconds }
        return outstanding == 0 ? nil : deadlineMin
    }

    /// The nodes that outstanding requests are meant for.
    package var needed: NodeSet { outstanding > 0 ? wanted : NodeSet() }

    /// Begins with requests, and repeats those that waited too long for their answer.
    package mutating func turn(at now: Moment) {
        self.now = now
        guard !isPaused else { return }
        if outstanding == 0 { wanted = NodeSet() }
        if mustAskAgain {
            mustAskAgain = false
            for place in clients.indices
            where clients[place].askAgain(leaders, at: now, using: &generator) {
                send(from: place)
            }
        }
        beginReady()
        if now.milliseconds >= deadlineMin { expireOverdue() }
    }

    /// Begins with requests, and gives up waiting for none: what has come in since the last turn
    /// and was not read yet may be the answer.
    package mutating func begin(at now: Moment) {
        self.now = now
        guard !isPaused else { return }
        if outstanding == 0 { wanted = NodeSet() }
        beginReady()
    }

    private mutating func beginReady() {
        for index in ready.indices
        where clients[ready[index]].begin(leaders, at: now, using: &generator) {
            outstanding += 1
            send(from: ready[index])
        }
        ready.removeAll(keepingCapacity: true)
    }

    /// Takes a reply of `node`.
    package mutating func receive(
        _ message: ReplyMessage,
        from node: NodeID,
        at now: Moment
    ) {
        self.now = now
        let isProof = if case .bank = message.answer { true } else { false }
        leaders.observe(message.ballot, isProof: isProof, at: now.milliseconds)
        if isProof, node == message.ballot.proposer {
            leaders.leaderDidAnswer(message.ballot, at: now.milliseconds)
        }
        guard let place = places.find(message.client, in: clients) else {
            ignoredReplies += 1
            return
        }
        let reaction = clients[place]
            .receive(
                message,
                from: node,
                among: leaders.members,
                at: now,
                into: &completions
            )
        switch reaction {
        case .nothing: ignoredReplies += 1
        case .send: send(from: place)
        case .complete:
            outstanding -= 1
            pendingCount -= 1
            if clients[place].count > 0 { ready.append(place) }
        }
    }

    /// Requests can be sent to `node` from now on; those that are meant for it are.
    package mutating func nodeDidOpen(_ node: NodeID) {
        open.insert(node)
        guard !isPaused else { return }
        let alone = NodeSet(CollectionOfOne(node))
        for place in clients.indices where clients[place].targets.contains(node) {
            clients[place].send(to: alone, through: &lines)
        }
    }

    /// Nothing can be sent to `node` for now; what was meant for it alone goes to all nodes at
    /// once.
    package mutating func nodeIsAway(_ node: NodeID, at now: Moment) {
        self.now = now
        open.remove(node)
        let alone = NodeSet(CollectionOfOne(node))
        guard !isPaused, leaders.members != alone else { return }
        for place in clients.indices where clients[place].targets == alone {
            if clients[place].expire(&leaders, isAway: true, at: now, using: &generator) {
                send(from: place)
            }
        }
    }

    /// Hands out what must be sent, oldest first, and forgets it.
    ///
    /// - Parameter body: Takes whole lines, and the nodes to send them to; all of them are open.
    package mutating func takeSends(_ body: (_ lines: Span<UInt8>, _ targets: NodeSet) -> Void) {
        lines.take(body)
    }

    private mutating func expireOverdue() {
        deadlineMin = .max
        for place in clients.indices {
            guard let deadline = clients[place].deadline else { continue }
            if deadline > now.milliseconds {
                deadlineMin = min(deadlineMin, deadline)
                continue
            }
            let isAway = clients[place].targets.allSatisfy { !open.contains($0) }
            if clients[place].expire(&leaders, isAway: isAway, at: now, using: &generator) {
                send(from: place)
            }
        }
    }
}
