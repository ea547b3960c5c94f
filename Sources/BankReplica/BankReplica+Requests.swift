import Bank
import HybridClock
import Paxos
import Wire

#if MUTANTS
import Mutation
#endif

/// Requests on their way into a slot: waiting, relayed, proposed.
extension BankReplica {
    /// Takes a request on; one that was executed is answered from the client table at once.
    mutating func receive(_ request: Request, from origin: Origin, into output: inout Output) {
        if let reply = bank.clients.lookup(request).reply(to: request) {
            let message = answer(.bank(reply), to: request)
            return send(message, about: request.command, to: origin, into: &output)
        }
        guard requests.add(request, from: origin, now: now) else {
            let message = answer(.unavailable, to: request)
            return send(message, about: request.command, to: origin, into: &output)
        }
        paxos.requestArrived(into: &output.effects)
    }

    /// Proposes what waits, as far as the leader's window reaches.
    ///
    /// The client table is complete here: ``Paxos/Replica/proposalRoom`` is 0 until every slot of
    /// the leader's view is executed.
    mutating func proposeWaiting(wallMicroseconds: UInt64, into output: inout Output) {
        guard requests.waitingCount > 0 else { return }
        var room = paxos.proposalRoom
        guard room > 0 else { return refuseIfLogIsFull(into: &output) }
        // One stamp for all requests of a turn: execution tells them apart by their slots.
        let stamp = clock.stamp(wallMicroseconds: wallMicroseconds)
        let size = paxos.configuration.limits.entriesPerMessageMax
        while room > 0 {
            var batch = EntryBatch(capacity: min(room, size, requests.waitingCount))
            while batch.entries.count < min(room, size), let request = requests.takeToPropose() {
                if let reply = bank.clients.lookup(request).reply(to: request) {
                    close(request, with: .bank(reply), into: &output)
                    continue
                }
                #if MUTANTS
                if Mutant.keyTestedAtProposal.isPlanted, let reply = bank.keyedReply(to: request) {
                    close(request, with: .bank(reply), into: &output)
                    continue
                }
                #endif
                batch.append(StampedRequest(stamp: stamp, request: request))
            }
            guard !batch.entries.isEmpty else { return }
            room -= batch.entries.count
            paxos.propose(batch.entries, text: batch.text())
            proposedIn = paxos.leaderBallot
        }
    }

    /// Answers "unavailable" while the log can take no further slot, in memory or on disk.
    private mutating func refuseIfLogIsFull(into output: inout Output) {
        guard paxos.isDiskFull || paxos.committed.next > paxos.acceptor.lastAcceptable else {
            return
        }
        while let request = requests.takeToPropose() {
            close(request, with: .unavailable, into: &output)
        }
    }

    private mutating func close(
        _ request: Request,
        with result: ReplyMessage.Answer,
        into output: inout Output
    ) {
        guard let open = requests.close(request) else { return }
        send(answer(result, to: request), to: open, into: &output)
    }

    /// Relays what waits to the leader, and nothing that was relayed to here.
    mutating func relayWaiting(into output: inout Output) {
        guard requests.mayRelay, let leader = paxos.leaderBallot?.proposer else { return }
        while let request = requests.takeToRelay() {
            counters.relayed += 1
            output.relays.append(
                Output.Relay(destination: leader, message: .request(request, via: id))
            )
        }
    }

    /// Lets what was relayed to another leader wait again, for the one that is known now.
    mutating func takeBackRelayed() {
        guard let leader = paxos.leaderBallot, leader != knownLeader else { return }
        knownLeader = leader
        requests.takeBackRelayed()
    }

    /// Passes the answer to a relayed request on to who asked here.
    ///
    /// Answers to another command of that name are passed over: one that was asked for before may
    /// come late, or twice.
    mutating func passOn(
        _ reply: ReplyMessage,
        to command: Command,
        into output: inout Output
    ) {
        let request = Request(
            client: reply.client,
            timestamp: reply.timestamp,
            command: command
        )
        let isFinal = if case .bank = reply.answer { true } else { false }
        guard let open = requests.close(relayed: request, isFinal: isFinal) else { return }
        send(reply, to: open, into: &output)
    }

    /// Tells clients whose requests this node proposed and will not see through that it does not
    /// know what will become of them.
    mutating func answerAbandoned(into output: inout Output) {
        guard requests.proposedCount > 0, hasAbandonedProposals else { return }
        for open in requests.closeProposed() {
            #if MUTANTS
            if Mutant.failedOnTimeout.isPlanted {
                let refusal = Reply(
                    client: open.request.client,
                    timestamp: open.request.timestamp,
                    result: .failed(.insufficientFunds),
                    position: 0,
                    balances: nil
                )
                send(answer(.bank(refusal), to: open.request), to: open, into: &output)
                continue
            }
            #endif
            send(answer(.notLeader, to: open.request), to: open, into: &output)
        }
    }

    /// Whether this node leads no more in the ballot in which it proposed: another one leads, or it
    /// renewed itself and what its new view does not hold may be lost.
    private var hasAbandonedProposals: Bool {
        if paxos.isFollower { return true }
        guard let view = paxos.ownView, view.ballot != proposedIn else { return false }
        return paxos.execution.through >= view.last
    }

    /// Forgets requests and refuses reads that could not be served for long; their clients ask
    /// again.
    mutating func dropOld(into output: inout Output) {
        guard now.isMultiple(of: 100), now > limits.waitingTicksMax else { return }
        requests.dropOld(before: now - limits.waitingTicksMax)
        refuseReads(before: now - limits.waitingTicksMax, into: &output)
    }

    private func answer(
        _ answer: ReplyMessage.Answer,
        to request: Request
    ) -> ReplyMessage {
        ReplyMessage(
            ballot: paxos.leaderBallot ?? .zero,
            client: request.client,
            timestamp: request.timestamp,
            answer: answer
        )
    }
}
