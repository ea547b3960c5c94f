import BankReplica
import Paxos

/// Disks that lose what they had, or bring something else: only as far as the atlas allows, if
/// there is one.
extension Simulation {
    /// Damages a disk whose node's power goes at the same time, if not too many have lost what it
    /// loses: what that is, is found out on a copy.
    ///
    /// A node is started between two damages: together they can turn the end of a log into what a
    /// cut write leaves.
    mutating func damage(_ kind: FaultKind, _ node: NodeID) -> Bool {
        guard cluster.isRunning(node) else { return false }
        var dice = SeededGenerator(seed: random.next())
        var disk = cluster.disk(of: node)
        disk.crash { _, _ in Self.drawSurvival(&dice) }
        guard inflict(kind, on: &disk, &dice) else { return false }
        noteHealed()
        if let loss = cluster.loss(of: node, on: disk) {
            guard mayLose(loss, node) else { return false }
            noteLoss(loss, of: node)
        }
        _ = kill(node)
        lives[index(node)].isScratched = true
        cluster.damage(node) { $0 = disk }
        return true
    }

    private func inflict(
        _ kind: FaultKind,
        on disk: inout SimulatedDisk,
        _ dice: inout SeededGenerator
    ) -> Bool {
        switch kind {
        case .lostWrite: disk.loseWrite(&dice)
        case .misdirectedWrite: disk.misdirectWrite(&dice)
        case .misread: disk.misread(&dice)
        default: disk.rot(&dice)
        }
    }

    /// Loses a whole disk; an empty one is put in.
    mutating func wipe(_ node: NodeID) -> Bool {
        guard mayLoseAll(node) else { return false }
        noteLoss(Atlas.Loss(ranges: nil, goal: cluster.lastAccepted), of: node)
        _ = kill(node)
        cluster.damage(node) { $0 = SimulatedDisk() }
        cluster.forgetFacts(of: node)
        return true
    }

    /// Lets the reads of a node's next start fail: the process ends, the disk has lost nothing.
    mutating func failReads(of node: NodeID) -> Bool {
        guard kill(node) else { return false }
        cluster.damage(node) { $0.failsReads = true }
        return true
    }

    /// Lets a node read for long when it is started next.
    mutating func slowReads(of node: NodeID) -> Bool {
        guard kill(node) else { return false }
        lives[index(node)].readMicroseconds = UInt64.random(in: 1_000...5_000_000, using: &random)
        return true
    }

    // MARK: What may be lost

    /// Whether one more node may lose all that it had: no protocol helps against more than a
    /// minority.
    mutating func mayLoseAll(_ node: NodeID) -> Bool {
        noteHealed()
        return mayLose(Atlas.Loss(ranges: nil, goal: cluster.lastAccepted), node)
    }

    private func mayLose(_ loss: Atlas.Loss, _ node: NodeID) -> Bool {
        !options.hasAtlas || atlas.allows(loss, of: node, through: cluster.lastAccepted)
    }

    /// Notes what a node may have lost.
    mutating func noteLoss(_ loss: Atlas.Loss, of node: NodeID) {
        note(node, "loses \(loss)")
        atlas.add(loss, of: node)
        if atlas.count > 1 { counts.damagedTogether += 1 }
        if atlas.count > atlas.most { counts.damagedElsewhere += 1 }
        guard atlas.isExceeded(through: cluster.lastAccepted) else { return }
        isExceeded = true
        counts.excessiveLosses += 1
    }

    /// Forgets damage that nodes have overcome: they have executed all that they lost, and would
    /// not call it lost again after another start.
    mutating func noteHealed() {
        for node in cluster.members {
            guard let loss = atlas[node], cluster.isRunning(node) else { continue }
            let paxos = cluster.replica(node).paxos
            guard !paxos.status.isRecovering, paxos.execution.through >= loss.goal else { continue }
            var disk = cluster.disk(of: node)
            disk.crash()
            if cluster.loss(of: node, on: disk) == nil { atlas.remove(node) }
        }
    }

    /// Notes that a node was started: it reads for a while, and says what it has lost.
    mutating func noteStarted(_ node: NodeID) {
        let index = index(node)
        if isFaulty { lives[index].busyUntil = now + lives[index].readMicroseconds }
        lives[index].readMicroseconds = 0
        lives[index].isScratched = false
        let lost = cluster.replica(node).paxos.lostSlots
        guard atlas[node] == nil, let last = lost.last?.last else { return }
        atlas.add(Atlas.Loss(ranges: lost, goal: last), of: node)
    }
}
