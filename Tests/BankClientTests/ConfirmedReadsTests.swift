import Bank
import BankClient
import Paxos
import Testing
import Wire

/// Reads with all that they are handed in calls.
private struct Reader {
    static let account = AccountID(validated: "A")

    var reads = ConfirmedReads(
        seed: 1,
        policy: RetryPolicy(retryDelayMillisecondsMin: 1_000, retryDelayMillisecondsMax: 4_000)
    )
    var leaders = LeaderCache(members: members())

    init(isOpen: Bool = true) {
        guard isOpen else { return }
        for node in members() { reads.nodeDidOpen(node) }
    }

    mutating func begin(tag: Int = 0, at now: Int = 0, end: Int = .max) -> ReadID {
        reads.begin(.account(Self.account), tag: tag, leaders: leaders, at: now, end: end)
    }

    mutating func turn(at now: Int) { reads.turn(&leaders, at: now) }

    mutating func answer(
        _ id: ReadID,
        _ answer: BalanceMessage.Answer,
        from sender: UInt8,
        naming ballot: Ballot,
        at now: Int
    ) {
        let message = BalanceMessage(
            id: id.rawValue,
            account: Self.account,
            ballot: ballot,
            answer: answer
        )
        reads.receive(.balance(message), from: node(sender), &leaders, at: now)
    }

    /// What a balance was answered; nil for another answer.
    static func answer(_ answer: ReadAnswer) -> BalanceMessage.Answer? {
        if case .balance(let message) = answer { message.answer } else { nil }
    }

    mutating func lose(_ number: UInt8, isLasting: Bool, at now: Int) {
        reads.nodeIsAway(node(number), isLasting: isLasting, &leaders, at: now)
    }

    /// Takes what must be sent: each read's number with its nodes.
    mutating func takeSends() -> [Sent] {
        var sent: [Sent] = []
        reads.takeSends { lines, targets in
            for message in messages(in: lines) {
                guard case .read(let id, _) = message else {
                    preconditionFailure("not a read: \(message)")
                }
                sent.append(Sent(id: ReadID(id), targets: targets))
            }
        }
        return sent
    }
}

/// A read on its way out.
private struct Sent: Hashable {
    let id: ReadID
    let targets: NodeSet
}

@Suite("ConfirmedReads")
struct ConfirmedReadsTests {
    private let ten = BalanceMessage.Answer.balance(Amount(minorUnits: 10), slot: Slot(3))
    private let first = NodeSet([node(1)])

    @Test("Many reads go to the leader at once, and each gets its own answer and tag")
    func many() throws {
        var reader = Reader()
        let ids = (0..<3).map { reader.begin(tag: 10 + $0) }

        #expect(reader.takeSends() == ids.map { Sent(id: $0, targets: first) })
        reader.answer(ids[2], ten, from: 1, naming: ballot(1, 1), at: 1)
        reader.answer(ids[0], .unknownAccount, from: 1, naming: ballot(1, 1), at: 1)

        let finished = reader.reads.takeFinished()
        #expect(finished.map(\.tag) == [12, 10])
        #expect(try finished.map { Reader.answer(try $0.result.get()) } == [ten, .unknownAccount])
        #expect(reader.reads.count == 1)
        #expect(reader.reads.takeFinished().isEmpty)
    }

    @Test("The answer to a read that is over answers no later one in its place")
    func late() {
        var reader = Reader()
        let early = reader.begin()
        reader.reads.giveUp(early, at: 5)
        let later = reader.begin(at: 5)

        reader.answer(early, ten, from: 1, naming: ballot(1, 1), at: 6)

        let finished = reader.reads.takeFinished()
        #expect(finished.map(\.id) == [early])
        #expect(finished.map(\.result) == [.failure(.timedOut(milliseconds: 5))])
        #expect(later != early && reader.reads.count == 1)
    }

