import BankReplica
import Paxos

/// The second half of a run: a core is healed, the others may stay dead, and the core must finish.
extension Simulation {
    /// The longest time that the healed core may need, in ticks.
    static let healingTicksMax: UInt64 = 10_000

    /// How long it is waited for a core that has lost too much, in ticks.
    private static let haltingTicksMax: UInt64 = 1_500

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
            for peer in cluster.members where peer != node { release(node, peer) }
        }
        try cluster.heal()
        for node in cluster.members where !dead.contains(node) {
            cluster.retrySpace(node)
            try start(node)
            try cluster.connect(node)
        }
        for node in dead where !isAsleep(node) {
            cluster.kill(node)
            noteEnd(of: node)
        }
        for node in core { wake(node) }
        try settle()
        for index in clients.indices { clients[index].node = core.first ?? NodeID(1) }
        let begin = now
        if isExceeded {
            try finishOrHalt()
        } else {
            try finish()
        }
        counts.healingTicks = (now - begin) / 10_000
    }

    /// Whether a node stands still for so long that it may stay so while the core is healed.
    private func isAsleep(_ node: NodeID) -> Bool {
        cluster.isRunning(node) && lives[index(node)].busyUntil > now + 2_000_000
    }

    /// Goes on until the core has finished.
    mutating func finish() throws(InvariantViolation) {
        let begin = now
        while !isFinished {
            try require(
                now - begin < Self.healingTicksMax * 10_000,
                "L3",
                "the core without \(dead) has not finished: \(unfinished)"
            )
            try step()
        }
    }

    /// More was lost than a protocol can bring back: the core finishes all the same, or stops and
    /// says what it waits for.
    private mutating func finishOrHalt() throws(InvariantViolation) {
        let begin = now
        while !isFinished, now - begin < Self.haltingTicksMax * 10_000 { try step() }
        hasHalted = !isFinished
        guard hasHalted else { return }
        let isSaid = core.contains { !cluster.replica($0).paxos.status.waitsFor.isEmpty }
        try require(isSaid, "P3", "the core has not finished, and nobody says why: \(unfinished)")
        counts.haltedRuns = 1
    }

    /// Chooses who stays dead: with those who may have lost something, a minority.
    private mutating func chooseDead() throws(InvariantViolation) -> NodeSet {
        noteHealed()
        var dead = NodeSet()
        guard Bool.random(using: &random) else { return dead }
        var after = atlas
        let last = cluster.lastAccepted
        for _ in 0..<atlas.most {
            let node = anyNode()
            let all = Atlas.Loss(ranges: nil, goal: last)
            guard after[node] == nil, after.allows(all, of: node, through: last) else { continue }
            after.add(all, of: node)
            dead.insert(node)
        }
        return dead
    }

    /// Whether everything was answered, and all of the core have executed the same.
    var isFinished: Bool {
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
