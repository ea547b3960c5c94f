import Bank
import BankReplica
import Paxos
import Simulator
import Wire

/// Something is wrong with a run: an invariant that only the clients can judge.
struct RunFailure: Error, CustomStringConvertible {
    /// What was found.
    let description: String
}

/// A closed loop: one request at a time, asked again until it is answered.
struct LoopClient {
    /// Who it is.
    let id: ClientID
    /// The request that is not answered; nil between two.
    var open: Request?
    /// When it asked last, in ticks of the run.
    var askedAt = 0
    /// The number of the last request.
    var timestamp: UInt64 = 0
    /// How many requests were answered.
    var completed = 0
}

/// A read that is not answered.
struct OpenRead {
    /// The account asked for.
    let account: AccountID
    /// The last slot that anybody had been told of when the read was sent.
    let floor: Slot
}

/// A whole run: ten clients, five nodes, faults by chance, then a healed cluster that must finish.
struct RandomRun {
    var cluster: SimulatedCluster
    var random: SeededGenerator
    var clients: [LoopClient]
    /// Reads by number.
    var reads: [UInt64: OpenRead] = [:]
    /// The last read's number.
    var lastRead: UInt64 = 0
    /// How many reads found a balance.
    var answeredReads = 0
    /// The last slot that any client was told of.
    var acknowledged = Slot.zero
    /// How many ticks have passed everywhere.
    var ticks = 0
    /// What is broken is mended once in so many times that it could be: some runs stay broken for
    /// long, so that others lead meanwhile.
    private let mendingOneIn: Int
    /// How many ticks the healed cluster needed to answer everything and to agree.
    var healingTicks = 0
    /// The most ticks it may need; the longest of 29,000 runs took 200.
    static let healingTicksMax = 600
    /// Whether clients begin new requests.
    var isOpen = true

    init(seed: UInt64) {
        var options = ClusterOptions()
        options.seed = seed
        random = SeededGenerator(seed: seed &+ 77)
        mendingOneIn = Int.random(in: 1...12, using: &random)
        if Bool.random(using: &random) {
            options.paxosLimits = PaxosLimits(
                entriesPerMessageMax: 2,
                inFlightSlotsMax: 4,
                peerWindowSlots: 3
            )
        }
        if Bool.random(using: &random) {
            options.replicaLimits = ReplicaLimits(
                waitingRequestsMax: 3,
                openRequestsMax: 6,
                otherOriginsMax: 1,
                waitingTicksMax: 100,
                pendingReadsMax: 2,
                digestsMax: 8
            )
        }
        cluster = SimulatedCluster(options: options)
        clients = Accounts.standard.map { LoopClient(id: ClientID(identifier: $0.id.identifier)) }
    }

    /// Runs to the end.
    mutating func run(steps: Int) throws {
        for _ in 0..<steps { try step() }
        try finish()
    }

    private mutating func step() throws {
        switch Int.random(in: 0..<1_000, using: &random) {
        case ..<620: try deliverSomething()
        case ..<770: try tickAll()
        case ..<800: try cluster.tick(anyNode())
        case ..<890: try ask()
        case ..<930: try read()
        case ..<945: drop()
        case ..<955: duplicate()
        case ..<965: breakSomething()
        case ..<975: if mends() { try cluster.heal() }
        case ..<980: cutLeaderOff()
        case ..<990: if mends() { try cluster.connect(anyNode()) }
        default: try cluster.close(session(of: anyClient()), of: anyNode())
        }
        try takeAnswers()
    }

    // MARK: The network

    private mutating func anyNode() -> NodeID {
        NodeID(UInt8.random(in: 1...5, using: &random))
    }

    private mutating func anyLink() -> (from: NodeID, to: NodeID) {
        let from = anyNode()
        var to = anyNode()
        while to == from { to = anyNode() }
        return (from, to)
    }

    private mutating func deliverSomething() throws {
        for _ in 0..<4 {
            let (from, to) = anyLink()
            let count = Int.random(in: 1...4, using: &random)
            if try !cluster.deliver(count, from: from, to: to).isEmpty { return }
        }
    }

    private mutating func drop() {
        let (from, to) = anyLink()
        cluster.drop(Int.random(in: 1...3, using: &random), from: from, to: to)
    }

    private mutating func duplicate() {
        let (from, to) = anyLink()
        cluster.duplicate(from: from, to: to)
    }

