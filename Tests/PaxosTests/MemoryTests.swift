import Paxos
import Testing

/// What a replica concludes from damage and from what others remember of it.
@Suite("Memory")
struct MemoryTests {
    private let members = NodeSet([NodeID(1), NodeID(2), NodeID(3)])
    private let low = Ballot(round: 1, proposer: NodeID(1))

    @Test("B09: what was lost on an early page of a promise stays lost on the later ones")
    func lostOnAnEarlyPage() throws {
        var (replica, ballot) = try makeCandidate()
        var effects = Effects<String>()
        // Between the pages n3 learned slot 1 and committed it, but its entry is on no page.
        let early = page(
            ballot,
            first: 1,
            accepted: [proposal(2, "b")],
            isLast: false,
            PromiseMemory(lost: [range(1, 1)])
        )
        let late = page(ballot, first: 3, PromiseMemory(committed: Slot(2)))

        replica.step(.promise(early), from: NodeID(3), into: &effects)
        replica.step(.promise(late), from: NodeID(3), into: &effects)

        #expect(!replica.isLeading)
        #expect(replica.status.waitsFor.contains("slots 1 to 1: n3"))
    }

    @Test("Who is asked again for what it had lost may have learned it, and speaks then")
    func askedAgain() throws {
        var (replica, ballot) = try makeCandidate()
        var effects = Effects<String>()
        let silent = page(ballot, first: 1, PromiseMemory(lost: [range(1, 1)]))
        replica.step(.promise(silent), from: NodeID(3), into: &effects)
        for _ in 0..<100 { replica.tick(into: &effects) }

        let known = page(
            ballot,
            first: 1,
            accepted: [proposal(1, "a")],
            PromiseMemory(committed: Slot(1))
        )
        replica.step(.promise(known), from: NodeID(3), into: &effects)

        #expect(replica.isLeading)
        #expect(replica.acceptor[Slot(1)]?.entry == .command("a"))
    }

    @Test("F17: a candidate that hears of a later life of its own takes no part any more")
    func laterLife() throws {
        var (replica, ballot) = try makeCandidate()
        var effects = Effects<String>()
        let note = Note(node: NodeID(2), incarnation: Incarnation(life: 1, start: 0))

        replica.step(
            .promise(page(ballot, first: 1, PromiseMemory(notes: [note]))),
            from: NodeID(3),
            into: &effects
        )

        #expect(replica.status.isRecovering)
        #expect(effects.records.last == .forgot)
        #expect(effects.messages.isEmpty && effects.early.isEmpty)
    }

    @Test("A promise does not count if another one notes that it is forgotten")
    func forgottenPromise() throws {
        let five = NodeSet((1...5).map { NodeID($0) })
        var (replica, ballot) = try makeCandidate(members: five)
        var effects = Effects<String>()
        let note = Note(node: NodeID(3), incarnation: Incarnation(life: 1, start: 0))

        replica.step(.promise(page(ballot, first: 1)), from: NodeID(3), into: &effects)
        replica.step(
            .promise(page(ballot, first: 1, PromiseMemory(notes: [note]))),
            from: NodeID(4),
            into: &effects
        )
        #expect(!replica.isLeading)
        replica.step(
            .promise(page(ballot, first: 1, PromiseMemory(life: 1))),
            from: NodeID(3),
            into: &effects
        )

        #expect(replica.isLeading)
    }

    @Test("Rule L: damage stops what is known to be committed, and accepting the slot heals it")
    func lostSlot() {
        var replica = makeReplica()
        var effects = Effects<String>()
        replica.replay(.accepted(run(1, "a"), committed: .zero))
        replica.replayLoss(of: range(1, 3))
        replica.replay(.accepted(run(4, "d"), committed: Slot(3)))
        replica.finishReplay(into: &effects)

        #expect(replica.committed == .zero)
        #expect(replica.greeting(start: 2).accepted == Slot(4))
        // The same entry in the same ballot: nothing new to hold, and yet it must be written.
        replica.step(.accept(run(1, "a"), committed: .zero), from: NodeID(1), into: &effects)
        #expect(effects.records == [.accepted(run(1, "a"), committed: .zero)])
        replica.step(.accept(run(1, "a"), committed: .zero), from: NodeID(1), into: &effects)
        #expect(effects.records.count == 1)
    }

