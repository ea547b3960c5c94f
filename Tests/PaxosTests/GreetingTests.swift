import Paxos
import Testing

/// What a replica says of itself, and whom it takes for one that has forgotten.
@Suite("Greetings")
struct GreetingTests {
    private let members = NodeSet([NodeID(1), NodeID(2), NodeID(3)])
    private let first = Ballot(round: 1, proposer: NodeID(1))

    // MARK: What is said

    @Test("A greeting says only what is flushed: a promise, an entry, that it has forgotten")
    func durableOnly() {
        var replica = makeReplica(3)
        var effects = Effects<String>()
        replica.finishReplay(into: &effects)
        let new = replica.greeting(start: 1)

        replica.step(.accept(run(1...2), committed: .zero), from: NodeID(1), into: &effects)
        replica.endTurn(into: &effects)
        #expect(replica.greeting(start: 1) == new)
        replica.recordsAreDurable()
        let flushed = replica.greeting(start: 1)
        #expect(flushed.promised == first && flushed.accepted == Slot(2))

        replica.forget(into: &effects)
        #expect(replica.greeting(start: 1) == flushed)
        replica.recordsAreDurable()
        #expect(replica.greeting(start: 1).isRecovering)
    }

    @Test("A snapshot that was taken over is said at once: it is on disk")
    func snapshot() {
        var replica = makeReplica(3)
        var effects = Effects<String>()
        replica.finishReplay(into: &effects)

        #expect(replica.install(checkpoint: Slot(9), digest: 1, into: &effects))

        #expect(replica.greeting(start: 1).accepted == Slot(9))
    }

    // MARK: Who is outdated

