import Bank
import BankClient
import Paxos
import Wire

/// Clients and a cluster in one thread and in virtual time, with every fault that a seed decides.
///
/// Until ``calmAt`` lines are lost, doubled and late, leaders change, nodes name wrong leaders,
/// connections break and the wall clock jumps; after that everything works.
struct FakeNetwork {
    /// Something that happens at a time.
    enum Happening {
        case request(Request, at: NodeID, isRelayed: Bool)
        case reply(ReplyMessage, from: NodeID)
        case trouble
    }

    /// When faults end, in milliseconds.
    static let calmAt = 20_000
    /// The clients.
    var manager: ClientManager
    /// The bank that all nodes agree on.
    var bank: Bank
    /// The ballot of the leader of the moment.
    private(set) var leader = ballot(1, 1)
    /// All timestamps that were sent, by client, in order of first sight.
    private(set) var timestamps: [ClientID: [UInt64]] = [:]
    /// What the clients were told, in order.
    private(set) var completions: [Completion] = []
    /// What is asked for as soon as few requests are open, the next last; its place is its tag.
    var backlog: [(client: ClientID, command: Command)] = []
    /// The time, in milliseconds.
    private(set) var now = 0
    /// What is to come, the next last.
    private var agenda: [(at: Int, what: Happening)] = []
    /// How far the wall clock is off, in microseconds.
    private var skew: Int64 = 0
    /// Whether nodes mostly refuse requests, and clients give theirs up now and then.
    private let isFull: Bool
    /// How long lies between two changes, in milliseconds.
    private var rest: Int { isFull ? 400 : 50 }
    /// The seed's numbers.
    private var generator: SeededGenerator

    init(seed: UInt64, isFull: Bool = false) throws {
        self.isFull = isFull
        generator = SeededGenerator(seed: seed)
        manager = ClientManager(members: members(), seed: generator.next())
        bank = try Bank(accounts: Accounts.standard)
        for node in members() { manager.nodeDidOpen(node) }
        for time in stride(from: rest, to: Self.calmAt, by: rest) { plan(.trouble, at: time) }
    }

    /// Runs until every request is answered.
    ///
    /// - Returns: Whether that happened in bounded time.
    mutating func run() -> Bool {
        while !manager.isIdle || !backlog.isEmpty || now < Self.calmAt {
            guard now < Self.calmAt + 20_000 else { return false }
            step()
        }
        return true
    }

    private mutating func step() {
        while manager.pendingCount < 10, let next = backlog.popLast() {
            manager.enqueue(client: next.client, command: next.command, tag: backlog.count)
        }
        let due = min(agenda.last?.at ?? .max, manager.deadline ?? .max)
        now = max(now, due == .max ? now + 1 : due)
        if let next = agenda.last, next.at <= now { handle(agenda.removeLast().what) }
        manager.turn(at: moment)
        for send in manager.takeRequests() { dispatch(send) }
        completions += manager.takeCompletions()
    }

    private var moment: Moment {
        Moment(
            microseconds: Int64(now) * 1_000,
            wallMicroseconds: 1_000_000_000_000 + Int64(now) * 1_000 + skew
        )
    }

    private mutating func dispatch(_ send: OutgoingRequest) {
        let stamp = send.request.timestamp.raw
        if timestamps[send.request.client]?.contains(stamp) != true {
            timestamps[send.request.client, default: []].append(stamp)
        }
        for node in send.targets {
            deliver(.request(send.request, at: node, isRelayed: false))
        }
    }

    /// Puts a line on its way: once, twice, or not at all.
    private mutating func deliver(_ what: Happening) {
        let isCalm = now >= Self.calmAt
        // Who gives up counts answers, and a connection doubles none.
        let most = isFull ? 1 : 2
        let copies = isCalm ? 1 : [0, 1, 1, 1, most].randomElement(using: &generator) ?? 1
        for _ in 0..<copies {
            let delay = isCalm ? 1 : Int.random(in: 1...400, using: &generator)
            plan(what, at: now + delay)
        }
    }

    private mutating func plan(_ what: Happening, at time: Int) {
        var low = 0
        var high = agenda.count
        while low < high {
            let middle = (low + high) / 2
            if agenda[middle].at > time { low = middle + 1 } else { high = middle }
        }
        agenda.insert((at: time, what: what), at: low)
    }

    private mutating func handle(_ what: Happening) {
        switch what {
        case .request(let request, let node, let isRelayed):
            receive(request, at: node, isRelayed: isRelayed)
        case .reply(let message, let node):
            manager.receive(message, from: node, at: moment)
            if isFull, message.answer == .unavailable, Bool.random(using: &generator) {
                manager.giveUp(message.client)
            }
        case .trouble: makeTrouble()
        }
    }

    private mutating func receive(_ request: Request, at node: NodeID, isRelayed: Bool) {
        let isCalm = now >= Self.calmAt
        if refuses(request, at: node, isRelayed: isRelayed) { return }
        if node == leader.proposer {
            let reply = bank.execute(request, position: bank.position + 1, stamp: 0)
            return deliver(.reply(answer(request, leader, .bank(reply)), from: node))
        }
        switch isCalm ? 0 : Int.random(in: 0..<5, using: &generator) {
        case 0:
            if !isRelayed { deliver(.request(request, at: leader.proposer, isRelayed: true)) }
        case 1: deliver(.reply(answer(request, .zero, .notLeader), from: node))
        case 2: deliver(.reply(answer(request, wrongBallot(), .notLeader), from: node))
        case 3: deliver(.reply(answer(request, wrongBallot(), .unavailable), from: node))
        default: break
        }
    }

    /// Whether a node says that no requests are taken, though a copy may be on its way elsewhere.
    private mutating func refuses(_ request: Request, at node: NodeID, isRelayed: Bool) -> Bool {
        guard isFull, now < Self.calmAt, Int.random(in: 0..<4, using: &generator) > 0 else {
            return false
        }
        if node != leader.proposer, !isRelayed, Bool.random(using: &generator) {
            deliver(.request(request, at: leader.proposer, isRelayed: true))
        }
        if !isRelayed { deliver(.reply(answer(request, leader, .unavailable), from: node)) }
        return true
    }

    /// A ballot that names any node, a node of no cluster, or one far above the leader's.
    private mutating func wrongBallot() -> Ballot {
        ballot(
            UInt64.random(in: 1...(leader.round + 4), using: &generator),
            UInt8.random(in: 1...6, using: &generator)
        )
    }

    private mutating func makeTrouble() {
        skew = Int64.random(in: -10_000_000...10_000_000, using: &generator)
        let other = node(UInt8.random(in: 1...5, using: &generator))
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: leader = leader.successor(for: other)
        case 1: manager.nodeIsAway(other, at: moment)
        case 2: manager.nodeDidOpen(other)
        case 3: manager.pause()
        case 4: manager.resume()
        case 5: manager.tellLeader(leader)
        default: break
        }
        guard now + rest >= Self.calmAt else { return }
        manager.resume()
        for node in members() { manager.nodeDidOpen(node) }
    }
}