    @Test("A read whose own time is over ends, and its timer asks all nodes before")
    func timers() throws {
        var reader = Reader()
        let id = reader.begin(end: 1_500)
        _ = reader.takeSends()

        let due = try #require(reader.reads.deadline)
        reader.turn(at: due)
        #expect(reader.takeSends() == [Sent(id: id, targets: members())])
        #expect(due < 1_500 && reader.reads.count == 1)
        reader.turn(at: 1_499)
        #expect(reader.reads.count == 1 && reader.reads.deadline == 1_500)
        reader.turn(at: 1_500)

        let results = reader.reads.takeFinished().map(\.result)
        #expect(results == [.failure(.timedOut(milliseconds: 1_500))])
        #expect(reader.reads.deadline == nil)
    }

    @Test("Of the reads that nobody took one asks again, and all follow the leader it finds")
    func probe() {
        var reader = Reader()
        let ids = (0..<3).map { _ in reader.begin() }
        _ = reader.takeSends()
        for id in ids { reader.answer(id, .notLeader, from: 1, naming: .zero, at: 1) }

        #expect(reader.reads.deadline == 1 + ClientLimits.probeMilliseconds)
        for round in 1...9 {
            let now = 1 + round * ClientLimits.probeMilliseconds
            reader.turn(at: now)
            #expect(reader.takeSends() == [Sent(id: ids[0], targets: members())])
            for number in UInt8(1)...5 {
                reader.answer(ids[0], .notLeader, from: number, naming: .zero, at: now)
            }
        }
        reader.turn(at: 251)
        _ = reader.takeSends()
        reader.answer(ids[0], .notLeader, from: 4, naming: ballot(2, 3), at: 252)
        #expect(reader.takeSends() == [Sent(id: ids[0], targets: NodeSet([node(3)]))])
        reader.turn(at: 253)

        #expect(
            reader.takeSends() == ids.dropFirst().map { Sent(id: $0, targets: NodeSet([node(3)])) }
        )
        #expect(reader.reads.deadline.map { $0 > 500 } == true, "nobody asks any more")
    }

    @Test("A leader that the reply to a request names is followed in the next turn")
    func follows() {
        var reader = Reader()
        reader.leaders.observe(ballot(1, 1), isProof: true, at: 0)
        let id = reader.begin()
        reader.turn(at: 0)
        _ = reader.takeSends()

        reader.leaders.observe(ballot(2, 4), isProof: false, at: 5)
        reader.turn(at: 5)
        reader.answer(id, .notLeader, from: 1, naming: .zero, at: 6)

        #expect(reader.takeSends() == [Sent(id: id, targets: NodeSet([node(4)]))])
        #expect(reader.reads.deadline.map { $0 > 500 } == true, "n1 has no say any more")
    }

    @Test("A read for a node that is away goes to all, and to each when it opens")
    func away() {
        var reader = Reader(isOpen: false)
        let id = reader.begin()
        #expect(reader.takeSends().isEmpty)
        #expect(reader.reads.needed == first)

        reader.lose(1, isLasting: false, at: 1)
        reader.reads.nodeDidOpen(node(2))

        #expect(reader.reads.needed == members())
        #expect(reader.takeSends() == [Sent(id: id, targets: NodeSet([node(2)]))])
    }

    @Test("A read that every node turned away is over; one that was begun later is not")
    func turnedAway() {
        var reader = Reader(isOpen: false)
        let id = reader.begin(tag: 1)
        for number in UInt8(1)...4 { reader.lose(number, isLasting: true, at: 1) }
        _ = reader.begin(tag: 2)
        reader.lose(5, isLasting: false, at: 1)
        #expect(reader.reads.count == 2)

        reader.lose(5, isLasting: true, at: 2)

        let finished = reader.reads.takeFinished()
        #expect(finished.map(\.id) == [id])
        #expect(finished.map(\.result) == [.failure(.turnedAway)])
        #expect(reader.reads.count == 1)
    }

    @Test("There is room for so many, those that were not taken included")
    func room() {
        var reader = Reader()
        var last = reader.begin()
        for _ in 1..<ClientLimits.readsMax { last = reader.begin() }

        #expect(!reader.reads.hasRoom)
        reader.reads.giveUp(last, at: 1)
        #expect(!reader.reads.hasRoom)
        #expect(reader.reads.takeFinished(last)?.id == last)
        #expect(reader.reads.hasRoom)
    }
}
