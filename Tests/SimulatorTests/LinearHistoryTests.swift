import Bank
import Paxos
import Simulator
import Testing

@Suite("Histories of clients")
struct LinearHistoryTests {
    private typealias Operation = LinearHistory.Operation

    private let judge = LinearHistory(accounts: Accounts.standard)

    /// Judges a history and returns what it found; nil if everything holds.
    private func finding(_ operations: [Operation], ends: [LinearHistory.NodeEnd] = []) -> String? {
        do throws(InvariantViolation) {
            try judge.check(operations, ends: ends)
            return nil
        } catch {
            return "\(error)"
        }
    }

    // MARK: Good histories

    @Test("A history that a bank gave is accepted, in whatever order it was recorded")
    func good() throws {
        for seed in UInt64(1)...20 {
            var story = try Story(seed: seed)
            for _ in 0..<200 { try story.goOn() }
            var generator = SeededGenerator(seed: seed)
            let operations = story.operations.shuffled(using: &generator)

            #expect(finding(operations, ends: story.ends) == nil, "seed \(seed)")
        }
    }

    @Test("Refusals without balances are accepted only where they are told so, and still compared")
    func refusals() throws {
        let request = try Story(seed: 1).request(from: "A", to: "B", 1_000)
        func history(_ reason: FailureReason) -> [Operation] {
            let reply = Reply(
                client: request.client,
                timestamp: request.timestamp,
                result: .failed(reason),
                position: 1,
                balances: nil
            )
            return [Operation(action: .transfer(request), call: 1, end: 2, outcome: .reply(reply))]
        }
        let lenient = LinearHistory(accounts: Accounts.standard, refusalsTellBalances: false)

        #expect(finding(history(.insufficientFunds)) != nil)
        #expect(throws: Never.self) { try lenient.check(history(.insufficientFunds)) }
        #expect(throws: InvariantViolation.self) { try lenient.check(history(.sameAccount)) }
    }

    @Test("Nothing asked for is nothing wrong")
    func empty() {
        #expect(finding([]) == nil)
    }

    @Test("What certainly was not executed has no place in the order")
    func notExecuted() throws {
        var story = try Story(seed: 1)
        try story.goOn()
        let request = try story.request(from: "A", to: "B", 3)
        let refused = Operation(
            action: .transfer(request),
            call: 1,
            end: 2,
            outcome: .notExecuted
        )

        #expect(finding(story.operations + [refused], ends: story.ends) == nil)
    }

    @Test("Reads of one slot may come in any order, and a read without an answer tells nothing")
    func reads() throws {
        var story = try Story(seed: 1)
        try story.transfer(from: "A", to: "B", 3, call: 10, end: 20)
        try story.read("B", call: 40, end: 50)
        try story.read("A", call: 25, end: 30)
        let lost = Operation(
            action: .read(try Story.account("A")),
            call: 0,
            end: 9,
            outcome: .unknown
        )

        #expect(finding(story.operations + [lost], ends: story.ends) == nil)
    }

    // MARK: Planted faults

    @Test("A lost update is found by the next answer that should have seen it")
    func lostUpdate() throws {
        var story = try Story(seed: 1)
        try story.transfer(from: "A", to: "B", 3, call: 10, end: 20)
        story.forgetLast()
        try story.transfer(from: "B", to: "C", 1, call: 30, end: 40)

        #expect(finding(story.operations)?.hasPrefix("I26: ") == true)
    }

    @Test("A lost update that nobody saw is found by the balances")
    func lostLastUpdate() throws {
        var story = try Story(seed: 1)
        try story.transfer(from: "A", to: "B", 3, call: 10, end: 20)
        let operations = story.operations
        story.forgetLast()

        #expect(finding(operations, ends: story.ends)?.contains("by all answers") == true)
    }

