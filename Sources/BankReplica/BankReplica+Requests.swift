import Bank
import HybridClock
import Paxos
import Wire

/// Requests on their way into a slot: waiting, relayed, proposed.
extension BankReplica {
    /// Takes a request on; one that was executed is answered from the client table at once.
    mutating func receive(_ request: Request, from origin: Origin, into output: inout Output) {
        if let reply = bank.clients.lookup(request).reply(to: request) {
            return send(answer(.bank(reply), to: RequestName(request)), to: origin, into: &output)
        }
        guard requests.add(request, from: origin, now: now) else {
            return send(answer(.unavailable, to: RequestName(request)), to: origin, into: &output)
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
        while room > 0, let request = requests.takeToPropose() {
            if let reply = bank.clients.lookup(request).reply(to: request) {
                close(request, with: .bank(reply), into: &output)
                continue
            }
            _ = paxos.propose(StampedRequest(stamp: stamp, request: request))
            proposedIn = paxos.leaderBallot
            room -= 1
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
        send(answer(result, to: RequestName(request)), to: open, into: &output)
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
    mutating func passOn(_ reply: ReplyMessage, into output: inout Output) {
        let name = RequestName(client: reply.client, timestamp: reply.timestamp)
        if case .bank(let answer) = reply.answer, !isAnswer(answer, toWhatIsOpen: name) { return }
        let isFinal = if case .bank = reply.answer { true } else { false }
        guard let open = requests.close(relayed: name, isFinal: isFinal) else { return }
        send(reply, to: open, into: &output)
    }

    /// Whether an answer from elsewhere is to the very command that is open here, as far as can be
    /// seen here.
    ///
    /// The answer names no command. One that comes late, or twice, may be to another command that
    /// had the same name and was answered before. What this node holds in its slot, or has
    /// executed, tells the two apart; if it has heard of neither, the answer is believed.
    private func isAnswer(_ reply: Reply, toWhatIsOpen name: RequestName) -> Bool {
        guard reply.position > 0, let command = requests.command(of: name) else { return true }
        let request = name.request(command)
        let slot = Slot(reply.position)
        // Another name there is that of an entry which is going to be replaced.
        if case .command(let held)? = paxos.acceptor[slot]?.entry,
            RequestName(held.request) == name
        {
            return held.request == request
        }
        guard slot <= paxos.execution.through else { return true }
        return bank.clients.lookup(request).reply(to: request) == reply
    }

    /// Tells clients whose requests this node proposed and will not see through that it does not
    /// know what will become of them.
    mutating func answerAbandoned(into output: inout Output) {
        guard requests.proposedCount > 0, hasAbandonedProposals else { return }
        for (name, open) in requests.closeProposed() {
            send(answer(.notLeader, to: name), to: open, into: &output)
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

    private func answer(_ answer: ReplyMessage.Answer, to name: RequestName) -> ReplyMessage {
        ReplyMessage(
            ballot: paxos.leaderBallot ?? .zero,
            client: name.client,
            timestamp: name.timestamp,
            answer: answer
        )
    }
}
