import BankReplica
import Paxos
import Simulator
import Testing
import Wire

/// A snapshot of another node that is taken over in the middle of a turn.
@Suite struct StoreInstallTests {
    @Test("A turn that has raised the promise takes a snapshot over")
    func promisedInTheSameTurn() throws {
        let parts = try Member.donor(through: 40).parts()
        var member = try Member(on: SimulatedDisk())
        for part in parts.dropLast() { _ = try member.receive(part) }

        member.hear(.leads(3, by: 3), from: 3)
        _ = try member.receive(try #require(parts.last))
        try member.settle()

        #expect(member.replica.paxos.committed == Slot(40))
        let again = try Member(on: member.diskAfterCrash)
        #expect(again.replica.paxos.committed == Slot(40))
        #expect(again.replica.paxos.acceptor.promised == Ballot(round: 3, proposer: NodeID(3)))
        #expect(again.report.problems == [])
    }

    @Test("A candidate behind every checkpoint takes a snapshot over, and leads")
    func candidate() throws {
        let parts = try Member.donor(through: 40).parts()
        var member = try Member(on: SimulatedDisk())
        member.hear(.leads(3, by: 3), from: 3)
        try member.settle()
        var ballot: Ballot?
        for _ in 0..<1_000 where ballot == nil {
            member.replica.handle(.tick, wallMicroseconds: 1_000_000, into: &member.output)
            for case .prepare(let found, _) in try member.endTurn() { ballot = found }
        }

        member.hear(
            .promise(
                PromisePage(
                    ballot: try #require(ballot),
                    checkpoint: Slot(40),
                    first: Slot(1),
                    accepted: [],
                    isLast: true,
                    memory: PromiseMemory(committed: Slot(40))
                )
            )
        )
        try member.settle()
        for part in parts { _ = try member.receive(part) }
        try member.settle()

        #expect(member.replica.paxos.isLeading)
        let again = try Member(on: member.diskAfterCrash)
        #expect(again.replica.paxos.acceptor.promised == ballot)
        #expect(again.report.problems == [])
    }
}
