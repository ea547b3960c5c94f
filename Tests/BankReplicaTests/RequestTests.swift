import Bank
import BankReplica
import HybridClock
import Paxos
import Testing
import Wire

@Suite("Requests of a replica")
struct RequestTests {
    /// The only client's connection in most tests.
    static let session = SessionID(1)

    @Test("Open requests are found by name, however many there are and in whatever order they go")
    func manyNames() throws {
        var bench = try Bench()
        var open: [Request] = []
        for round in 1...6 {
            for number in 0..<500 {
                // Names of one word and longer ones, and the same client with other timestamps.
                let name = number % 3 == 0 ? "client-with-a-long-name-\(number)" : "c\(number)"
                let client = try #require(ClientID(name))
                let timestamp = try #require(RequestTimestamp(UInt64(round)))
                let transfer = Transfer(
                    from: AccountID(validated: "A"),
                    to: AccountID(validated: number % 2 == 0 ? "B" : "C"),
                    amount: Amount(minorUnits: 0)
                )
                let request = Request(
                    client: client,
                    timestamp: timestamp,
                    command: .transfer(transfer)
                )
                bench.give(.client(Self.session, .request(request)))
                // Asked for twice, it is answered once.
                bench.give(.client(Self.session, .request(request)))
                open.append(request)
            }
            bench.replica.checkInvariants()
            bench.settle()
        }

        #expect(bench.replies.map(\.client) == open.map(\.client))
        #expect(bench.replies.map(\.timestamp) == open.map(\.timestamp))
        #expect(bench.replica.openRequests == 0)
    }

    @Test("No answer is asked for before the record it rests on is flushed")
    func durableBeforeVisible() throws {
        var bench = try Bench()

        bench.give(.client(Self.session, .request(try request("G", 1))))
        bench.settle()
        bench.output.removeAll()
        bench.give(.client(Self.session, .request(try request("G", 2))))
        bench.endTurn()
        let before = bench.replies
        let records = bench.output.effects.records.count
        bench.replica.recordsAreDurable()
        bench.endTurn()

        #expect(before.isEmpty)
        #expect(records == 1)
        #expect(bench.replies.count == 1)
    }

    @Test("An output that was emptied asks for nothing")
    func emptyOutput() throws {
        var bench = try Bench()
        bench.give(.client(Self.session, .request(try request("G", 1))))
        bench.endTurn()

        #expect(!bench.output.isEmpty)
        bench.output.removeAll()
        #expect(bench.output.isEmpty)
    }

    @Test("Requests of one turn are executed with stamps that rise")
    func stampsRise() throws {
        var bench = try Bench()
        bench.give(.client(Self.session, .request(try request("G", 1))))
        bench.settle()
        var last = bench.replica.lastStamp

        for timestamp in UInt64(2)...20 {
            bench.give(.client(Self.session, .request(try request("G", timestamp))))
        }
        bench.settle()

        let entries = bench.replica.bank.journalPage(limit: 64).reversed()
        #expect(entries.count == 20)
        for entry in entries.dropFirst() {
            #expect(entry.stamp > last.raw)
            last = Timestamp(raw: entry.stamp)
        }
        #expect(bench.replica.latestStamp >= last)
    }

    @Test("Stamps rise while the machine's clock stands still or goes back")
    func clockGoesBack() throws {
        var bench = try Bench()
        bench.give(.client(Self.session, .request(try request("G", 1))))
        bench.settle()
        let first = bench.replica.lastStamp

        bench.wallMicroseconds = 5
        bench.give(.client(Self.session, .request(try request("G", 2))))
        bench.settle()

        #expect(bench.replica.lastStamp > first)
    }

    @Test("Who asks from many connections is answered on the newest of them")
    func manyOrigins() throws {
        var bench = try Bench(nodes: 3, limits: ReplicaLimits(otherOriginsMax: 2, digestsMax: 64))
        let asked = try request("G", 1)
        for number in UInt64(1)...10 {
            bench.give(.client(SessionID(number), .request(asked)))
        }
        #expect(bench.replica.openRequests == 1)
        bench.output.removeAll()

        bench.give(line(from: 2, .reply(try reply(to: asked), to: asked.command)))

        #expect(bench.output.answers.map(\.session.rawValue) == [1, 9, 10])
        #expect(bench.replica.openRequests == 0)
    }

    @Test("An answer that is no answer counts only for what was relayed")
    func notLeaderOnlyForRelayed() throws {
        var bench = try Bench(nodes: 3)
        let asked = try request("G", 1)
        bench.give(.client(Self.session, .request(asked)))
        bench.output.removeAll()

        bench.give(line(from: 2, .reply(refusal(of: asked, .unavailable), to: asked.command)))
        bench.give(line(from: 2, .reply(refusal(of: asked, .notLeader), to: asked.command)))

        #expect(bench.output.answers.isEmpty)
        #expect(bench.replica.openRequests == 1)
    }

    @Test("A request that claims to be relayed by somebody else is not taken on")
    func forgedRelay() throws {
        var bench = try Bench(nodes: 3)

        bench.give(line(from: 2, .request(try request("G", 1), via: NodeID(3))))
        bench.give(line(from: 9, .request(try request("G", 1), via: NodeID(9))))
        bench.give(line(from: 1, .request(try request("G", 1), via: NodeID(1))))

        #expect(bench.replica.openRequests == 0)
        #expect(bench.output.relays.isEmpty)
    }

    @Test("A retry of an executed request is answered at once, without a record")
    func retry() throws {
        var bench = try Bench()
        bench.give(.client(Self.session, .request(try request("G", 1))))
        bench.settle()
        #expect(bench.replies.count == 1)
        bench.output.removeAll()

        bench.give(.client(SessionID(2), .request(try request("G", 1))))

        #expect(bench.replies.count == 1)
        #expect(bench.output.effects.isEmpty)
    }

    @Test("A leader that has forgotten tells clients that it does not know what became of requests")
    func leaderForgets() throws {
        var bench = try Bench(nodes: 3)
        bench.give(.client(Self.session, .request(try request("G", 1))))
        bench.settle()
        let promise = PromisePage<StampedRequest>(
            ballot: Ballot(round: 1, proposer: NodeID(1)),
            checkpoint: .zero,
            first: Slot(1),
            accepted: [],
            isLast: true
        )
        bench.give(line(from: 2, .paxos(.promise(promise))))
        bench.settle()
        #expect(bench.replica.paxos.acceptor.last == Slot(1))
        #expect(bench.replies.isEmpty)

        bench.replica.forget(into: &bench.output)
        bench.settle()

        #expect(bench.replies.map(\.answer) == [.notLeader])
        #expect(bench.replica.openRequests == 0)
    }

    private func reply(to request: Request) throws -> ReplyMessage {
        refusal(
            of: request,
            .bank(
                Reply(
                    client: request.client,
                    timestamp: request.timestamp,
                    result: .success,
                    position: 1,
                    balances: TransferBalances(
                        from: Amount(minorUnits: 9),
                        to: Amount(minorUnits: 11)
                    )
                )
            )
        )
    }

    private func refusal(of request: Request, _ answer: ReplyMessage.Answer) -> ReplyMessage {
        ReplyMessage(
            ballot: Ballot(round: 1, proposer: NodeID(2)),
            client: request.client,
            timestamp: request.timestamp,
            answer: answer
        )
    }
}
