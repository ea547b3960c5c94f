import Bank
public import Paxos
public import Wire
import WriteAheadLog

/// Snapshots: written from a frozen state, offered to nodes that are far behind, taken over.
extension ReplicaStore {
    // MARK: Writing

    /// Writes or checks one slice of a snapshot, if there is one to write.
    mutating func workOnSnapshot(for replica: inout BankReplica) throws(StoreError) {
        let isDone: Bool
        do throws(StorageError) {
            if writing == nil, let state = replica.frozen {
                guard state.slot > (snapshotSlot ?? .zero) else { return replica.thaw() }
                writing = try SnapshotWriting(state, identity: identity, on: &disk)
            }
            guard var work = writing else { return }
            // The stored value lets go of its copy, so that the frozen state is not copied.
            writing = nil
            defer { writing = work }
            isDone = try work.work(
                bytesMax: limits.snapshotSliceBytes,
                buffer: &buffer,
                on: &disk
            )
        } catch {
            throw .storage(error)
        }
        guard isDone, let file = writing?.file else { return }
        writing = nil
        counters.snapshotsWritten += 1
        replica.thaw()
        let older = snapshots.newest
        snapshots = (newest: file, older: older)
        try drop(through: older?.slot ?? .zero, for: &replica)
    }

    /// Forgets a snapshot that could not be finished, and gives its space back.
    mutating func giveUpSnapshot(for replica: inout BankReplica) throws(StoreError) {
        replica.thaw()
        guard let file = writing?.file else { return }
        writing = nil
        do { try disk.remove(file.temporaryName) } catch { throw .storage(error) }
    }

    /// Lets go of everything that the two snapshots make superfluous: entries in memory, older
    /// snapshots, segments of the log.
    ///
    /// - Parameters:
    ///   - slot: Every slot up to this one is in a snapshot that will be kept.
    ///   - replica: Whose entries are dropped.
    /// - Throws: ``StoreError``; the node MUST stop then.
    private mutating func drop(
        through slot: Slot,
        for replica: inout BankReplica
    ) throws(StoreError) {
        let first = slot > base ? index.drop(through: slot) : nil
        if slot > base {
            base = slot
            oldest = first ?? oldest
            replica.paxos.checkpoint(through: slot)
            // The log says what it lacks before it lacks it.
            try appendBeginning()
        }
        let kept = [snapshots.newest?.slot, snapshots.older?.slot]
        do throws(StorageError) {
            var removed = false
            for name in try disk.names() {
                guard let found = SnapshotFile.slot(named: name), !kept.contains(found) else {
                    continue
                }
                try disk.remove(name)
                removed = true
            }
            if removed { try disk.flushNames() }
        } catch {
            throw .storage(error)
        }
        guard let first else { return }
        do { try log.removeSegments(before: first, on: &disk) } catch { throw StoreError(error) }
    }

    // MARK: Serving

    /// Returns what a node that asks for dropped slots is offered: the first part of the newest
    /// snapshot; nil if there is none.
    public mutating func offer() throws(StoreError) -> SnapshotPart? {
        try snapshots.newest.flatMap { (file) throws(StoreError) in try part(0, of: file) }
    }

    /// Returns the parts that a node asks for; if that snapshot is gone, the newest one is offered.
    public mutating func parts(
        for request: SnapshotRequest
    ) throws(StoreError) -> [SnapshotPart] {
        let known = [snapshots.newest, snapshots.older]
            .first { $0?.slot == request.slot && ($0?.count ?? 0) > request.index }
        guard let file = known ?? nil else { return try offer().map { [$0] } ?? [] }
        var parts: [SnapshotPart] = []
        let end = min(request.index + limits.snapshotPartsPerAnswer, file.count)
        for index in request.index..<end {
            guard let part = try part(index, of: file) else { break }
            parts.append(part)
        }
        return parts
    }

    /// Reads one part back; nil if the disk damaged it, so that somebody else is asked.
    private mutating func part(
        _ index: Int,
        of file: SnapshotFile
    ) throws(StoreError) -> SnapshotPart? {
        do {
            return try file.read(index, of: file.name, on: &disk)
                .map { SnapshotPart(slot: file.slot, index: index, count: file.count, bytes: $0) }
        } catch {
            throw .storage(error)
        }
    }

