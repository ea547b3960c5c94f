import Bank
import HybridClock
public import Paxos
import Wire

/// Snapshots: freezing the state, and going on from another node's.
extension BankReplica {
    /// Freezes the state as it is after `slot`, unless an earlier one still waits for the disk.
    ///
    /// The frozen value shares its memory with the bank until that changes; then what changes is
    /// copied once.
    mutating func freeze(_ slot: Slot) {
        guard frozen == nil else { return }
        frozen = SnapshotState(slot: slot, stamp: lastStamp, digest: digest, bank: bank)
    }

    /// Freezes the state as it is now, because somebody asked for a snapshot.
    ///
    /// - Returns: The slot of the snapshot that will be written next; nil before slot 1.
    public mutating func freezeNow() -> Slot? {
        guard paxos.execution.through > .zero else { return nil }
        freeze(paxos.execution.through)
        return frozen?.slot
    }

    /// Lets go of the frozen state.
    mutating func thaw() {
        frozen = nil
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
            let message = ReplyMessage(
                ballot: paxos.leaderBallot ?? .zero,
                client: reply.client,
                timestamp: reply.timestamp,
                answer: .bank(reply)
            )
            send(message, to: open, into: &output)
        }
    }
}
