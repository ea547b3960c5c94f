import BankReplica
import Paxos

/// After the healing: who was dead comes back, one node is cut off and let in again, and nobody who
/// works is disturbed (L2).
extension Simulation {
    /// How long a quiet core may need until all follow one leader, in ticks.
    private static let settlingTicksMax: UInt64 = 1_000

    /// Lets those come back that were dead or asleep, until all nodes agree.
    mutating func letDeadReturn() throws(InvariantViolation) {
        guard !dead.isEmpty else { return }
        let leader = try settledLeader()
        let returning = dead
        dead = NodeSet()
        for node in returning {
            counts.returns += 1
            wake(node)
            try start(node)
            try cluster.connect(node)
        }
        try settle()
        let begin = now
        while !isFinished {
            try require(
                now - begin < Self.healingTicksMax * 10_000,
                "L3",
                "\(returning) came back, and do not catch up"
            )
            try step()
            try checkLeads(leader, "\(returning) came back")
        }
        guard let leader else { return }
        let leads = try settledLeader()
        try require(leads == leader, "L2", "\(returning) came back, and \(leader) leads no more")
    }

    /// Cuts a node off that does not lead, or makes it deaf or mute, and lets it in again.
    mutating func isolateOne() throws(InvariantViolation) {
        guard random.next().isMultiple(of: 4), options.cluster.nodeCount > 1,
            let leader = try settledLeader(),
            let node = cluster.members.filter({ $0 != leader }).randomElement(using: &random)
        else { return }
        let kind = Int.random(in: 0..<3, using: &random)
        for other in cluster.members where other != node {
            if kind != 0 { cluster.cut(from: node, to: other) }
            if kind != 1 { cluster.cut(from: other, to: node) }
        }
        counts.quietIsolations += 1
        try watch(leader, ticks: 300, "\(node) is cut off")
        try cluster.heal()
        try settle()
        try watch(leader, ticks: 200, "\(node) is back")
        try finish()
        let leads = try settledLeader()
        try require(leads == leader, "L2", "\(node) was cut off, and \(leader) leads no more")
    }

    /// Waits until all nodes of the core follow one leader.
    ///
    /// - Returns: It; nil if nobody ever wanted one.
    private mutating func settledLeader() throws(InvariantViolation) -> NodeID? {
        let begin = now
        while true {
            let leaders = core.map { cluster.replica($0).paxos.status.leader }
            if let first = leaders.first, let leader = first, leaders.allSatisfy({ $0 == leader }),
                core.contains(leader), cluster.replica(leader).paxos.status.isReady
            {
                return leader
            }
            if now - begin >= Self.settlingTicksMax * 10_000 {
                let isUnused = core.allSatisfy {
                    cluster.replica($0).paxos.acceptor.promised == .zero
                }
                try require(isUnused, "L1", "a quiet core does not settle on a leader: \(leaders)")
                return nil
            }
            try step()
        }
    }

    private mutating func watch(
        _ leader: NodeID,
        ticks: UInt64,
        _ event: String
    ) throws(InvariantViolation) {
        let end = now + ticks * 10_000
        while now < end {
            try step()
            try checkLeads(leader, event)
        }
    }

    /// A leader may ask for promises again, above a ballot that one who comes back has promised;
    /// nobody else leads.
    private func checkLeads(
        _ leader: NodeID?,
        _ event: @autoclosure () -> String
    ) throws(InvariantViolation) {
        guard let leader, let leads = cluster.leader else { return }
        try require(leads == leader, "L2", "\(event()), and \(leads) leads instead of \(leader)")
    }
}
