import Paxos
import Testing

@Suite("Replica")
struct ReplicaTests {
    private let members = NodeSet([NodeID(1), NodeID(2), NodeID(3)])
    private let ballot = Ballot(round: 1, proposer: NodeID(1))

    @Test("A single node leads and commits alone, once its records are flushed")
    func singleNode() {
        var replica = makeReplica(1, members: NodeSet([NodeID(1)]))
        var effects = Effects<String>()

        replica.requestArrived(into: &effects)
        #expect(replica.propose([.command("a")]) == Slot(1))
        replica.endTurn(into: &effects)
        #expect(replica.committed == .zero)
        replica.recordsAreDurable()
        replica.endTurn(into: &effects)

        #expect(replica.committed == Slot(1))
        #expect(effects.early.isEmpty && effects.messages.isEmpty)
    }

    @Test("B30: a candidate asks in the same ballot until it sees a higher one")
    func sameBallotAgain() {
        var replica = makeReplica(2)
        var effects = Effects<String>()
        replica.requestArrived(into: &effects)

        for _ in 0..<5_000 { replica.tick(into: &effects) }

        let rounds = effects.records.filter { if case .usedRound = $0 { true } else { false } }
        #expect(rounds.count == 1)
        #expect(replica.status.ballot == Ballot(round: 1, proposer: NodeID(2)))
    }

    @Test("N8: a read is confirmed only by a heartbeat that left after it was asked for")
    func confirmedBeat() throws {
        var cluster = try Cluster(count: 3, seed: 1)
        let leader = NodeID(1)
        try cluster.turn(leader) { $0.requestArrived(into: &$1) }
        try cluster.settle()
        try cluster.run(ticks: 20)

        var asked: UInt64?
        try cluster.turn(leader) { replica, _ in asked = replica.askForBeat() }
        let beat = try #require(asked)
        #expect((cluster[leader].replica?.confirmedBeat ?? 0) < beat)
        try cluster.settle()

        #expect(cluster[leader].replica?.confirmedBeat == beat)
    }

    @Test("V5: a leader has no room for proposals before its view is committed and executed")
    func noRoomBeforeTheViewIsInstalled() throws {
        var cluster = try Cluster(count: 3, seed: 1)
        try cluster.turn(NodeID(1)) { $0.requestArrived(into: &$1) }
        try cluster.settle()
        cluster[NodeID(2)].isExecuting = false
        cluster[NodeID(3)].isExecuting = false
        try cluster.propose(["a"], at: NodeID(1))
        try cluster.settle()
        try cluster.crash(NodeID(1))
        try cluster.run(ticks: 120)
        let leader = try #require(
            [NodeID(2), NodeID(3)].first { cluster[$0].replica?.isLeading == true }
        )

        #expect(cluster[leader].replica?.proposalRoom == 0)
        cluster[leader].isExecuting = true
        try cluster.run(ticks: 1)

        #expect((cluster[leader].replica?.proposalRoom ?? 0) > 0)
    }

    @Test("Messages with impossible numbers change nothing and stop nothing")
    func impossibleNumbers() {
        let far = Slot(.max)
        let farBallot = Ballot(round: .max, proposer: NodeID(1))
        let proposal = Proposal<String>(ballot: ballot, slot: far, entry: .noop)
        let run = ProposalRun<String>(ballot: ballot, first: far, entries: [.noop])
        let page = PromisePage<String>(
            ballot: Ballot(round: 1, proposer: NodeID(2)),
            checkpoint: far,
            first: far,
            accepted: [proposal],
            isLast: false
        )
        let messages: [Message<String>] = [
            .prepare(ballot: ballot, first: far), .prepare(ballot: farBallot, first: Slot(1)),
            .prepare(ballot: ballot, first: .zero), .promise(page),
            .newView(ViewPage(first: far, run: run, isLast: true)),
            .newView(
                ViewPage(
                    first: .zero,
                    run: ProposalRun(ballot: ballot, first: Slot(1), entries: []),
                    isLast: true
                )
            ),
            .accept(run, committed: far), .accepted(ballot: ballot, through: far),
            .accept(ProposalRun(ballot: ballot, first: Slot(1), entries: []), committed: .zero),
            .commit(ballot: ballot, through: far), .reject(promised: farBallot),
            .heartbeat(
                Heartbeat(ballot: ballot, beat: 1, committed: far, executed: far, digest: 0)
            ),
            .fetch(first: far), .fetch(first: .zero), .entries([proposal]),
        ]
        let before = makeReplica(2)
        for message in messages {
            var replica = before
            var effects = Effects<String>()

            replica.step(message, from: NodeID(1), into: &effects)

            #expect(replica == before, "\(message)")
            #expect(effects.isEmpty, "\(message)")
        }
    }

    @Test("A message from a stranger, or in a ballot of somebody else, is passed over")
    func strangers() {
        let before = makeReplica(2)
        for sender in [NodeID(0), NodeID(2), NodeID(3), NodeID(9)] {
            var replica = before
            var effects = Effects<String>()

            replica.step(.prepare(ballot: ballot, first: Slot(1)), from: sender, into: &effects)

            #expect(replica == before && effects.isEmpty, "\(sender)")
        }
    }

    @Test("Two entries for a committed slot stop the process, and say which")
    func contradictionTraps() async throws {
        let exit = await #expect(
            processExitsWith: .failure,
            observing: [\.standardErrorContent]
        ) {
            let members = NodeSet([NodeID(1), NodeID(2), NodeID(3)])
            let low = Ballot(round: 1, proposer: NodeID(1))
            let high = Ballot(round: 2, proposer: NodeID(3))
            var replica = Replica<String>(
                configuration: Configuration(id: NodeID(2), members: members),
                seed: 1
            )
            replica.replay(
                .learned([Proposal(ballot: low, slot: Slot(1), entry: .command("x"))])
            )
            var effects = Effects<String>()
            replica.finishReplay(into: &effects)
            let run = ProposalRun<String>(ballot: high, first: Slot(1), entries: [.command("y")])
            replica.step(.accept(run, committed: .zero), from: NodeID(3), into: &effects)
        }
        let message = String(decoding: try #require(exit).standardErrorContent, as: UTF8.self)
        #expect(message.contains("s1@(2,3) is y, held in (1,1): x"))
    }

    private func makeReplica(_ number: UInt8, members: NodeSet? = nil) -> Replica<String> {
        Replica(
            configuration: Configuration(id: NodeID(number), members: members ?? self.members),
            seed: 7
        )
    }
}
