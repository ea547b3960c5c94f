import Bank
import BankClient
import Paxos
import Testing
import Wire

@Suite("ClientManager")
struct ClientManagerTests {
    /// The ten clients of the runner.
    static let ten = "ABCDEFGHIJ".map { ClientID("\($0)") ?? ClientID(validated: "A") }

    @Test("Under every fault each request is answered once, truly, in order", arguments: 1...40)
    func faults(seed: UInt64) throws {
        var network = try FakeNetwork(seed: seed)
        for row in 0..<200 {
            network.manager.enqueue(
                client: Self.ten[row % 10],
                command: transfer(Int64(row % 3)),
                tag: row
            )
        }

        let isFinished = network.run()
        #expect(isFinished, "seed \(seed): pending \(network.manager.pendingRequests)")

        #expect(network.completions.map(\.tag).sorted() == Array(0..<200), "seed \(seed)")
        for client in Self.ten {
            let own = network.completions.filter { $0.client == client }
            #expect(own.map(\.tag) == own.map(\.tag).sorted(), "seed \(seed): \(client)")
            let stamps = try #require(network.timestamps[client])
            #expect(zip(stamps, stamps.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed)")
            #expect(stamps.count == 20, "seed \(seed): a retry has the same timestamp")
        }
        let executed = network.bank.journalPage(limit: 1_000)
        #expect(executed.count == 200, "seed \(seed): executed exactly once")
        let results = Dictionary(uniqueKeysWithValues: executed.map { ($0.position, $0.result) })
        for completion in network.completions {
            let slot = try #require(completion.slot)
            let result = try #require(results[slot.rawValue])
            #expect(Outcome(result) == completion.outcome, "seed \(seed)")
        }
        network.bank.checkInvariants()
    }

    @Test("What is given up as not executed never is, whatever became of its copies")
    func certainlyNotExecuted() throws {
        var certain = 0
        var executed = 0
        for seed in 1...100 as ClosedRange<UInt64> {
            var network = try FakeNetwork(seed: seed, isFull: true)
            network.backlog = (0..<500).map { (Self.ten[$0 % 10], transfer(Int64($0))) }
            let isFinished = network.run()
            #expect(isFinished, "seed \(seed)")
            // Each amount is asked for once.
            let page = network.bank.journalPage(limit: 1_000)
            let done = Set(page.map { Command.transfer($0.transfer) })
            for completion in network.completions
            where completion.outcome == .notExecuted && !completion.refusers.isEmpty {
                certain += 1
                let isDone = done.contains(completion.command)
                #expect(!isDone, "seed \(seed): \(completion)")
            }
            executed += done.count
        }
        #expect(certain > 100 && executed > 1_000, "\(certain) refused, \(executed) executed")
    }

    @Test("Only what was refused, and nobody can execute any more, is given up as refused")
    func refused() throws {
        var manager = ClientManager(members: members(), seed: 1)
        manager.tellLeader(ballot(2, 4))
        manager.nodeDidOpen(node(4))
        for tag in 0..<3 { manager.enqueue(client: Self.ten[tag], command: transfer(), tag: tag) }
        manager.turn(at: moment(0))
        let requests = manager.takeRequests().map(\.request)
        try #require(requests.count == 3)
        let refusal = answer(requests[1], ballot(2, 4), .unavailable)

        manager.receive(refusal, from: node(4), at: moment(1))
        #expect(manager.ignoredReplies == 1, "a refusal is a reply that changes nothing")
        manager.giveUpRefused()

        let completions = manager.takeCompletions()
        #expect(completions.map(\.tag) == [1])
        #expect(completions.map(\.outcome) == [.notExecuted])
        #expect(completions.map(\.refusers) == [NodeSet([node(4)])])
        #expect(manager.outstanding == 2 && manager.pendingCount == 2)
    }

    @Test("One seed gives one history")
    func sameSeed() throws {
        func history() throws -> [Completion] {
            var network = try FakeNetwork(seed: 99)
            for row in 0..<60 {
                network.manager.enqueue(client: Self.ten[row % 10], command: transfer(), tag: row)
            }
            let isFinished = network.run()
            #expect(isFinished)
            return network.completions
        }

        #expect(try history() == history())
    }

