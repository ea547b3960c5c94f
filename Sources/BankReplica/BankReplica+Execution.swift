import Bank
import HybridClock
import Paxos
import Wire

#if MUTANTS
import Mutation
#endif

/// Execution: committed entries, in slot order, once each.
extension BankReplica {
    /// Executes every committed slot that is not executed yet, and answers who waits for it.
    mutating func execute(into output: inout Output) {
        let committed = paxos.committed
        guard paxos.execution.through < committed else { return }
        var slot = paxos.execution.through.next
        while slot <= committed {
            guard let entry = paxos.acceptor.entry(at: slot) else {
                preconditionFailure("\(slot) is committed, and not held")
            }
            execute(entry, at: slot, into: &output)
            slot = slot.next
        }
        // What this node proposes from now on is stamped above all that it has executed.
        clock.pass(lastStamp)
        paxos.didExecute(through: committed, digest: digest)
    }

    private mutating func execute(
        _ entry: BankEntry,
        at slot: Slot,
        into output: inout Output
    ) {
        var hasher = DigestHasher(resuming: digest)
        hasher.mix(slot.rawValue)
        switch entry {
        case .noop:
            counters.noops += 1
            hasher.mix(0)
        case .command(let command):
            // Entries of different leaders may be stamped out of order; executed slots are not.
            lastStamp = max(lastStamp.next, command.stamp)
            #if MUTANTS
            if Mutant.machineClockInExecution.isPlanted { lastStamp = max(lastStamp, clock.latest) }
            if Mutant.keysExpireByMachineClock.isPlanted {
                bank.expireKeys(at: clock.latest.raw)
            }
            if Mutant.pruneByMachineClock.isPlanted, clock.latest.raw % 64 == 0 {
                bank.forgetClients()
            }
            #endif
            let reply = bank.execute(
                command.request,
                position: slot.rawValue,
                stamp: lastStamp.raw
            )
            if reply.position != slot.rawValue { counters.duplicates += 1 }
            hasher.mix(command.stamp.raw)
            command.request.mixPacked(into: &hasher)
            reply.mixOutcome(into: &hasher)
            finish(command.request, with: reply, into: &output)
        }
        digest = hasher.state
        digests.append(digest, after: slot)
        if let checkpointInterval, slot.rawValue.isMultiple(of: checkpointInterval) { freeze(slot) }
    }

    /// Answers everyone who waits for `request`.
    private mutating func finish(
        _ request: Request,
        with reply: Reply,
        into output: inout Output
    ) {
        guard requests.count > 0, let open = requests.close(request) else { return }
        let message = ReplyMessage(ballot: paxos.leaderBallot ?? .zero, reply: reply)
        send(message, to: open, into: &output)
    }

    /// Sends an answer to all who asked.
    func send(_ message: ReplyMessage, to open: OpenRequest, into output: inout Output) {
        send(message, about: open.request.command, to: open.origin, into: &output)
        for origin in open.otherOrigins {
            send(message, about: open.request.command, to: origin, into: &output)
        }
    }

    /// Sends an answer to a client here, or to the node that relayed the request.
    func send(
        _ message: ReplyMessage,
        about command: Command,
        to origin: Origin,
        into output: inout Output
    ) {
        switch origin {
        case .session(let session):
            output.answers.append(Output.Answer(session: session, message: .reply(message)))
        case .relay(let node):
            let reply = PeerMessage.reply(message, to: command)
            output.relays.append(Output.Relay(destination: node, message: reply))
        }
    }
}
