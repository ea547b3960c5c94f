import BankReplica
import Paxos
import Wire
import WriteAheadLog

/// The turn of a node, in the order that a real node keeps.
extension SimulatedCluster {
    /// Hands inputs to a node that takes part, and ends its turn.
    mutating func give(
        _ inputs: [Input],
        to node: NodeID
    ) throws(InvariantViolation) {
        guard isConnected(node) else { return }
        let index = index(node)
        for input in inputs {
            nodes[index].replica
                .handle(
                    input,
                    wallMicroseconds: wallMicroseconds,
                    into: &output
                )
        }
        try endTurn(of: index)
    }

    /// Does what the inputs of a turn amount to: early messages, one flush, what rests on it.
    private mutating func endTurn(of index: Int) throws(InvariantViolation) {
        var hadRecords = false
        repeat {
            nodes[index].replica.endTurn(wallMicroseconds: wallMicroseconds, into: &output)
            try history.observe(nodes[index].replica, chosen: chosen)
            send(output.effects.early, of: index)
            hadRecords = !output.effects.records.isEmpty
            if hadRecords { try flush(index) }
            try sendRest(of: index)
            output.removeAll()
        } while hadRecords || nodes[index].replica.hasWork
        nodes[index].replica.checkInvariants()
    }

    private mutating func flush(_ index: Int) throws(InvariantViolation) {
        let node = nodes[index].replica.id
        let records = output.effects.records
        _ = nodes[index].log.append(count: records.count)
        nodes[index].log.flush()
        nodes[index].records += records
        for record in records {
            nodes[index].facts.note(record)
            try chosen.note(record, of: node)
        }
        nodes[index].replica.recordsAreDurable()
    }

    /// Sends what rests on the flush.
    private mutating func sendRest(of index: Int) throws(InvariantViolation) {
        let node = nodes[index].replica.id
        let log = nodes[index].log
        try require(log.flushed == log.appended, "I6", "\(node) sends before it flushed")
        for outbound in output.effects.messages { try checkDurable(outbound.message, of: index) }
        send(output.effects.messages, of: index)
        for relay in output.relays {
            if case .request = relay.message { relayedRequests += 1 }
            if case .reply(let reply) = relay.message { try check(reply, of: node) }
            send(relay.message, to: NodeSet([relay.destination]), of: index)
        }
        for answer in output.answers {
            if case .reply(let reply) = answer.message { try check(reply, of: node) }
            answers.append(
                ClientAnswer(node: node, session: answer.session, message: answer.message)
            )
        }
    }

    private mutating func checkDurable(
        _ message: PaxosMessage,
        of index: Int
    ) throws(InvariantViolation) {
        var before = nodes[index].replica.paxos.execution.through
        if case .newView(let page) = message { viewFirsts[page.run.ballot] = page.first }
        if case .accepted(let ballot, _) = message, let first = viewFirsts[ballot] {
            before = max(before, Slot(first.rawValue - 1))
        }
        let node = nodes[index].replica.id
        try nodes[index].facts.check(message, of: node, chosen: before)
    }

    private func check(_ reply: ReplyMessage, of node: NodeID) throws(InvariantViolation) {
        guard case .bank(let answer) = reply.answer else { return }
        try history.check(answer, of: node)
    }

    private mutating func send(_ messages: [Outbound<StampedRequest>], of index: Int) {
        for outbound in messages {
            send(.paxos(outbound.message), to: outbound.destinations, of: index)
        }
    }

    /// Sends one line, stamped once, to every destination that takes part.
    private mutating func send(
        _ message: PeerMessage,
        to destinations: NodeSet,
        of index: Int
    ) {
        let line = PeerLine(
            node: nodes[index].replica.id,
            clock: nodes[index].replica.stamp(wallMicroseconds: wallMicroseconds),
            message: message
        )
        for destination in destinations where isConnected(destination) {
            network.send(line, to: destination)
        }
    }
}
