import Bank
import HybridClock
import Paxos
import Wire

/// Requests on their way into a slot: waiting, relayed, proposed.
extension BankReplica {
    /// Takes a request on; one that was executed is answered from the client table at once.
    mutating func receive(_ request: Request, from origin: Origin, into output: inout Output) {
        if let reply = bank.clients.lookup(request).reply(to: request) {
            return send(answer(.bank(reply), to: request), to: origin, into: &output)
        }
        guard requests.add(request, from: origin, now: now) else {
            return send(answer(.unavailable, to: request), to: origin, into: &output)
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
        while room > 0, let waiting = requests.popWaiting() {
            let request = waiting.request
            let name = RequestName(request)
            if let reply = bank.clients.lookup(request).reply(to: request) {
                guard let open = requests.close(name) else { continue }
                send(answer(.bank(reply), to: request), to: open, into: &output)
                continue
            }
            requests.move(name, to: .proposed)
            _ = paxos.propose(StampedRequest(stamp: stamp, request: request))
            room -= 1
        }
    }

    /// Answers "unavailable" while the log can take no further slot.
    private mutating func refuseIfLogIsFull(into output: inout Output) {
        guard paxos.committed.next > paxos.acceptor.lastAcceptable else { return }
        while let waiting = requests.popWaiting() {
            guard let open = requests.close(RequestName(waiting.request)) else { continue }
            send(answer(.unavailable, to: waiting.request), to: open, into: &output)
        }
    }

    /// Relays what waits to the leader, each request once, and none that was relayed to here.
    mutating func relayWaiting(into output: inout Output) {
        guard requests.waitingCount > 0, let leader = paxos.leaderBallot?.proposer else { return }
        for waiting in requests.takeWaiting(where: { !$0.isRelayed }) {
            requests.move(RequestName(waiting.request), to: .relayed)
            counters.relayed += 1
            output.relays.append(
                Output.Relay(destination: leader, message: .request(waiting.request, via: id))
            )
        }
    }

    /// Passes the answer to a relayed request on to who asked here.
    mutating func passOn(_ reply: ReplyMessage, into output: inout Output) {
        let name = RequestName(client: reply.client, timestamp: reply.timestamp)
        guard let open = requests.close(name) else { return }
        send(reply, to: open, into: &output)
    }

    /// Tells clients of a leader that leads no more that it does not know what will become of
    /// their requests.
    mutating func failDeposed(into output: inout Output) {
        guard requests.proposedCount > 0, paxos.isFollower else { return }
        for name in requests.proposedNames {
            guard let open = requests.close(name) else { continue }
            let message = ReplyMessage(
                ballot: paxos.leaderBallot ?? .zero,
                client: name.client,
                timestamp: name.timestamp,
                answer: .notLeader
            )
            send(message, to: open, into: &output)
        }
    }

    /// Forgets requests that could not be proposed for long; their clients ask again.
    mutating func dropOldWaiting() {
        guard now.isMultiple(of: 100) else { return }
        requests.dropOld(before: now > limits.waitingTicksMax ? now - limits.waitingTicksMax : 0)
    }

    func answer(_ answer: ReplyMessage.Answer, to request: Request) -> ReplyMessage {
        ReplyMessage(
            ballot: paxos.leaderBallot ?? .zero,
            client: request.client,
            timestamp: request.timestamp,
            answer: answer
        )
    }
}
