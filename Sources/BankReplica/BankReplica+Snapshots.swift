import Bank
import HybridClock
public import Paxos
import Wire

#if MUTANTS
import Mutation
#endif

/// Snapshots: freezing the state, and going on from another node's.
extension BankReplica {
    /// Freezes the state as it is after `slot`, unless an earlier one still waits for the disk.
    ///
    /// The frozen value shares its memory with the bank until that changes; then what changes is
    /// copied once.
    mutating func freeze(_ slot: Slot) {
        guard frozen == nil else { return }
        frozen = SnapshotState(slot: slot, stamp: lastStamp, digest: digest, bank: bank)
        #if MUTANTS
        if Mutant.executedApartFromState.isPlanted {
            let before = digests[Slot(slot.rawValue - 1)] ?? digest
            frozen = SnapshotState(slot: slot, stamp: lastStamp, digest: before, bank: bank)
        }
        if Mutant.snapshotAheadOfLog.isPlanted {
            frozen = SnapshotState(slot: slot.next, stamp: lastStamp, digest: digest, bank: bank)
        }
        #endif
    }

    /// Freezes the state as it is now, because somebody asked for a snapshot; while an earlier one
    /// is being written, that is done after it.
    ///
    /// - Returns: The slot that a snapshot will reach at least, as soon as there is space for it;
    ///   nil before slot 1.
    public mutating func freezeNow() -> Slot? {
        let slot = paxos.execution.through
        guard slot > .zero else { return nil }
        owedSlot = slot
        freeze(slot)
        return slot
    }

    /// Lets go of the frozen state.
    mutating func thaw() {
        frozen = nil
    }

    /// Lets go of the frozen state, which could not be written: a snapshot is owed.
    mutating func giveUpFrozen() {
        if let frozen { owedSlot = max(owedSlot, frozen.slot) }
        thaw()
    }

    /// Whether a snapshot is wanted of the state as it is, of whichever slot: one was asked for, or
    /// could not be written, or half of the places for entries are used.
    ///
    /// - Parameter newest: The slot of the newest snapshot; zero for none.
    /// - Returns: Whether one is wanted, and would bring something new.
    func owesSnapshot(after newest: Slot) -> Bool {
        guard frozen == nil, paxos.execution.through > newest else { return false }
        return owedSlot > newest || (checkpointInterval != nil && isLogHalfUsed)
    }

    /// Whether half of the slots that can be held are held, and executed.
    ///
    /// Entries go only when two snapshots cover them: whoever waits longer may find no room left.
    private var isLogHalfUsed: Bool {
        paxos.acceptor.checkpoint.distance(to: paxos.execution.through)
            >= max(1, paxos.configuration.limits.logSlotsMax / 2)
    }

    /// Goes on from another node's state, which is on this node's disk now.
    mutating func install(_ state: SnapshotState, into output: inout Output) {
        guard paxos.install(checkpoint: state.slot, digest: state.digest, into: &output.effects)
        else { return }
        take(state)
        answerKnown(into: &output)
    }

    /// Makes a snapshot's state this replica's own.
    mutating func take(_ state: SnapshotState) {
        bank = state.bank
        #if MUTANTS
        if Mutant.snapshotWithoutClients.isPlanted { bank.forgetClients() }
        if Mutant.snapshotWithoutKeys.isPlanted { bank.forgetKeys() }
        #endif
        digest = state.digest
        lastStamp = max(lastStamp, state.stamp)
        clock.pass(lastStamp)
        digests.restart(with: digest, after: state.slot)
    }

    /// Answers the open requests that were executed in slots this node never saw.
    private mutating func answerKnown(into output: inout Output) {
        for request in requests.all {
            guard let reply = bank.clients.lookup(request).reply(to: request),
                let open = requests.close(request)
            else { continue }
            let message = ReplyMessage(ballot: paxos.leaderBallot ?? .zero, reply: reply)
            send(message, to: open, into: &output)
        }
    }
}
