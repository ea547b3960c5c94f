import Paxos
import Testing

@Suite("Long logs")
struct LongLogTests {
    @Test("B26: with 2,100 accepted entries and pages of 60 a new leader is elected all the same")
    func electionOverALongLog() throws {
        var cluster = try Cluster(
            count: 5,
            seed: 1,
            limits: PaxosLimits(
                entriesPerMessageMax: 60,
                inFlightSlotsMax: 3_000,
                peerWindowSlots: 3_000
            )
        )
        cluster.keepsArrived = false
        try cluster.turn(NodeID(1)) { $0.requestArrived(into: &$1) }
        try cluster.settle()
        // Everybody accepts, and nobody but the leader could know that anything is chosen.
        try cluster.propose((1...2_100).map { "c\($0)" }, at: NodeID(1))
        for _ in 0..<cluster.packets.count { try cluster.deliver([0]) }
        cluster.packets = []
        try cluster.crash(NodeID(1))
        try cluster.crash(NodeID(2))

        try cluster.run(ticks: 200)

        let leader = try #require(cluster.readyLeader)
        #expect(cluster[leader].replica?.ownView?.first == Slot(1))
        #expect(cluster[leader].replica?.ownView?.last == Slot(2_100))
        for id in [3, 4, 5].map({ NodeID($0) }) {
            #expect(cluster[id].replica?.execution.through == Slot(2_100))
        }
    }

    @Test("B33: a node that missed 300 slots arrives while new ones are committed in every tick")
    func catchUpUnderLoad() throws {
        var cluster = try Cluster(
            count: 3,
            seed: 1,
            limits: PaxosLimits(
                entriesPerMessageMax: 2,
                inFlightSlotsMax: 50,
                peerWindowSlots: 4
            )
        )
        let (leader, behind) = (NodeID(1), NodeID(3))
        try cluster.turn(leader) { $0.requestArrived(into: &$1) }
        try cluster.settle()
        for other in [leader, NodeID(2)] {
            cluster.cut(other, to: behind)
            cluster.cut(behind, to: other)
        }
        for number in 0..<300 {
            try cluster.propose(["a\(number)"], at: leader)
            try cluster.settle()
        }
        try cluster.heal()

        for number in 0..<100 {
            try cluster.propose(["b\(number)"], at: leader)
            try cluster.run(ticks: 1)
        }

        #expect(cluster[behind].replica?.execution.through == Slot(400))
    }

    @Test("F16: a wiped node rejoins within 2 s while new slots are committed in every tick")
    func rejoiningUnderLoad() throws {
        var cluster = try narrowCluster()
        let (leader, wiped) = (NodeID(1), NodeID(3))
        try cluster.turn(leader) { $0.requestArrived(into: &$1) }
        try cluster.settle()
        for number in 0..<100 {
            try cluster.propose(["a\(number)"], at: leader)
            try cluster.settle()
        }
        try cluster.wipe(wiped)
        try cluster.restart(wiped)

        for number in 0..<200 {
            try cluster.propose(["b\(number)"], at: cluster.readyLeader ?? leader)
            try cluster.run(ticks: 1)
        }

        #expect(cluster[wiped].replica?.status.isRecovering == false)
        #expect(cluster[wiped].replica?.execution.through == cluster.oracle.chosenThrough)
        // The leader renewed itself for it, and only once.
        #expect(cluster.oracle.ballots.values.count { $0.viewFirst != nil } == 2)
    }

    @Test("F16: a node that may not say what it has rejoins with a view beyond every window")
    func rejoiningWithALongView() throws {
        var cluster = try narrowCluster()
        let wiped = NodeID(4)
        try cluster.turn(NodeID(1)) { $0.requestArrived(into: &$1) }
        try cluster.settle()
        try cluster.wipe(wiped)
        try cluster.restart(wiped)
        // It comes as far as its floor; n1 hears nothing of it any more.
        for other in cluster.members where other != wiped { cluster.cut(wiped, to: other) }
        cluster.mend(wiped, to: NodeID(2))
        cluster.mend(wiped, to: NodeID(3))
        cluster.mend(wiped, to: NodeID(5))
        try cluster.run(ticks: 30)
        // Nobody but n1 could know that anything is chosen, and n1 fails.
        for other in [2, 3, 5].map({ NodeID($0) }) { cluster.cut(other, to: NodeID(1)) }
        for number in 0..<20 {
            try cluster.propose(["a\(number)", "b\(number)"], at: NodeID(1))
            try cluster.run(ticks: 1)
        }
        try cluster.crash(NodeID(1))
        try cluster.heal(isNoticed: false)
        try cluster.run(ticks: 300)

        let leader = try #require(cluster.readyLeader)
        #expect(cluster[wiped].replica?.status.isRecovering == false)
        #expect(cluster[wiped].replica?.execution == cluster[leader].replica?.execution)
    }

    /// Returns five nodes with pages and windows of a few slots.
    private func narrowCluster() throws -> Cluster {
        var cluster = try Cluster(
            count: 5,
            seed: 1,
            limits: PaxosLimits(
                entriesPerMessageMax: 2,
                inFlightSlotsMax: 100,
                peerWindowSlots: 4
            )
        )
        cluster.keepsArrived = false
        return cluster
    }
}