    @Test("A double execution is found, whether it is answered twice or not")
    func doubleExecution() throws {
        var story = try Story(seed: 1)
        let request = try story.request(from: "A", to: "B", 3)
        try story.execute(request, call: 10, end: 20)
        story.forgetClients()
        try story.execute(request, call: 30, end: 40)

        #expect(finding(story.operations)?.hasPrefix("I15: ") == true)
        #expect(
            finding([story.operations[0]], ends: story.ends)?.contains("by all answers") == true
        )
    }

    @Test("A stale read is found: it lacks a transfer that was answered before")
    func staleRead() throws {
        var story = try Story(seed: 1)
        try story.read("B", call: 100, end: 110)
        try story.transfer(from: "A", to: "B", 3, call: 10, end: 20)

        #expect(finding(story.operations)?.hasPrefix("I9: ") == true)
    }

    @Test("A read that names a slot and shows the balance of another is found")
    func wrongRead() throws {
        var story = try Story(seed: 1)
        try story.transfer(from: "A", to: "B", 3, call: 10, end: 20)
        let read = Operation(
            action: .read(try Story.account("B")),
            call: 30,
            end: 40,
            outcome: .balance(Amount(minorUnits: 10), slot: Slot(1))
        )

        #expect(finding(story.operations + [read])?.hasPrefix("I9: ") == true)
    }

    @Test("Swapped replies are found")
    func swappedReplies() throws {
        var story = try Story(seed: 1)
        try story.transfer(from: "A", to: "B", 3, call: 10, end: 20)
        try story.transfer(from: "C", to: "D", 3, call: 10, end: 20)
        let (first, second) = (story.operations[0], story.operations[1])
        let swapped = [
            Operation(action: first.action, call: 10, end: 20, outcome: second.outcome),
            Operation(action: second.action, call: 10, end: 20, outcome: first.outcome),
        ]

        #expect(finding(swapped)?.hasPrefix("I26: ") == true)
    }

    @Test("An order of slots against real time is found")
    func realTime() throws {
        var story = try Story(seed: 1)
        try story.transfer(from: "A", to: "B", 3, call: 30, end: 40)
        try story.transfer(from: "C", to: "D", 3, call: 10, end: 20)

        #expect(finding(story.operations)?.hasPrefix("I9: ") == true)
    }

    @Test("Two requests in one slot are found")
    func oneSlot() throws {
        var story = try Story(seed: 1)
        try story.transfer(from: "A", to: "B", 3, call: 10, end: 20)
        let first = story.operations
        story = try Story(seed: 2)
        try story.transfer(from: "C", to: "D", 3, call: 10, end: 20)

        #expect(finding(first + story.operations)?.hasPrefix("I8: ") == true)
    }

    @Test("What nobody asked for again is not taken for nothing")
    func unresolved() throws {
        let story = try Story(seed: 1)
        let request = try story.request(from: "A", to: "B", 3)
        let lost = Operation(action: .transfer(request), call: 1, end: 2, outcome: .unknown)

        #expect(finding([lost])?.contains("ask again") == true)
    }

    @Test("Nodes that differ, lack slots or hold other money are found")
    func nodes() throws {
        var story = try Story(seed: 1)
        try story.transfer(from: "A", to: "B", 3, call: 10, end: 20)
        let good = story.ends[0]
        func end(slot: UInt64 = 1, digest: UInt64 = 7, more: Int64 = 0) -> LinearHistory.NodeEnd {
            var accounts = good.accounts
            let balance = Amount(minorUnits: accounts[0].balance.minorUnits + more)
            accounts[0] = Account(id: accounts[0].id, balance: balance)
            return LinearHistory.NodeEnd(
                node: NodeID(2),
                executed: Slot(slot),
                digest: digest,
                accounts: accounts
            )
        }

        #expect(finding(story.operations, ends: [good, end()]) == nil)
        #expect(finding(story.operations, ends: [good, end(slot: 0)])?.hasPrefix("I11") == true)
        #expect(finding(story.operations, ends: [good, end(digest: 8)])?.hasPrefix("I7") == true)
        #expect(finding(story.operations, ends: [good, end(more: 1)])?.hasPrefix("I17") == true)
    }
}

/// A bank with clients whose history is recorded; parts of it can be made to go wrong.
private struct Story {
    /// What was recorded.
    private(set) var operations: [LinearHistory.Operation] = []
    /// What the accounts hold.
    private var balances: [AccountID: Int64] = [:]
    /// What they held before the last transfer.
    private var balancesBefore: [AccountID: Int64] = [:]
    /// What was executed, by client.
    private var replies: [ClientID: Reply] = [:]
    /// How many slots are executed.
    private var slots: UInt64 = 0
    /// The time.
    private var now: Int64 = 0
    /// The next client; each makes one request.
    private var clients = 0
    /// Draws what happens.
    private var generator: SeededGenerator

