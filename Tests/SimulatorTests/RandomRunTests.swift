import Foundation
import HybridClock
import Paxos
import Simulator
import Testing
import Wire

@Suite("Random runs")
struct RandomRunTests {
    /// How many seeds to try; SEEDS=20000 in the environment tries more.
    static let seeds: UInt64 =
        ProcessInfo.processInfo.environment["SEEDS"].flatMap(UInt64.init) ?? 20

    /// Where to begin; SEED=7 in the environment begins there.
    static let firstSeed: UInt64 =
        ProcessInfo.processInfo.environment["SEED"].flatMap(UInt64.init) ?? 1

    @Test("Whatever fails, every request is executed once and every read is linearizable")
    func faults() throws {
        var reads = 0
        var executed = 0
        var healing: [Int] = []
        for seed in Self.firstSeed..<Self.firstSeed + Self.seeds {
            var run = RandomRun(seed: seed)
            do {
                try run.run(steps: 2_000)
            } catch {
                Issue.record("seed \(seed): \(error)")
                if Self.seeds > 1_000 { continue }
                throw error
            }
            reads += run.answeredReads
            executed += run.cluster.effects
            healing.append(run.healingTicks)
        }
        #expect(reads > 0)
        #expect(executed > 0)
        guard Self.seeds > 20 else { return }
        healing.sort()
        print(
            "\(Self.seeds) seeds: \(executed) executed, \(reads) reads; healed in"
                + " \(healing[healing.count / 2]) ticks, at most \(healing.suffix(5))"
        )
    }

    @Test("A seed's run is the same each time")
    func repeatable() throws {
        var first = RandomRun(seed: 42)
        var second = RandomRun(seed: 42)

        try first.run(steps: 1_000)
        try second.run(steps: 1_000)

        #expect(first.cluster.effects > 0)
        #expect(first.ticks == second.ticks)
        for node in first.cluster.members {
            #expect(first.cluster.disk(of: node) == second.cluster.disk(of: node))
        }
    }

    @Test("A node that acts on a forged commit watermark is found out")
    func forgedCommit() throws {
        var options = ClusterOptions()
        options.nodeCount = 3
        var cluster = SimulatedCluster(options: options)
        let ballot = Ballot(round: 1, proposer: NodeID(2))
        let run = ProposalRun<StampedRequest>(ballot: ballot, first: Slot(1), entries: [.noop])
        let view = ViewPage(first: Slot(1), run: run, isLast: true)
        try cluster.inject(line(from: 2, .newView(view)), into: NodeID(1))

        // Nobody else accepted it, so it is not chosen, whatever this line says.
        #expect(throws: InvariantViolation.self) {
            try cluster.inject(
                line(from: 2, .commit(ballot: ballot, through: Slot(1))),
                into: NodeID(1)
            )
        }
    }

    private func line(from node: UInt8, _ message: PaxosMessage) -> PeerLine {
        PeerLine(node: NodeID(node), clock: .zero, message: .paxos(message))
    }
}