    @Test("A healthy node that lags has said nothing of the slots before an empty view")
    func healthyAndBehind() throws {
        var leader = makeReplica(1, checkpoint: 100)
        var second = makeReplica(2, checkpoint: 100)
        var third = makeReplica(3)
        var effects = Effects<String>()
        leader.requestArrived(into: &effects)
        second.step(try #require(effects.messages.first).message, from: NodeID(1), into: &effects)
        leader.step(try #require(effects.messages.last).message, from: NodeID(2), into: &effects)
        leader.endTurn(into: &effects)
        leader.recordsAreDurable()
        try #require(leader.isLeading)
        let view = try #require(effects.messages.last)

        effects.removeAll()
        third.step(view.message, from: NodeID(1), into: &effects)
        third.endTurn(into: &effects)
        third.recordsAreDurable()
        for answer in effects.messages {
            leader.step(answer.message, from: NodeID(3), into: &effects)
        }

        // It falls before it has fetched anything.
        let greeting = third.greeting(start: 2)
        #expect(greeting.promised == first && greeting.accepted == .zero)
        #expect(!leader.isOutdated(greeting, of: NodeID(3)))
        #expect(leader.isOutdated(makeGreeting(start: 2), of: NodeID(3)))
    }

    @Test("What a node said in an earlier life is not held against a later one")
    func laterLife() throws {
        var effects = Effects<String>()
        var leader = try makeLeader(into: &effects)
        leader.step(.accepted(ballot: first, through: Slot(8)), from: NodeID(3), into: &effects)
        #expect(leader.isOutdated(makeGreeting(accepted: 7, promised: first), of: NodeID(3)))

        // It was wiped and rejoined with n2; this node heard none of its questions.
        let second = Ballot(round: 5, proposer: NodeID(2))
        let greeting = makeGreeting(life: 1, promised: second)
        #expect(!leader.isOutdated(greeting, of: NodeID(3)))
        leader.greeted(by: NodeID(3), greeting, into: &effects)
        #expect(!leader.isOutdated(greeting, of: NodeID(3)))
        #expect(leader.isOutdated(makeGreeting(start: 9, promised: second), of: NodeID(3)))
    }

    @Test("Only a later life that is noted makes a node forget what a peer has said")
    func recoveringGreeting() throws {
        var effects = Effects<String>()
        var leader = try makeLeader(into: &effects)
        leader.step(.accepted(ballot: first, through: Slot(8)), from: NodeID(3), into: &effects)
        let old = makeGreeting(start: 2)
        let recovering = makeGreeting(isRecovering: true)
        #expect(!leader.isOutdated(recovering, of: NodeID(3)))
        leader.greeted(by: NodeID(3), recovering, into: &effects)
        #expect(leader.isOutdated(old, of: NodeID(3)))

        for life: UInt32 in [0, 1] {
            #expect(leader.isOutdated(old, of: NodeID(3)))
            let recall = Recall(attempt: 1, life: life, floor: nil)
            leader.step(.recall(recall), from: NodeID(3), into: &effects)
        }
        #expect(!leader.isOutdated(makeGreeting(life: 1), of: NodeID(3)))
    }

    // MARK: What is believed

    @Test("One greeting or RECALL with a life far too high expels nobody")
    func lifeJump() {
        var replica = makeReplica(1)
        var effects = Effects<String>()
        for life in [PaxosLimits.lifeJumpMax + 1, PaxosLimits.lifeMax, .max] {
            replica.greeted(by: NodeID(3), makeGreeting(life: life), into: &effects)
            let recall = Recall(attempt: 1, life: life, floor: nil)
            replica.step(.recall(recall), from: NodeID(3), into: &effects)
        }
        #expect(effects.isEmpty)
        #expect(!replica.isOutdated(makeGreeting(), of: NodeID(3)))

        let high = makeGreeting(life: PaxosLimits.lifeJumpMax)
        replica.greeted(by: NodeID(3), high, into: &effects)
        #expect(effects.records == [.noted(Note(node: NodeID(3), incarnation: high.incarnation))])
    }

    @Test("The last lives are never noted, however they are reached")
    func lastLives() {
        var replica = makeReplica(1)
        var effects = Effects<String>()
        for number in 1...PaxosLimits.lifeMax / PaxosLimits.lifeJumpMax + 2 {
            let life = number * PaxosLimits.lifeJumpMax
            replica.greeted(by: NodeID(3), makeGreeting(life: life), into: &effects)
        }

        guard case .noted(let note)? = effects.records.last else {
            Issue.record("\(effects.records)")
            return
        }
        #expect(note.incarnation.life <= PaxosLimits.lifeNotedMax)
        #expect(note.incarnation.life > PaxosLimits.lifeNotedMax - PaxosLimits.lifeJumpMax)
    }

    @Test("Who has lost all of it learns from a greeting where the rounds of its cluster are")
    func roundsAfterWipe() {
        var replica = makeReplica(3)
        var effects = Effects<String>()
        replica.replayUnknownLoss()
        replica.finishReplay(into: &effects)
        replica.tick(into: &effects)
        let late = Ballot(round: 5_000_000, proposer: NodeID(1))
        for id in [NodeID(1), NodeID(2)] {
            replica.greeted(by: id, makeGreeting(promised: late), into: &effects)
        }

        for _ in 1...2 {
            guard case .recall(let recall)? = effects.messages.last?.message else {
                Issue.record("\(effects.messages)")
                return
            }
            for id in [NodeID(1), NodeID(2)] {
                let answer = Recollection(
                    attempt: recall.attempt,
                    life: recall.life,
                    ownLife: 0,
                    promised: late,
                    notes: []
                )
                replica.step(.noted(answer), from: id, into: &effects)
            }
            replica.tick(into: &effects)
        }

        #expect(replica.status.waitsFor.contains("\(late)"), "\(replica.status.waitsFor)")
    }

    @Test("A greeting cannot use up all rounds")
    func lastRounds() {
        var replica = makeReplica(1)
        var effects = Effects<String>()
        let last = Ballot(round: PaxosLimits.greetedRoundMax + 1, proposer: NodeID(3))

        replica.greeted(by: NodeID(3), makeGreeting(promised: last), into: &effects)
        replica.requestArrived(into: &effects)

        #expect(replica.status.ballot == first)
    }

    // MARK: Helpers

    private func makeReplica(_ id: UInt8, checkpoint: UInt64 = 0) -> Replica<String> {
        Replica(
            configuration: Configuration(id: NodeID(id), members: members),
            seed: UInt64(id),
            checkpoint: Slot(checkpoint),
            digest: checkpoint
        )
    }

    /// Returns n1, which leads (1,1) and has proposed eight slots.
    private func makeLeader(into effects: inout Effects<String>) throws -> Replica<String> {
        var leader = makeReplica(1)
        leader.requestArrived(into: &effects)
        let page = PromisePage<String>(
            ballot: first,
            checkpoint: .zero,
            first: Slot(1),
            accepted: [],
            isLast: true
        )
        leader.step(.promise(page), from: NodeID(2), into: &effects)
        leader.endTurn(into: &effects)
        leader.recordsAreDurable()
        try #require(leader.proposalRoom >= 8)
        leader.propose((1...8).map { .command("c\($0)") })
        leader.endTurn(into: &effects)
        return leader
    }

    private func makeGreeting(
        life: UInt32 = 0,
        start: UInt32 = 1,
        accepted: UInt64 = 0,
        promised: Ballot = .zero,
        isRecovering: Bool = false
    ) -> Greeting {
        Greeting(
            incarnation: Incarnation(life: life, start: start),
            promised: promised,
            accepted: Slot(accepted),
            isRecovering: isRecovering
        )
    }

    private func run(_ slots: ClosedRange<UInt64>) -> ProposalRun<String> {
        let entries = slots.map { Entry.command("c\($0)") }
        return ProposalRun(ballot: first, first: Slot(slots.lowerBound), entries: entries)
    }
}