    @Test("A request waits for its node's connection, and is not sent before")
    func waitsForConnection() {
        let manager = LoneManager()
        manager.enqueue(client: Self.ten[0], command: transfer(), tag: 0)

        manager.turn(at: moment(0))
        #expect(manager.sent().isEmpty)
        #expect(manager.wanted == NodeSet([node(1)]))
        manager.value.nodeDidOpen(node(2))
        #expect(manager.sent().isEmpty, "n2 was not meant")
        manager.value.nodeDidOpen(node(1))

        #expect(manager.sent().map(\.targets) == [NodeSet([node(1)])])
    }

    @Test("A node that cannot be reached is not waited for: all are asked at once")
    func unreachableNode() {
        let manager = LoneManager()
        manager.enqueue(client: Self.ten[0], command: transfer(), tag: 0)
        manager.turn(at: moment(0))

        manager.value.nodeIsAway(node(1), at: moment(1))
        #expect(manager.wanted == members())
        manager.value.nodeDidOpen(node(3))
        manager.value.nodeIsAway(node(3), at: moment(2))

        #expect(manager.sent().map(\.targets) == [NodeSet([node(3)])])
        manager.turn(at: moment(3))
        #expect(manager.sent().isEmpty, "a broadcast is left to its timer")
    }

    @Test("To begin with requests gives up waiting for none: that is left to the next turn")
    func beginsOnly() {
        let manager = LoneManager()
        manager.value.nodeDidOpen(node(1))
        manager.enqueue(client: Self.ten[0], command: transfer(), tag: 0)
        manager.turn(at: moment(0))
        #expect(manager.sent().map(\.request.client) == [Self.ten[0]])
        #expect(!manager.canBegin)
        manager.enqueue(client: Self.ten[1], command: transfer(), tag: 1)
        #expect(manager.canBegin)

        manager.value.begin(at: moment(90_000))

        #expect(manager.sent().map(\.request.client) == [Self.ten[1]])
        #expect(manager.blockedClients.isEmpty)
        manager.turn(at: moment(90_000))
        #expect(manager.sent().map(\.request.client) == [Self.ten[0]])
        #expect(manager.blockedClients == [Self.ten[0]])
    }

    @Test("Certainly not sent is told from perhaps received", arguments: [true, false])
    func giveUp(isOpen: Bool) {
        let manager = LoneManager()
        if isOpen { manager.value.nodeDidOpen(node(1)) }
        for tag in 0...1 { manager.enqueue(client: Self.ten[0], command: transfer(), tag: tag) }
        manager.turn(at: moment(0))

        manager.value.giveUpAll()

        let completions = manager.takeCompletions()
        #expect(completions.map(\.outcome) == [isOpen ? .unknown : .notExecuted, .notExecuted])
        #expect(manager.isIdle)
        #expect(manager.outstanding == 0)
        #expect(manager.takeCompletions().isEmpty)
    }

    @Test("Told who leads, outstanding requests go there at once")
    func tellLeader() {
        let manager = LoneManager()
        for node in members() { manager.value.nodeDidOpen(node) }
        for client in Self.ten { manager.enqueue(client: client, command: transfer(), tag: 0) }
        manager.turn(at: moment(0))
        #expect(manager.sent().allSatisfy { $0.targets == NodeSet([node(1)]) })

        manager.value.tellLeader(ballot(4, 5))
        #expect(manager.deadline == 0, "there is something to do at once")
        manager.turn(at: moment(1))

        let sent = manager.sent()
        #expect(sent.count == 10)
        #expect(sent.allSatisfy { $0.targets == NodeSet([node(5)]) })
        #expect(manager.blockedClients.isEmpty)
    }

    @Test("S9: carried over a pause, the outstanding request goes first with its timestamp")
    func carriedOver() throws {
        let manager = LoneManager()
        for node in members() { manager.value.nodeDidOpen(node) }
        for tag in 0...1 { manager.enqueue(client: Self.ten[0], command: transfer(), tag: tag) }
        manager.turn(at: moment(0))
        let first = try #require(manager.sent().first?.request)
        manager.turn(at: moment(400))
        #expect(manager.sent().map(\.targets) == [members()])
        #expect(manager.blockedClients == [Self.ten[0]])

        manager.value.pause()
        manager.turn(at: moment(90_000))
        #expect(manager.sent().isEmpty)
        #expect(manager.deadline == nil)
        manager.enqueue(client: Self.ten[1], command: transfer(), tag: 2)
        manager.turn(at: moment(90_001))
        #expect(manager.sent().isEmpty, "a client created in a pause is paused, too")
        let redirect = answer(first, ballot(9, 4), .notLeader)
        manager.value.receive(redirect, from: node(1), at: moment(90_001))
        manager.value.nodeIsAway(node(4), at: moment(90_001))
        manager.value.nodeDidOpen(node(4))
        #expect(manager.sent().isEmpty, "nothing that happens in a pause sends")
        manager.value.resume()
        manager.turn(at: moment(90_002))

        let sent = manager.sent().map(\.request)
        #expect(sent.first == first)
        #expect(sent.map(\.client) == [Self.ten[0], Self.ten[1]])
        manager.value.receive(success(first, ballot(1, 1)), from: node(1), at: moment(90_003))
        manager.turn(at: moment(90_004))
        #expect(manager.sent().map(\.request.client) == [Self.ten[0]])
        #expect(manager.takeCompletions().map(\.tag) == [0])
    }