    init(seed: UInt64) throws {
        generator = SeededGenerator(seed: seed)
        clients = Int(seed) * 100_000
        for account in Accounts.standard { balances[account.id] = account.balance.minorUnits }
    }

    static func account(_ name: String) throws -> AccountID { try #require(AccountID(name)) }

    /// What one node came to.
    var ends: [LinearHistory.NodeEnd] {
        let accounts = Accounts.standard.map {
            Account(id: $0.id, balance: Amount(minorUnits: balances[$0.id] ?? 0))
        }
        return [
            LinearHistory.NodeEnd(
                node: NodeID(1),
                executed: Slot(slots),
                digest: 7,
                accounts: accounts
            )
        ]
    }

    /// A request of a client of its own.
    func request(from: String, to: String, _ amount: Int64) throws -> Request {
        Request(
            client: try #require(ClientID("client-\(clients)")),
            timestamp: try #require(RequestTimestamp(1)),
            command: .transfer(
                Transfer(
                    from: try Self.account(from),
                    to: try Self.account(to),
                    amount: Amount(minorUnits: amount)
                )
            )
        )
    }

    /// Lets something happen: a transfer, a transfer that is asked for again, a no-op, a read.
    mutating func goOn() throws {
        now += Int64.random(in: 1...100, using: &generator)
        let call = now - Int64.random(in: 0...300, using: &generator)
        let end = now + Int64.random(in: 0...300, using: &generator)
        let names = Accounts.standard.map { "\($0.id)" }
        let from = names[Int.random(in: 0..<10, using: &generator)]
        let to = names[Int.random(in: 0..<10, using: &generator)]
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: slots += 1
        case 1: try read(from, call: call, end: end)
        case 2:
            try transfer(from: from, to: to, 4, call: call, end: end)
            guard case let last? = operations.popLast() else { return }
            operations.append(
                LinearHistory.Operation(
                    action: last.action,
                    call: call,
                    end: now,
                    outcome: .unknown
                )
            )
            operations.append(
                LinearHistory.Operation(
                    action: last.action,
                    call: end + 500,
                    end: end + 600,
                    outcome: last.outcome
                )
            )
        default: try transfer(from: from, to: to, 4, call: call, end: end)
        }
    }

    mutating func transfer(
        from: String,
        to: String,
        _ amount: Int64,
        call: Int64,
        end: Int64
    ) throws {
        try execute(try request(from: from, to: to, amount), call: call, end: end)
        clients += 1
    }

    /// Executes a request unless it was executed before, and records the answer.
    mutating func execute(_ request: Request, call: Int64, end: Int64) throws {
        if replies[request.client] == nil {
            slots += 1
            balancesBefore = balances
            guard case .transfer(let transfer) = request.command else { return }
            let result = move(transfer)
            replies[request.client] = Reply(
                client: request.client,
                timestamp: request.timestamp,
                result: result,
                position: slots,
                balances: TransferBalances(
                    from: Amount(minorUnits: balances[transfer.from] ?? 0),
                    to: Amount(minorUnits: balances[transfer.to] ?? 0)
                )
            )
        }
        let reply = try #require(replies[request.client])
        operations.append(
            LinearHistory.Operation(
                action: .transfer(request),
                call: call,
                end: end,
                outcome: .reply(reply)
            )
        )
    }

    private mutating func move(_ transfer: Transfer) -> RequestResult {
        let amount = transfer.amount.minorUnits
        guard transfer.from != transfer.to else { return .failed(.sameAccount) }
        guard balances[transfer.from] ?? 0 >= amount else { return .failed(.insufficientFunds) }
        balances[transfer.from]? -= amount
        balances[transfer.to]? += amount
        return .success
    }

    mutating func read(_ name: String, call: Int64, end: Int64) throws {
        let account = try Self.account(name)
        operations.append(
            LinearHistory.Operation(
                action: .read(account),
                call: call,
                end: end,
                outcome: .balance(
                    Amount(minorUnits: balances[account] ?? 0),
                    slot: Slot(slots)
                )
            )
        )
    }

    /// Takes the money of the last transfer back, as if it had never been.
    mutating func forgetLast() { balances = balancesBefore }

    /// Forgets who asked for what, so that a request is executed once more.
    mutating func forgetClients() { replies = [:] }
}
