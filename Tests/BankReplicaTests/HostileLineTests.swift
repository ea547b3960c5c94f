import Bank
import BankReplica
import HybridClock
import Paxos
import Testing
import Wire

@Suite("Lines that should not be")
struct HostileLineTests {
    private static let ballot = Ballot(round: 1, proposer: NodeID(2))

    @Test("A stamp far ahead in a line is counted, and does not move this node's clock")
    func stampOfALine() throws {
        var bench = try Bench(nodes: 3)

        bench.give(
            line(from: 2, .paxos(.reject(promised: Self.ballot)), clock: Timestamp(raw: .max))
        )

        #expect(bench.replica.counters.refusedStamps == 1)
        #expect(bench.replica.latestStamp == .zero)
    }

    @Test("The greatest stamp in a chosen entry stops nothing")
    func stampOfAnEntry() throws {
        var bench = try Bench(nodes: 3)
        let entries: [BankEntry] = try (1...3)
            .map { timestamp in
                .command(StampedRequest(stamp: .max, request: try request("G", timestamp)))
            }
        let view = ProposalRun(ballot: Self.ballot, first: Slot(1), entries: entries)

        bench.give(
            line(from: 2, .paxos(.newView(ViewPage(first: Slot(1), run: view, isLast: true))))
        )
        bench.settle()
        bench.give(line(from: 2, .paxos(.commit(ballot: Self.ballot, through: Slot(3)))))
        bench.settle()

        #expect(bench.replica.paxos.execution.through == Slot(3))
        #expect(bench.replica.lastStamp == .max)
        #expect(bench.replica.stamp(wallMicroseconds: 1) == .max)
    }

    @Test("A node that is no member is not heard, not even about the time")
    func stranger() throws {
        var bench = try Bench(nodes: 3)
        let clock = Timestamp(microseconds: 1_000_001, logical: 0)

        bench.give(line(from: 7, .paxos(.fetch(first: Slot(1))), clock: clock))
        bench.give(line(from: 0, .paxos(.fetch(first: Slot(1))), clock: clock))

        #expect(bench.replica.latestStamp == .zero)
        #expect(bench.output.isEmpty)
    }

    @Test("Another digest for the same executed slots stops the process and says so")
    func differentDigest() async {
        let result = await #expect(
            processExitsWith: .failure,
            observing: [\.standardErrorContent]
        ) {
            var bench = try Bench(nodes: 3)
            let noop = ProposalRun<StampedRequest>(
                ballot: Self.ballot,
                first: Slot(1),
                entries: [.noop]
            )
            let page = ViewPage(first: Slot(1), run: noop, isLast: true)
            bench.give(line(from: 2, .paxos(.newView(page))))
            bench.give(line(from: 2, .paxos(.commit(ballot: Self.ballot, through: Slot(1)))))
            bench.settle()
            let heartbeat = Heartbeat(
                ballot: Self.ballot,
                beat: 1,
                committed: Slot(1),
                executed: Slot(1),
                digest: bench.replica.paxos.execution.digest ^ 1
            )
            bench.give(line(from: 2, .paxos(.heartbeat(heartbeat))))
        }
        let text = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
        #expect(text.contains("executed different things up to s1"))
    }

    @Test("Limits that contradict each other stop the process")
    func limits() async {
        let result = await #expect(
            processExitsWith: .failure,
            observing: [\.standardErrorContent]
        ) {
            _ = ReplicaLimits(waitingRequestsMax: 3, openRequestsMax: 2)
        }
        let text = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
        #expect(text.contains("3 waiting requests are among 2 open ones"))
    }
}