    @Test("Ten clients have ten timers, none in step with another")
    func tenTimers() {
        let manager = LoneManager()
        for node in members() { manager.value.nodeDidOpen(node) }
        for client in Self.ten { manager.enqueue(client: client, command: transfer(), tag: 0) }
        manager.turn(at: moment(0))
        _ = manager.sent()
        var times: Set<Int> = []

        while times.count < 10, let due = manager.deadline, due < 400 {
            manager.turn(at: moment(due))
            if !manager.sent().isEmpty { times.insert(due) }
        }

        #expect(times.count > 5, "\(times)")
        #expect(times.allSatisfy { 225...300 ~= $0 })
    }

    @Test("Replies to nothing are counted and change nothing")
    func ignoredReplies() throws {
        let manager = LoneManager()
        manager.value.nodeDidOpen(node(1))
        manager.enqueue(client: Self.ten[0], command: transfer(), tag: 0)
        manager.turn(at: moment(0))
        let request = try #require(manager.sent().first?.request)

        let reply = success(request, ballot(1, 1))
        for _ in 0..<3 { manager.value.receive(reply, from: node(1), at: moment(1)) }
        let stranger = Request(
            client: Self.ten[5],
            timestamp: request.timestamp,
            command: request.command
        )
        manager.value.receive(success(stranger, ballot(1, 1)), from: node(1), at: moment(2))

        #expect(manager.ignoredReplies == 3)
        #expect(manager.takeCompletions().count == 1)
        #expect(manager.isIdle)
    }

    @Test("A client's completions can be taken alone")
    func completionsOfOne() throws {
        let manager = LoneManager()
        for (tag, client) in Self.ten.enumerated() {
            manager.enqueue(client: client, command: transfer(), tag: tag)
        }
        #expect(manager.value.hasRequests(of: Self.ten[3]))

        manager.value.giveUpAll()

        #expect(!manager.value.hasRequests(of: Self.ten[3]))
        #expect(manager.value.hasCompletion(of: Self.ten[3]))
        #expect(manager.takeCompletions(of: Self.ten[3]).map(\.tag) == [3])
        #expect(!manager.value.hasCompletion(of: Self.ten[3]))
        #expect(manager.takeCompletions().count == 9)
    }

    @Test("Thousands of clients go on side by side")
    func thousands() {
        let manager = LoneManager()
        for node in members() { manager.value.nodeDidOpen(node) }
        let clients = (0..<5_000).compactMap { ClientID("client-\($0)") }
        for client in clients { manager.enqueue(client: client, command: transfer(), tag: 0) }
        var answered = 0

        for turn in 0..<4 {
            manager.turn(at: moment(turn))
            for send in manager.sent() {
                let reply = success(send.request, ballot(1, 1))
                manager.value.receive(reply, from: node(1), at: moment(turn))
            }
            for completion in manager.takeCompletions() {
                answered += 1
                manager.enqueue(client: completion.client, command: transfer(), tag: turn)
            }
        }

        #expect(answered == 20_000)
    }
}

/// A manager by reference, so that expectations can call what changes it.
@dynamicMemberLookup
final class LoneManager {
    /// The manager.
    var value = ClientManager(members: members(), seed: 1)

    subscript<Value>(dynamicMember path: KeyPath<ClientManager, Value>) -> Value {
        value[keyPath: path]
    }

    func turn(at now: Moment) { value.turn(at: now) }

    func enqueue(client: ClientID, command: Command, tag: Int) {
        value.enqueue(client: client, command: command, tag: tag)
    }

    func takeCompletions() -> [Completion] { value.takeCompletions() }

    func takeCompletions(of client: ClientID) -> [Completion] { value.takeCompletions(of: client) }

    /// Takes what must be sent.
    func sent() -> [OutgoingRequest] { value.takeRequests() }
}
