import Paxos
import Testing

/// Bounds on elections, in ticks of 10 ms, over many seeds.
@Suite("Election times")
struct ElectionTimeTests {
    @Test("L1: after the leader's death a new one is ready within 1.5 s, mostly within 0.6 s")
    func afterTheLeadersDeath() throws {
        var times: [Int] = []
        for seed in 0..<50 as Range<UInt64> {
            var cluster = try led(count: 5, seed: seed)
            try cluster.crash(NodeID(1))
            times.append(try ticksToALeader(&cluster))
        }

        times.sort()
        #expect(times[25] <= 60)
        #expect(times[49] <= 150)
    }

    @Test("L1: with two of five dead, the bare quorum elects within 1.5 s")
    func bareQuorum() throws {
        for seed in 0..<50 as Range<UInt64> {
            var cluster = try led(count: 5, seed: seed)
            try cluster.crash(NodeID(1))
            try cluster.crash(NodeID(2))
            let ticks = try ticksToALeader(&cluster)
            #expect(ticks <= 150, "seed \(seed)")
        }
    }

    @Test("L9: work resumes within 3 s when the third node returns after a minute")
    func quorumReturns() throws {
        for seed in 0..<10 as Range<UInt64> {
            var cluster = try led(count: 5, seed: seed)
            for number in 1...3 as ClosedRange<UInt8> { try cluster.crash(NodeID(number)) }
            try cluster.run(ticks: 6_000)
            let round = cluster[NodeID(5)].replica?.status.ballot.round ?? 0
            #expect(round <= 40, "seed \(seed)")
            try cluster.restart(NodeID(3))
            let ticks = try ticksToALeader(&cluster)
            #expect(ticks <= 300, "seed \(seed)")
        }
    }

    @Test("L2: a node that was cut off, and one that only sends, never move the leadership")
    func isolatedNode() throws {
        for seed in 0..<10 as Range<UInt64> {
            var cluster = try led(count: 5, seed: seed)
            let alone = NodeID(5)
            for other in cluster.members where other != alone {
                cluster.cut(other, to: alone)
                if seed % 2 == 0 { cluster.cut(alone, to: other) }
            }
            try cluster.run(ticks: 500)
            #expect(cluster.readyLeader == NodeID(1), "seed \(seed)")
            try cluster.heal(isNoticed: seed % 3 == 0)
            try cluster.run(ticks: 100)

            let status = cluster[NodeID(1)].replica?.status
            #expect(status?.ballot == Ballot(round: 1, proposer: NodeID(1)), "seed \(seed)")
            #expect(status?.isReady == true, "seed \(seed)")
        }
    }

    /// Returns a cluster that n1 leads, at work for a moment.
    private func led(count: Int, seed: UInt64) throws -> Cluster {
        var cluster = try Cluster(count: count, seed: seed)
        cluster.keepsArrived = false
        try cluster.turn(NodeID(1)) { $0.requestArrived(into: &$1) }
        try cluster.settle()
        try cluster.propose(["a", "b"], at: NodeID(1))
        try cluster.run(ticks: 10)
        return cluster
    }

    /// Lets time pass until there is a leader that is ready.
    private func ticksToALeader(_ cluster: inout Cluster) throws -> Int {
        for ticks in 0..<1_000 {
            if cluster.readyLeader != nil { return ticks }
            try cluster.run(ticks: 1)
        }
        return .max
    }
}
