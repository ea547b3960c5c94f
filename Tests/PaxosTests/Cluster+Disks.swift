import Paxos

/// Crashes, restarts, and what can happen to a disk.
extension Cluster {
    // MARK: Crashes

    /// Stops flushing after turns: what follows is lost in a crash.
    mutating func hold(_ id: NodeID) { self[id].isHolding = true }

    /// Flushes a held turn, and every later one at once.
    mutating func flush(_ id: NodeID) throws {
        self[id].isHolding = false
        guard let effects = self[id].heldTurn else { return }
        self[id].heldTurn = nil
        try finish(effects, of: id)
    }

    /// Kills a node; of a held turn the first `flushed` records reach the disk, and no message.
    mutating func crash(_ id: NodeID, flushed count: Int = 0) throws {
        let records = Array((self[id].heldTurn?.records ?? []).prefix(count))
        for record in records { self[id].disk.append(record) }
        try oracle.noteFlushed(records, by: id)
        self[id].heldTurn = nil
        self[id].isHolding = false
        self[id].replica = nil
        trace?.append("\(id) crashes after \(records.count) records")
        events.append("\(id) is down")
    }

    /// Starts a node from its disk.
    mutating func restart(_ id: NodeID) throws {
        guard self[id].replica == nil else { return }
        self[id].starts += 1
        self[id].disk.starts += 1
        trace?.append("\(id) starts")
        let snapshot = self[id].disk.snapshot
        var replica = Replica<String>(
            configuration: self[id].configuration,
            seed: seed &* 1_000_003 &+ UInt64(id.rawValue) &* 101 &+ self[id].starts,
            checkpoint: snapshot?.slot ?? .zero,
            digest: snapshot?.digest ?? 0
        )
        var effects = Effects<String>()
        self[id].disk.replay(into: &replica, &effects)
        replica.checkInvariants()
        let hasForgotten = replica.status.isRecovering
        self[id].replica = replica
        try oracle.noteRestart(
            replica,
            lost: self[id].disk.lossRanges,
            hasForgotten: hasForgotten
        )
        if hasForgotten { events.append("\(id) has forgotten") }
        // What it concludes from its disk is flushed before it takes part.
        self[id].isHolding = false
        try turn(id) { $1 = effects }
    }

    // MARK: Connections

    /// Lets a node and all it can reach say what they know of themselves, as when connections open.
    ///
    /// One that has not flushed its turn may have said it in that turn.
    mutating func greet(_ id: NodeID) throws {
        for peer in members where peer != id {
            guard cuts[id]?.contains(peer) != true, cuts[peer]?.contains(id) != true else {
                continue
            }
            try greet(id, peer)
            try greet(peer, id)
        }
    }

    /// Tells `listener` what `speaker` says of itself.
    private mutating func greet(_ speaker: NodeID, _ listener: NodeID) throws {
        guard isFree(listener),
            let greeting = self[speaker].replica?.greeting(start: self[speaker].disk.starts)
        else { return }
        try oracle.noteGreeting(greeting, from: speaker, with: self[speaker].disk)
        if self[listener].replica?.isOutdated(greeting, of: speaker) == true {
            trace?.append("\(listener) remembers more of \(speaker)")
            events.append("\(listener) remembers more of \(speaker)")
            try oracle.noteRefused(speaker, by: listener)
            return try forget(speaker)
        }
        try turn(listener) { $0.greeted(by: speaker, greeting, into: &$1) }
    }

    /// Tells a node that it may have forgotten something.
    mutating func forget(_ id: NodeID) throws { try turn(id) { $0.forget(into: &$1) } }

    // MARK: Damage

    /// Kills a node and loses its disk.
    mutating func wipe(_ id: NodeID) throws {
        try crash(id)
        self[id].disk.wipe()
        oracle.noteForgotten(id)
        trace?.append("\(id) is wiped")
    }

    /// Keeps a copy of a node's disk.
    mutating func keepImage(of id: NodeID) { self[id].image = (self[id].disk, oracle[id]) }

    /// Kills a node and puts back the copy that was kept.
    ///
    /// - Returns: Whether there was one.
    mutating func rollBack(_ id: NodeID) throws -> Bool {
        guard let image = self[id].image else { return false }
        try crash(id)
        self[id].disk = image.disk
        oracle.noteRolledBack(id, to: image.record)
        trace?.append("\(id) goes back in time")
        return true
    }

    /// Kills a node and damages `count` records of its log from the one at `position` on.
    mutating func damage(
        _ id: NodeID,
        at position: Int,
        count: Int = 1,
        isBounded: Bool = true
    ) throws {
        try crash(id)
        self[id].disk.damage(at: position, count: count, isBounded: isBounded)
        trace?.append("\(id) is damaged at \(position), \(count) records")
    }

    // MARK: Snapshots

    /// Makes a snapshot of what a node has executed, and drops the entries through `slot`.
    mutating func checkpoint(_ id: NodeID, through slot: Slot? = nil) throws {
        guard isFree(id), let execution = self[id].replica?.execution, execution.through > .zero
        else { return }
        let snapshot = ClusterDisk.Snapshot(slot: execution.through, digest: execution.digest)
        self[id].disk.keep(snapshot)
        try turn(id) { replica, _ in
            replica.checkpoint(through: min(slot ?? execution.through, execution.through))
        }
        events.append("\(id) keeps a snapshot through \(execution.through)")
    }

    /// Hands over an offered snapshot: the node keeps it, and goes on from it.
    mutating func deliverSnapshot(at position: Int) throws {
        let packet = snapshots.remove(at: position)
        let id = packet.destination
        guard isFree(id), let committed = self[id].replica?.committed,
            packet.snapshot.slot > committed
        else { return }
        trace?.append("\(packet)")
        installs += 1
        self[id].disk.keep(packet.snapshot)
        try oracle.noteExecuted(packet.snapshot.slot, digest: packet.snapshot.digest, by: id)
        try turn(id) { replica, effects in
            replica.snapshotProgressed(from: packet.source)
            let (slot, digest) = (packet.snapshot.slot, packet.snapshot.digest)
            guard replica.install(checkpoint: slot, digest: digest, into: &effects) else { return }
            replica.checkpoint(through: slot)
        }
    }
}
