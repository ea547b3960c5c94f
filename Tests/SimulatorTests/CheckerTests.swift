import Bank
import HybridClock
import JSON
import Paxos
import Simulator
import Testing
import Wire

/// Each checker objects to exactly what it is there for.
@Suite("Checkers") struct CheckerTests {
    private let node = NodeID(1)

    private func ballot(_ round: UInt64, _ proposer: UInt8 = 1) -> Ballot {
        Ballot(round: round, proposer: NodeID(proposer))
    }

    // MARK: Promises

    /// Says one thing after the other, in one life and start.
    private func say(_ messages: [PaxosMessage]) throws(InvariantViolation) {
        var spoken = SpokenPromises(nodeCount: 3)
        let moment = SpokenPromises.Moment(life: 0, start: 1)
        for message in messages { try spoken.check(message, of: node, at: moment) }
    }

    private func beat(_ ballot: Ballot) -> PaxosMessage {
        .heartbeat(Heartbeat(ballot: ballot, beat: 1, committed: .zero, executed: .zero, digest: 0))
    }

    private func accept(_ ballot: Ballot) -> PaxosMessage {
        .accept(ProposalRun(ballot: ballot, first: Slot(1), entries: [.noop]), committed: .zero)
    }

    @Test("Who said that it promised a ballot says nothing under a lower one")
    func promises() throws {
        let promised = PaxosMessage.accepted(ballot: ballot(2, 2), through: .zero)
        try say([beat(ballot(1)), promised, beat(ballot(2, 2))])

        let late = [
            accept(ballot(1)), beat(ballot(1)), .commit(ballot: ballot(1), through: .zero),
            .accepted(ballot: ballot(1), through: .zero),
        ]
        for message in late {
            #expect(throws: InvariantViolation.self, "\(message)") { try say([promised, message]) }
        }
    }

    @Test("Nobody leads in a ballot that no quorum has promised, however often one of them did")
    func leading() throws {
        let moment = SpokenPromises.Moment(life: 0, start: 1)
        let page = PaxosMessage.promise(
            PromisePage(
                ballot: ballot(1),
                checkpoint: .zero,
                first: Slot(1),
                accepted: [],
                isLast: true,
                memory: PromiseMemory()
            )
        )
        var spoken = SpokenPromises(nodeCount: 5)
        for _ in 0..<3 { try spoken.check(page, of: NodeID(2), at: moment) }
        var early = spoken
        #expect(throws: InvariantViolation.self) {
            try early.check(accept(ballot(1)), of: node, at: moment)
        }

        try spoken.check(page, of: NodeID(3), at: moment)
        try spoken.check(accept(ballot(1)), of: node, at: moment)
    }

    @Test("Who lost its disk says nothing before it lives again")
    func lives() throws {
        var spoken = SpokenPromises(nodeCount: 3)
        let promise = PaxosMessage.accepted(ballot: ballot(5, 2), through: .zero)
        try spoken.check(promise, of: node, at: SpokenPromises.Moment(life: 0, start: 1))
        spoken.noteLost(node)

        var early = spoken
        #expect(throws: InvariantViolation.self) {
            try early.check(promise, of: node, at: SpokenPromises.Moment(life: 0, start: 2))
        }
        let lower = PaxosMessage.accepted(ballot: ballot(4, 2), through: .zero)
        try spoken.check(lower, of: node, at: SpokenPromises.Moment(life: 1, start: 2))
    }

    @Test("A ballot is asked for in one start only")
    func asking() throws {
        var spoken = SpokenPromises(nodeCount: 3)
        let prepare = PaxosMessage.prepare(ballot: ballot(3), first: Slot(1))
        for _ in 0..<2 {
            try spoken.check(prepare, of: node, at: SpokenPromises.Moment(life: 0, start: 1))
        }

        #expect(throws: InvariantViolation.self) {
            try spoken.check(prepare, of: node, at: SpokenPromises.Moment(life: 0, start: 2))
        }
    }

    // MARK: Replies and snapshots

    private func reply(_ slot: UInt64, from balance: Int64) throws -> Reply {
        Reply(
            client: ClientID(identifier: try #require(Identifier("c1"))),
            timestamp: try #require(RequestTimestamp(7)),
            result: .success,
            position: slot,
            balances: TransferBalances(
                from: Amount(minorUnits: balance),
                to: Amount(minorUnits: 3)
            )
        )
    }

    @Test("A reply that differs from the first one is found", arguments: [false, true])
    func replies(_ comparesBytes: Bool) throws {
        var given = GivenReplies(comparesBytes: comparesBytes)
        try given.check(try reply(4, from: 1), of: "n1")
        try given.check(try reply(4, from: 1), of: "n2")

        for other in [try reply(5, from: 1), try reply(4, from: 2)] {
            #expect(throws: InvariantViolation.self) { try given.check(other, of: "n2") }
        }
    }

    /// The body of a snapshot of an untouched bank.
    private func body(digest: UInt64) throws -> ArraySlice<UInt8> {
        let state = SnapshotState(
            slot: Slot(9),
            stamp: Timestamp(raw: 5),
            digest: digest,
            bank: try Bank(accounts: Accounts.standard)
        )
        var writer = SnapshotWriter(state)
        var text = JSONWriter(capacity: 1_024)
        var bytes: [UInt8] = []
        for _ in 0..<writer.count {
            text.removeAll()
            _ = writer.writeNext(into: &text)
            var line = text.bytes
            ChecksummedLine.seal(&line, from: 0)
            bytes += line
        }
        return bytes[...]
    }

    @Test("A snapshot that differs by a byte, or holds another slot, is found")
    func snapshots() throws {
        var bodies = SnapshotBodies(nodeCount: 3)
        let right = try body(digest: 1)
        let limits = BankLimits.standard
        let state = try bodies.note(right, of: Slot(9), at: node, limits: limits)
        #expect(state?.digest == 1)
        #expect(try bodies.note(right, of: Slot(9), at: NodeID(2), limits: limits) == nil)

        let wrong = try body(digest: 2)
        #expect(throws: InvariantViolation.self) {
            _ = try bodies.note(wrong, of: Slot(9), at: NodeID(2), limits: limits)
        }
        #expect(throws: InvariantViolation.self) {
            _ = try bodies.note(right, of: Slot(10), at: node, limits: limits)
        }
        #expect(throws: InvariantViolation.self) {
            _ = try bodies.note(right.dropLast(), of: Slot(11), at: node, limits: limits)
        }
    }

    // MARK: The atlas

    @Test("Of each slot a minority may be lost; of other slots others may be")
    func atlas() {
        var atlas = Atlas(nodeCount: 5)
        for number in 1...5 as ClosedRange<UInt8> {
            let range = SlotRange(first: Slot(UInt64(number)), last: Slot(UInt64(number) + 1))
            let loss = Atlas.Loss(ranges: [range], goal: range.last)
            #expect(atlas.allows(loss, of: NodeID(number), through: Slot(20)))
            atlas.add(loss, of: NodeID(number))
        }
        let again = Atlas.Loss(
            ranges: [SlotRange(first: Slot(3), last: Slot(3))],
            goal: Slot(3)
        )
        #expect(!atlas.allows(again, of: NodeID(1), through: Slot(20)))
        #expect(!atlas.allows(Atlas.Loss(ranges: nil, goal: Slot(9)), of: node, through: Slot(20)))
        atlas.remove(NodeID(2))
        #expect(atlas.allows(again, of: NodeID(1), through: Slot(20)))
    }
}