    // MARK: Taking over

    /// Takes in a part of another node's snapshot, and asks for the next ones.
    ///
    /// A newer snapshot replaces one that is being fetched; the same one is gone on with, whoever
    /// sends it: equal slots have equal parts. The last part installs it. On a full disk nothing is
    /// begun, and what was begun is given up: it begins again with an offer when there is space.
    ///
    /// - Returns: What to ask the sender next; nil for nothing.
    /// - Throws: ``StoreError``; the node MUST stop then.
    public mutating func receive(
        _ part: SnapshotPart,
        from peer: NodeID,
        for replica: inout BankReplica,
        into output: inout Output
    ) throws(StoreError) -> SnapshotRequest? {
        if let current = receiving, current.file.slot <= replica.paxos.committed {
            try giveUpReceiving()
        }
        guard part.slot > replica.paxos.committed else { return nil }
        if part.index == 0, let current = receiving, current.file.slot >= part.slot {
            guard current.file.slot == part.slot else { return nil }
            replica.paxos.snapshotProgressed(from: peer)
            return SnapshotRequest(slot: part.slot, index: current.nextIndex)
        }
        guard !isDiskFull, try take(part, limits: replica.bank.limits), let current = receiving
        else { return nil }
        replica.paxos.snapshotProgressed(from: peer)
        if current.nextIndex == current.count {
            try install(for: &replica, into: &output)
            return nil
        }
        // The last part of an answer asks for the next answer; so does the offer.
        guard part.index % limits.snapshotPartsPerAnswer == 0 else { return nil }
        return SnapshotRequest(slot: part.slot, index: current.nextIndex)
    }

    /// Adds a part to what was received, or begins with it if it is the first one.
    ///
    /// - Returns: Whether it fits, and there was space for it.
    private mutating func take(
        _ part: SnapshotPart,
        limits bankLimits: BankLimits
    ) throws(StoreError) -> Bool {
        do {
            if part.index == 0 {
                try giveUpReceiving()
                try beginReceiving(part, limits: bankLimits)
            }
            return try add(part)
        } catch {
            guard error.isOutOfSpace else { throw error }
            // Nothing rests on a snapshot that is not whole.
            try giveUpReceiving()
            isDiskFull = true
            return false
        }
    }

    private mutating func beginReceiving(
        _ part: SnapshotPart,
        limits bankLimits: BankLimits
    ) throws(StoreError) {
        do {
            receiving = try SnapshotReceiving(
                SnapshotFile(slot: part.slot),
                count: part.count,
                reader: SnapshotReader(limits: bankLimits),
                identity: identity,
                on: &disk
            )
        } catch {
            throw .storage(error)
        }
    }

    private mutating func giveUpReceiving() throws(StoreError) {
        guard let current = receiving else { return }
        receiving = nil
        do { try disk.remove(current.file.temporaryName) } catch { throw .storage(error) }
    }

    /// Adds a part to what was received, if it is the next one.
    ///
    /// - Returns: Whether it was; one that does not fit ends the whole, which begins again with the
    ///   next offer.
    private mutating func add(_ part: SnapshotPart) throws(StoreError) -> Bool {
        guard var current = receiving, current.file.slot == part.slot,
            current.nextIndex == part.index, current.count == part.count
        else { return false }
        // The stored value lets go of its copy, so that what has arrived is not copied.
        receiving = nil
        let fits: Bool
        do {
            defer { receiving = current }
            fits = try current.add(part.bytes, buffer: &buffer, on: &disk)
        } catch {
            throw .storage(error)
        }
        if !fits { try giveUpReceiving() }
        return fits
    }

    /// Makes the received snapshot durable and lets the replica go on from it.
    private mutating func install(
        for replica: inout BankReplica,
        into output: inout Output
    ) throws(StoreError) {
        guard var current = receiving else { return }
        let state: SnapshotState?
        do { state = try current.finish(on: &disk) } catch { throw .storage(error) }
        guard let state else { return try giveUpReceiving() }
        receiving = nil
        counters.snapshotsInstalled += 1
        // What this node was writing itself is older.
        try giveUpSnapshot(for: &replica)
        replica.install(state, into: &output)
        snapshots = (newest: current.file, older: nil)
        try drop(through: state.slot, for: &replica)
    }
}
