import BankReplica
import Paxos

/// The second half of a run: a core is healed, the others may stay dead, and the core must finish.
extension Simulation {
    /// The longest time that the healed core may need, in ticks.
    static let healingTicksMax: UInt64 = 10_000

    /// Heals a core and waits until it has done all that it owes.
    mutating func heal() throws(InvariantViolation) {
        isFaulty = false
        isOpen = false
        random = SeededGenerator(.healing, of: options.seed)
        dead = try chooseDead()
        for node in cluster.members {
            cluster.damage(node) { $0.heal() }
            lives[index(node)].flushMicroseconds = 100
            lives[index(node)].tickMicroseconds = 10_000
            lives[index(node)].busyUntil = min(lives[index(node)].busyUntil, now)
            for peer in cluster.members where peer != node { release(node, peer) }
        }
        try cluster.heal()
        for node in cluster.members where !dead.contains(node) {
            cluster.retrySpace(node)
            try start(node)
            try cluster.connect(node)
        }
        for node in dead {
            cluster.kill(node)
            noteEnd(of: node)
        }
        try settle()
        for index in clients.indices { clients[index].node = core.first ?? NodeID(1) }
        let begin = now
        while !isFinished {
            try require(
                now - begin < Self.healingTicksMax * 10_000,
                "L3",
                "the core without \(dead) has not finished: \(unfinished)"
            )
            try step()
        }
        counts.healingTicks = (now - begin) / 10_000
    }

    /// Chooses who stays dead: with those who may have lost something, a minority.
    private mutating func chooseDead() throws(InvariantViolation) -> NodeSet {
        noteHealed()
        var dead = NodeSet()
        let most = (options.cluster.nodeCount - 1) / 2 - lives.count { $0.damagedThrough != nil }
        guard most > 0, Bool.random(using: &random) else { return dead }
        for _ in 0..<most {
            let node = anyNode()
            if lives[index(node)].damagedThrough == nil { dead.insert(node) }
        }
        return dead
    }

    /// Whether everything was answered, and all of the core have executed the same.
    private var isFinished: Bool {
        guard clients.allSatisfy({ $0.open == nil }) else { return false }
        let last = cluster.lastExecuted
        return cluster.members.allSatisfy { node in
            dead.contains(node)
                || (cluster.isRunning(node)
                    && cluster.replica(node).paxos.execution.through == last
                    && !cluster.replica(node).paxos.status.isRecovering)
        }
    }

    /// What is not finished, in words.
    private var unfinished: String {
        let waiting = clients.filter { $0.open != nil }.map { "\($0.id)" }
        let nodes = cluster.members.filter { !dead.contains($0) }
            .map { "\(cluster.replica($0).paxos.status)" }
        return "clients \(waiting) wait; \(nodes.joined(separator: "; "))"
    }
}