    private mutating func breakSomething() {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: cluster.partition(NodeSet([anyNode(), anyNode()]))
        case 1:
            let (from, to) = anyLink()
            cluster.cut(from: from, to: to)
        default: cluster.disconnect(anyNode())
        }
    }

    private mutating func mends() -> Bool {
        Int.random(in: 0..<mendingOneIn, using: &random) == 0
    }

    private mutating func cutLeaderOff() {
        guard let leader = cluster.leader else { return }
        if Bool.random(using: &random) {
            cluster.disconnect(leader)
        } else {
            cluster.partition(NodeSet([leader]))
        }
    }

    private mutating func tickAll() throws {
        ticks += 1
        try cluster.tickAll()
    }

    // MARK: Clients

    private mutating func anyClient() -> Int { Int.random(in: clients.indices, using: &random) }

    private func session(of client: Int) -> SessionID { SessionID(UInt64(client) + 1) }

    private mutating func ask() throws {
        let client = anyClient()
        if clients[client].open == nil, isOpen {
            clients[client].timestamp += 1
            clients[client].open = try newRequest(of: client)
        }
        try askAgain(client, anyNode())
    }

    private mutating func askAgain(_ client: Int, _ node: NodeID) throws {
        guard let request = clients[client].open else { return }
        clients[client].askedAt = ticks
        try cluster.send(request, to: node, session: session(of: client))
    }

    private mutating func newRequest(of client: Int) throws -> Request {
        guard let timestamp = RequestTimestamp(clients[client].timestamp) else {
            throw RunFailure(description: "no timestamp is left")
        }
        let transfer = Transfer(
            from: Accounts.standard[anyClient()].id,
            to: Accounts.standard[anyClient()].id,
            amount: Amount(minorUnits: Int64.random(in: 0...12, using: &random))
        )
        return Request(
            client: clients[client].id,
            timestamp: timestamp,
            command: .transfer(transfer)
        )
    }

    private mutating func read() throws {
        lastRead += 1
        let account = Accounts.standard[anyClient()].id
        reads[lastRead] = OpenRead(account: account, floor: acknowledged)
        // Whoever believes that it leads is asked; most of all the one that leads no more.
        let leaders = cluster.connected.filter { cluster.replica($0).paxos.isLeading }
        let node = leaders.randomElement(using: &random) ?? anyNode()
        try cluster.read(account, id: lastRead, from: node, session: SessionID(100))
    }

    private mutating func takeAnswers() throws {
        for answer in cluster.takeAnswers() {
            switch answer.message {
            case .reply(let reply): try take(reply)
            case .balance(let balance): try take(balance)
            case .outcome(let outcome): throw RunFailure(description: "nobody asked: \(outcome)")
            case .error(let error): throw RunFailure(description: "\(error)")
            }
        }
    }

    private mutating func take(_ message: ReplyMessage) throws {
        guard case .bank(let reply) = message.answer else { return }
        acknowledged = max(acknowledged, Slot(reply.position))
        guard let client = clients.firstIndex(where: { $0.id == reply.client }) else {
            throw RunFailure(description: "an answer for \(reply.client)")
        }
        guard clients[client].open?.timestamp == reply.timestamp else { return }
        // A closed loop never asks for anything old, or twice for different things.
        if reply.result == .stale || reply.result == .conflict {
            throw RunFailure(description: "a closed loop got \(reply)")
        }
        clients[client].open = nil
        clients[client].completed += 1
    }

    private mutating func take(_ message: BalanceMessage) throws {
        guard let read = reads.removeValue(forKey: message.id) else {
            throw RunFailure(description: "read \(message.id) was answered twice")
        }
        guard case .balance(let balance, let slot) = message.answer else { return }
        answeredReads += 1
        let expected = cluster.balance(of: read.account, after: slot)
        guard slot >= read.floor, expected == balance.minorUnits else {
            throw RunFailure(
                description: "read of \(read.account) found \(balance) after \(slot), right is"
                    + " \(String(describing: expected)), not before \(read.floor)"
            )
        }
        acknowledged = max(acknowledged, slot)
    }

    // MARK: The end

    private mutating func finish() throws {
        isOpen = false
        try cluster.heal()
        for node in cluster.members { try cluster.connect(node) }
        let start = ticks
        while !isFinished {
            guard ticks - start < Self.healingTicksMax else {
                let stuck = clients.filter { $0.open != nil }.map { "\($0.id)" }
                throw RunFailure(description: "not finished: \(stuck) \(states)")
            }
            for client in clients.indices where ticks - clients[client].askedAt >= 40 {
                try askAgain(client, anyNode())
            }
            try tickAll()
            try cluster.deliverAll()
            try takeAnswers()
        }
        healingTicks = ticks - start
        let completed = clients.reduce(0) { $0 + $1.completed }
        guard cluster.effects == completed else {
            throw RunFailure(description: "\(completed) answered, \(cluster.effects) executed")
        }
    }

    private var isFinished: Bool {
        clients.allSatisfy { $0.open == nil }
            && cluster.members.allSatisfy {
                cluster.replica($0).paxos.execution.through == cluster.lastExecuted
                    && cluster.replica($0).openRequests == 0
            }
    }

    private var states: [String] {
        cluster.members.map { node in
            let replica = cluster.replica(node)
            let status = replica.paxos.status
            return "\(node) \(status.role) \(status.ballot) accepted \(status.accepted)"
                + " executed \(status.executed) open \(replica.openRequests)"
        }
    }
}
