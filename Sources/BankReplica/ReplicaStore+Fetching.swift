import Bank
public import Paxos
public import Wire
import WriteAheadLog

#if MUTANTS
import Mutation
#endif

/// Snapshots of others: fetched part by part, and taken over.
extension ReplicaStore {
    /// Takes in a part of another node's snapshot, and asks for the next ones.
    ///
    /// The same snapshot is gone on with, whoever sends it: equal slots have equal parts. A newer
    /// one replaces it, and any other one if nothing of it comes any more. The last part installs
    /// it. On a full disk it is given up, and nothing is begun until ``retrySpace()``; then it
    /// begins again with an offer.
    ///
    /// - Returns: What to ask the sender next; nil for nothing.
    /// - Throws: ``StoreError``; the node MUST stop then.
    public mutating func receive(
        _ part: SnapshotPart,
        from peer: NodeID,
        for replica: inout BankReplica,
        into output: inout Output
    ) throws(StoreError) -> SnapshotRequest? {
        try giveUpOvertakenFetch(by: replica)
        guard part.slot > replica.paxos.committed, space.fetch != .failed else { return nil }
        if part.index == 0, let current = receiving?.file,
            receiving?.givesWay(to: part.slot) == false
        {
            guard current.slot == part.slot else { return nil }
            #if MUTANTS
            if Mutant.dropSecondSnapshot.isPlanted, current.count > 1 { return nil }
            #endif
            replica.paxos.snapshotProgressed(from: peer)
            return SnapshotRequest(slot: part.slot, index: current.count)
        }
        guard let next = try take(part, for: &replica, into: &output) else { return nil }
        replica.paxos.snapshotProgressed(from: peer)
        // The last part of an answer asks for the next answer; so does the offer.
        guard part.index % limits.snapshotPartsPerAnswer == 0 else { return nil }
        return next
    }

    /// Adds a part to what was received, or begins with it if it is the first one; the last one
    /// installs the whole.
    ///
    /// - Returns: The part after it; nil if it does not fit, was the last one, or found no space.
    private mutating func take(
        _ part: SnapshotPart,
        for replica: inout BankReplica,
        into output: inout Output
    ) throws(StoreError) -> SnapshotRequest? {
        let state: SnapshotState?
        do {
            if part.index == 0 {
                try giveUpReceiving()
                try beginReceiving(part, limits: replica.bank.limits)
            }
            guard try add(part), let current = receiving else { return nil }
            #if MUTANTS
            if Mutant.swallowInstallFailure.isPlanted, current.nextIndex == current.count - 1 {
                try installNothing(of: part.slot, for: &replica, into: &output)
                return nil
            }
            #endif
            guard current.nextIndex == current.count else {
                return SnapshotRequest(slot: part.slot, index: current.nextIndex)
            }
            state = try finishReceiving()
        } catch {
            guard error.isOutOfSpace else { throw error }
            // Nothing rests on a snapshot that is not whole.
            try giveUpReceiving()
            space.failToFetch(part.slot)
            return nil
        }
        guard let state, let file = receiving?.file else {
            try giveUpReceiving()
            return nil
        }
        receiving = nil
        guard try isLackSaid(of: file) else { return nil }
        try install(state, from: file, for: &replica, into: &output)
        return nil
    }

    #if MUTANTS
    /// Takes a snapshot for installed that is not whole.
    private mutating func installNothing(
        of slot: Slot,
        for replica: inout BankReplica,
        into output: inout Output
    ) throws(StoreError) {
        try giveUpReceiving()
        try raiseBase(to: slot)
        _ = replica.paxos.install(checkpoint: slot, digest: 0, into: &output.effects)
    }
    #endif

    /// Has the log say that a fetched snapshot stands for what it lacks, before anything rests on
    /// that: the snapshot may be damaged later.
    ///
    /// The turn that is under way adds its own to the state that the log names now.
    ///
    /// - Returns: Whether there was space for it; if not, the snapshot is given up.
    private mutating func isLackSaid(of file: SnapshotFile) throws(StoreError) -> Bool {
        do {
            try raiseBase(to: file.slot)
            return true
        } catch {
            guard case .log(.outOfSpace) = error else { throw error }
        }
        space.failToFetch(file.slot)
        do { try disk.remove(file.name) } catch { throw .storage(error) }
        return false
    }

    private mutating func beginReceiving(
        _ part: SnapshotPart,
        limits bankLimits: BankLimits
    ) throws(StoreError) {
        do {
            receiving = try SnapshotReceiving(
                SnapshotFile(fetching: part.slot),
                count: part.count,
                reader: SnapshotReader(limits: bankLimits),
                identity: identity,
                on: &disk
            )
        } catch {
            throw .storage(error)
        }
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

    /// Makes the received snapshot durable.
    ///
    /// - Returns: The state; nil if the parts do not fit together.
    private mutating func finishReceiving() throws(StoreError) -> SnapshotState? {
        guard var current = receiving else { return nil }
        receiving = nil
        do {
            defer { receiving = current }
            return try current.finish(on: &disk)
        } catch {
            throw .storage(error)
        }
    }

    /// Lets the replica go on from a snapshot that was received.
    private mutating func install(
        _ state: SnapshotState,
        from file: SnapshotFile,
        for replica: inout BankReplica,
        into output: inout Output
    ) throws(StoreError) {
        counters.snapshotsInstalled += 1
        // What this node was writing itself is older; whatever it owed is paid.
        replica.thaw()
        try discardWriting()
        space.snapshot = .succeeded
        space.didFetch()
        replica.install(state, into: &output)
        snapshots = (newest: file, older: nil)
        superfluous = state.slot
    }

    private mutating func giveUpReceiving() throws(StoreError) {
        guard let file = receiving?.file else { return }
        receiving = nil
        do { try SnapshotFileCalls.discard(file, on: &disk) } catch { throw .storage(error) }
    }

    /// Whether a node has committed what it fetches a snapshot for, or has tried to.
    func isFetchOvertaken(by replica: BankReplica) -> Bool {
        let committed = replica.paxos.committed
        if let receiving, receiving.file.slot <= committed { return true }
        return space.isFetchObsolete(committed)
    }

    /// Gives up a fetch that brings nothing new any more: its parts take memory and space.
    mutating func giveUpOvertakenFetch(by replica: BankReplica) throws(StoreError) {
        guard isFetchOvertaken(by: replica) else { return }
        try giveUpReceiving()
        space.didFetch()
    }
}
