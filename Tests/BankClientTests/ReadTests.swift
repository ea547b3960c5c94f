import Bank
import BankClient
import EventLoop
import Paxos
import Testing
import Wire

#if os(Linux)
@Suite("ClusterConnection: many reads at a time")
struct ReadTests {
    /// Waits that no test lives to see the end of.
    static let patient = RetryPolicy(
        retryDelayMillisecondsMin: 60_000,
        retryDelayMillisecondsMax: 60_000
    )
    static let from = ClusterConnectionTests.move.from

    @Test("Reads that are begun in the condition of a pump are answered by it, beside requests")
    func inThePump() throws {
        let cluster = try FakeCluster(ClusterConnectionTests.five, policy: Self.patient)
        let connection = cluster.connection
        let client = ClientID(validated: "A")
        var begun = 0
        var finished: [FinishedRead] = []

        try cluster.pump {
            finished += connection.takeReads()
            while begun < 1_000, connection.readCount < 100 {
                let subject = ReadSubject.account(Self.from)
                _ = connection.beginRead(subject, tag: begun, timeoutMilliseconds: 60_000)
                if begun.isMultiple(of: 100) {
                    connection.clients.enqueue(client: client, command: transfer(), tag: begun)
                }
                begun += 1
            }
            return finished.count == 1_000 && connection.clients.isIdle
        }

        #expect(Set(finished.map(\.tag)) == Set(0..<1_000))
        #expect(finished.allSatisfy { $0.isAnswered })
        #expect(connection.clients.takeCompletions().count == 10)
    }

    @Test("What became of a payment is read by its key, beside balances")
    func keys() throws {
        let cluster = try FakeCluster(ClusterConnectionTests.five, policy: Self.patient)
        let connection = cluster.connection
        let key = IdempotencyKey(principal: "public", text: "order-4711")
        let command = Command.keyedTransfer(transfer().transfer, key: key)
        connection.clients.enqueue(client: ClientID(validated: "A"), command: command, tag: 0)
        try cluster.pump { connection.clients.isIdle }
        let completion = try #require(connection.clients.takeCompletions().first)
        let unused = IdempotencyKey(principal: "other", text: "order-4711")
        for subject in [ReadSubject.key(key), .key(unused), .account(Self.from)] {
            _ = connection.beginRead(subject, timeoutMilliseconds: nil)
        }

        try cluster.pump { connection.readCount == 0 }
        var answers: [ReadSubject: ReadAnswer] = [:]
        for read in connection.takeReads() { answers[read.subject] = try read.result.get() }

        #expect(completion.isAnswered)
        guard case .outcome(let known) = answers[.key(key)],
            case .executed(let result, let slot, _) = known.answer
        else {
            Issue.record("\(answers)")
            return
        }
        #expect(result == .success && slot == Slot(1))
        guard case .outcome(let other) = answers[.key(unused)] else {
            Issue.record("\(answers)")
            return
        }
        #expect(other.answer == .unused(through: Slot(1)))
    }

    @Test("Reads that all nodes refused are asked again soon after a leader shows itself")
    func failover() throws {
        let cluster = try FakeCluster(
            [FakeCluster.Manner](repeating: .follows(.zero), count: 5),
            policy: Self.patient
        )
        let connection = cluster.connection
        for tag in 0..<100 {
            _ = connection.beginRead(.account(Self.from), tag: tag, timeoutMilliseconds: nil)
        }

        try cluster.pump { Set(cluster.reads) == Set(members()) }
        #expect(connection.takeReads().isEmpty)
        cluster.manners = [.follows(ballot(2, 3)), .deaf, .works, .deaf, .deaf]
        cluster.ballot = ballot(2, 3)
        try cluster.pump { connection.readCount == 0 }

        #expect(connection.takeReads().allSatisfy { $0.isAnswered })
        #expect(cluster.reads.count < 1_000, "one asked for all")
    }

    @Test("A pump without an end wakes up for a read whose time is over")
    func wakesUp() throws {
        let cluster = try FakeCluster([.deaf, .deaf, .deaf], policy: Self.patient)
        let read = cluster.connection.beginRead(.account(Self.from), timeoutMilliseconds: 30)

        _ = try cluster.connection.pump(
            until: { cluster.connection.readCount == 0 },
            timeoutMilliseconds: nil
        )

        let finished = cluster.connection.takeReads()
        #expect(finished.map(\.id) == [read])
        guard case .failure(.timedOut(let milliseconds))? = finished.first?.result else {
            Issue.record("\(finished)")
            return
        }
        #expect(milliseconds >= 30)
    }

    @Test("A wait for one balance leaves the reads of others alone")
    func besideOthers() throws {
        let cluster = try FakeCluster(ClusterConnectionTests.five, policy: Self.patient)
        let connection = cluster.connection
        let other = connection.beginRead(.account(Self.from), tag: 7, timeoutMilliseconds: nil)

        let found = try connection.balance(of: Self.from, timeoutMilliseconds: 20_000)
        try cluster.pump { connection.readCount == 0 }

        #expect(found.answer == .balance(Amount(minorUnits: 10), slot: .zero))
        #expect(connection.takeReads().map(\.id) == [other])
    }

    @Test("Nodes of another cluster end a read before its time")
    func turnedAway() throws {
        let cluster = try FakeCluster([FakeCluster.Manner](repeating: .refuses, count: 5))
        let connection = cluster.connection
        _ = connection.beginRead(.account(Self.from), timeoutMilliseconds: nil)

        try cluster.pump { connection.readCount == 0 }

        #expect(connection.takeReads().map(\.result) == [.failure(.turnedAway)])
    }

    @Test("All reads can be given up at once")
    func givenUp() throws {
        let cluster = try FakeCluster([.deaf], policy: Self.patient)
        let connection = cluster.connection
        let ids = (0..<3)
            .map { _ in
                connection.beginRead(.account(Self.from), timeoutMilliseconds: nil)
            }

        connection.giveUpReads()

        #expect(connection.takeReads().map(\.id) == ids)
        #expect(connection.readCount == 0 && connection.hasRoomForRead)
    }
}
#endif