    @Test("Lost slots behind everything held are still something this replica has said it has")
    func lostEnd() {
        var replica = makeReplica()
        var effects = Effects<String>()
        replica.replay(.accepted(run(1, "a"), committed: .zero))
        replica.replayLoss(of: range(2, 5))
        replica.restore(replica.durableState)
        replica.finishReplay(into: &effects)

        #expect(replica.greeting(start: 2).accepted == Slot(5))
    }

    @Test("What was learned stays behind damage, in a ballot that was never promised here")
    func learnedBehindDamage() {
        var replica = makeReplica()
        var effects = Effects<String>()
        replica.replayLoss(of: range(1, 1))
        replica.replay(.learned([proposal(2, "b")]))
        replica.finishReplay(into: &effects)

        replica.checkInvariants()
        #expect(replica.committed == .zero && replica.acceptor.promised == .zero)
        #expect(replica.acceptor[Slot(2)]?.entry == .command("b"))
    }

    @Test("An unknown loss makes it forget, and what follows it does not count")
    func unknownLoss() {
        var replica = makeReplica()
        var effects = Effects<String>()
        replica.replay(.accepted(run(1, "a"), committed: .zero))
        replica.replayUnknownLoss()
        replica.replay(.accepted(run(2, "b"), committed: Slot(1)))
        replica.finishReplay(into: &effects)

        #expect(replica.status.isRecovering)
        #expect(replica.committed == .zero && replica.acceptor.last == Slot(1))
        #expect(effects.records == [.forgot])
    }

    @Test("A loss that is told by the first record in knowledge of an older one is not passed over")
    func lossBehindUnknownLoss() {
        var replica = makeReplica()
        var effects = Effects<String>()
        let high = Ballot(round: 9, proposer: NodeID(1))
        let last = ProposalRun(ballot: high, first: Slot(4), entries: [Entry.command("d")])
        replica.replay(.accepted(run(1, "a"), committed: .zero))
        replica.replayUnknownLoss()
        replica.replay(.accepted(run(2, "b"), committed: Slot(1)))
        // That it forgot and rejoined, and what it accepted then, is damaged.
        replica.replayGoesOn()
        replica.replayLoss(of: range(2, 3))
        replica.replay(.accepted(last, committed: .zero))
        replica.finishReplay(into: &effects)

        #expect(!replica.status.isRecovering)
        let asked = Ballot(round: 10, proposer: NodeID(3))
        for _ in 0..<100 { replica.tick(into: &effects) }
        effects.removeAll()
        replica.step(.prepare(ballot: asked, first: Slot(1)), from: NodeID(3), into: &effects)
        guard case .promise(let page)? = effects.messages.last?.message else {
            Issue.record("\(effects.messages)")
            return
        }
        #expect(page.accepted.map(\.slot) == [Slot(1), Slot(4)])
        // What it held in slot 1 may have been replaced by what is skipped.
        #expect(page.memory.lost == [range(1, 3)])
    }

    @Test("What was there when it came back, and is damaged since, is neither committed nor silent")
    func damageBeforeTheReturn() {
        var replica = makeReplica()
        var effects = Effects<String>()
        let high = Ballot(round: 9, proposer: NodeID(1))
        let last = ProposalRun(ballot: high, first: Slot(6), entries: [Entry.command("f")])
        replica.replay(.accepted(run(1, "a"), committed: .zero))
        // Records of slots 1 to 5 were whole when it rejoined, so that it did not write them again.
        replica.replayUnknownLoss()
        replica.replayGoesOn()
        replica.replay(.accepted(last, committed: Slot(5)))
        replica.finishReplay(into: &effects)

        #expect(!replica.status.isRecovering && replica.committed == .zero)
        #expect(replica.lostSlots == [range(1, 5)])
    }

