import Bank
import Paxos
import Wire
import WriteAheadLog

#if MUTANTS
import Mutation
#endif

/// Snapshots of a node's own state: written from a frozen one, slice by slice.
extension ReplicaStore {
    /// Whether there is a snapshot to write, and there may be space for it.
    func wantsSnapshot(of replica: BankReplica) -> Bool {
        space.snapshot != .failed
            && (writing != nil || replica.frozen != nil || isSnapshotOwed(by: replica))
    }

    /// Whether a snapshot is to be taken of the state as it is now: one is owed, or the newest one
    /// is known to be damaged.
    private func isSnapshotOwed(by replica: BankReplica) -> Bool {
        guard let newest = snapshots.newest else { return replica.owesSnapshot(after: .zero) }
        return replica.owesSnapshot(after: newest.slot)
            || (newest.isDamaged && replica.paxos.execution.through > newest.slot)
    }

    /// Writes or checks one slice of a snapshot, if there is one to write; on a full disk it is
    /// given up, and owed.
    mutating func workOnSnapshot(for replica: inout BankReplica) throws(StoreError) {
        guard wantsSnapshot(of: replica) else { return }
        if replica.frozen == nil { replica.freeze(replica.paxos.execution.through) }
        let finished: SnapshotFile?
        do {
            finished = try writeSlice(for: &replica)
        } catch {
            guard error.isOutOfSpace else { throw error }
            // Nothing rests on a snapshot that is not finished.
            replica.giveUpFrozen()
            try discardWriting()
            space.snapshot = .failed
            return
        }
        guard let finished else { return }
        writing = nil
        counters.snapshotsWritten += 1
        space.snapshot = .succeeded
        replica.thaw()
        // One that is known to be damaged is no way back.
        let older = [snapshots.newest, snapshots.older].compactMap { $0 }.first { !$0.isDamaged }
        snapshots = (newest: finished, older: older)
        superfluous = max(superfluous ?? .zero, older?.slot ?? .zero)
        #if MUTANTS
        if Mutant.trimWithoutFlush.isPlanted { superfluous = replica.paxos.execution.through }
        #endif
    }

    /// Writes or checks one slice of the frozen state.
    ///
    /// - Returns: The file, if it is finished.
    private mutating func writeSlice(
        for replica: inout BankReplica
    ) throws(StoreError) -> SnapshotFile? {
        do throws(StorageError) {
            if writing == nil, let state = replica.frozen {
                guard state.slot > (snapshotSlot ?? .zero) else {
                    space.snapshot = .succeeded
                    replica.thaw()
                    return nil
                }
                writing = try SnapshotWriting(state, identity: identity, on: &disk)
            }
            guard var work = writing else { return nil }
            // The stored value lets go of its copy, so that the frozen state is not copied.
            writing = nil
            defer { writing = work }
            let slice = limits.snapshotSliceBytes
            return try work.work(bytesMax: slice, buffer: &buffer, on: &disk) ? work.file : nil
        } catch {
            throw .storage(error)
        }
    }

    /// Removes the snapshot that is being written.
    mutating func discardWriting() throws(StoreError) {
        guard let file = writing?.file else { return }
        writing = nil
        do { try SnapshotFileCalls.discard(file, on: &disk) } catch { throw .storage(error) }
    }

    /// Whether something is superfluous, and there may be space to say in the log that it goes.
    var owesDrop: Bool { superfluous != nil && space.log != .failed }

    /// Lets go of what snapshots made superfluous, between turns; if the log has no space to say
    /// so, later.
    mutating func dropSuperfluous(for replica: inout BankReplica) throws(StoreError) {
        guard owesDrop, let slot = superfluous else { return }
        do {
            try drop(through: slot, for: &replica)
            superfluous = nil
        } catch {
            guard case .log(.outOfSpace) = error else { throw error }
            // No record says it, so that all is still there.
            space.log = .failed
        }
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
        if slot > base {
            try raiseBase(to: slot)
            replica.paxos.checkpoint(through: slot)
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
        do { try log.removeSegments(before: oldest, on: &disk) } catch { throw StoreError(error) }
    }
}