    @Test("Each run of slots that were committed and are gone is lost, and no other slot")
    func runsOfLostSlots() {
        var replica = makeReplica()
        var effects = Effects<String>()
        for slot in [3, 6, 7] as [UInt64] {
            replica.replay(.accepted(run(slot, "x"), committed: .zero))
        }
        replica.replay(.accepted(run(12, "y"), committed: Slot(10)))
        replica.finishReplay(into: &effects)

        #expect(replica.lostSlots == [range(1, 2), range(4, 5), range(8, 10)])
    }

    @Test("What was accepted below a promise makes it forget, and nothing behind it counts")
    func acceptedBelowPromise() {
        var replica = makeReplica()
        var effects = Effects<String>()
        let high = Ballot(round: 9, proposer: NodeID(1))
        let last = ProposalRun(ballot: high, first: Slot(2), entries: [Entry.command("c")])
        replica.replay(.accepted(run(1, "a"), committed: .zero))
        replica.replay(.promised(Ballot(round: 5, proposer: NodeID(3))))
        replica.replay(.accepted(run(1, "b", round: 2), committed: .zero))
        replica.replay(.accepted(last, committed: Slot(1)))
        replica.finishReplay(into: &effects)

        #expect(replica.status.isRecovering)
        #expect(replica.committed == .zero)
    }

    @Test("Entries for which there is no room without a lost snapshot make it forget")
    func noRoomInReplay() {
        var replica = makeReplica()
        var effects = Effects<String>()
        replica.replay(.accepted(run(4_000_000, "x"), committed: .zero))
        replica.replay(.learned([proposal(4_000_001, "y")]))
        replica.finishReplay(into: &effects)

        #expect(replica.status.isRecovering)
    }

    @Test("A candidate without room for its view lets others stand first")
    func fullDisk() throws {
        var (replica, ballot) = try makeCandidate(holding: "a")
        var effects = Effects<String>()
        replica.isDiskFull = true

        replica.step(.promise(page(ballot, first: 1)), from: NodeID(3), into: &effects)
        #expect(replica.isFollower)
        replica.isDiskFull = false
        for _ in 0..<400 where replica.isFollower { replica.tick(into: &effects) }

        #expect(replica.status.role == .candidate)
    }

    // MARK: Helpers

    private func makeReplica(members: NodeSet? = nil) -> Replica<String> {
        Replica(
            configuration: Configuration(id: NodeID(2), members: members ?? self.members),
            seed: 7
        )
    }

    /// Returns n2, asking for promises, and the ballot it asks for.
    private func makeCandidate(
        members: NodeSet? = nil,
        holding command: String? = nil
    ) throws -> (Replica<String>, Ballot) {
        var replica = makeReplica(members: members)
        var effects = Effects<String>()
        if let command { replica.replay(.accepted(run(1, command), committed: .zero)) }
        replica.finishReplay(into: &effects)
        replica.requestArrived(into: &effects)
        for _ in 0..<100 where replica.isFollower { replica.tick(into: &effects) }
        try #require(replica.status.role == .candidate)
        return (replica, replica.status.ballot)
    }

    private func page(
        _ ballot: Ballot,
        first: UInt64,
        accepted: [Proposal<String>] = [],
        isLast: Bool = true,
        _ memory: PromiseMemory = PromiseMemory()
    ) -> PromisePage<String> {
        PromisePage(
            ballot: ballot,
            checkpoint: .zero,
            first: Slot(first),
            accepted: accepted,
            isLast: isLast,
            memory: memory
        )
    }

    private func run(
        _ slot: UInt64,
        _ command: String,
        round: UInt64 = 1
    ) -> ProposalRun<String> {
        let ballot = Ballot(round: round, proposer: NodeID(1))
        return ProposalRun(ballot: ballot, first: Slot(slot), entries: [.command(command)])
    }

    private func proposal(_ slot: UInt64, _ command: String) -> Proposal<String> {
        Proposal(ballot: low, slot: Slot(slot), entry: .command(command))
    }

    private func range(_ first: UInt64, _ last: UInt64) -> SlotRange {
        SlotRange(first: Slot(first), last: Slot(last))
    }
}
