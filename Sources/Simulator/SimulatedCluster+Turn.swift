import Bank
import BankReplica
import Paxos
import Wire

#if MUTANTS
import Mutation
#endif

/// The turn of a node, in the order that a real node keeps.
extension SimulatedCluster {
    /// Hands inputs to a node that takes part, and ends its turn.
    mutating func give(
        _ inputs: [Input],
        to node: NodeID
    ) throws(InvariantViolation) {
        guard isConnected(node) else { return }
        let index = index(node)
        nodes[index].noteRoom()
        do throws(StoreError) {
            for input in inputs { try handle(input, at: index) }
        } catch {
            return end(index, because: error)
        }
        try endTurn(of: index)
    }

    /// Takes in one input, as a node process does: lines about snapshots are its store's.
    private mutating func handle(_ input: Input, at index: Int) throws(StoreError) {
        if case .line(let line) = input {
            guard connections[index].contains(line.node) else { return }
            switch line.message {
            case .snapshot, .fetchSnapshot:
                let answers = try nodes[index].handleSnapshotLine(line, into: &output)
                for answer in answers { send(answer, to: NodeSet([line.node]), of: index) }
                model?.look(at: nodes[index])
                return
            case .paxos, .request, .reply: break
            }
        }
        nodes[index].handle(input, wallMicroseconds: wall(index), into: &output)
        model?.look(at: nodes[index], after: input)
    }

    /// Does what the inputs of a turn amount to: early messages, one flush, what rests on it.
    mutating func endTurn(of index: Int) throws(InvariantViolation) {
        var turn = Turn()
        while let step = nodes[index]
            .next(
                &turn,
                into: &output,
                wallMicroseconds: wall(index)
            )
        {
            isAfterFlush = step != .sendEarly
            switch step {
            case .sendEarly:
                model?.look(at: nodes[index])
                try history.observe(nodes[index].replica, chosen: chosen)
                for outbound in output.effects.early { try check(outbound.message, of: index) }
                send(output.effects.early, of: index)
            case .makeDurable:
                let records = output.effects.records
                do {
                    try nodes[index].makeDurable(&output, flushMilliseconds: flushMilliseconds)
                } catch {
                    return end(index, because: error)
                }
                model?.flushed(nodes[index])
                model?.look(at: nodes[index])
                flushes += 1
                let state = nodes[index].replica.paxos.durableState
                nodes[index].facts.note(state)
                spoken.noteFlushed(state.promised, of: nodes[index].id)
                if state.isRecovering { spoken.noteLost(nodes[index].id) }
                for record in records {
                    digest.mix(.record, DigestHasher.word(of: record))
                    nodes[index].facts.note(record)
                    try chosen.note(record, of: nodes[index].id)
                }
            case .sendRest:
                model?.endTurn(nodes[index])
                do {
                    try offerSnapshots(of: index)
                } catch {
                    return end(index, because: error)
                }
                try sendRest(of: index)
            }
        }
        #if MUTANTS
        // The checkers alone have to notice a planted bug.
        if PlantedMutant.current == nil { nodes[index].replica.checkInvariants() }
        #else
        nodes[index].replica.checkInvariants()
        #endif
        try noteSnapshot(of: index)
        if options.worksAtOnce { while try workQuietly(nodes[index].id) {} }
    }

    /// Ends a node whose disk has failed: nothing leaves it any more.
    private mutating func end(_ index: Int, because error: StoreError) {
        output.removeAll()
        model?.failed(nodes[index])
        nodes[index].stop()
        closeConnections(of: nodes[index].id)
        failures.append(Failure(node: nodes[index].id, error: error))
    }

    /// Does one slice of what no turn waits for.
    ///
    /// - Returns: Whether there is more of it.
    mutating func workQuietly(_ node: NodeID) throws(InvariantViolation) -> Bool {
        let index = index(node)
        guard nodes[index].isRunning else { return false }
        let isMore: Bool
        do {
            isMore = try nodes[index].workQuietly()
            model?.look(at: nodes[index])
            model?.endTurn(nodes[index])
        } catch {
            end(index, because: error)
            return false
        }
        try noteSnapshot(of: index)
        return isMore
    }

    /// What a node's own clock says.
    private func wall(_ index: Int) -> UInt64 { nodes[index].wall(wallMicroseconds) }

    private mutating func offerSnapshots(of index: Int) throws(StoreError) {
        for node in output.effects.snapshotsWanted {
            guard let part = try nodes[index].offer() else { continue }
            send(.snapshot(part), to: NodeSet([node]), of: index)
        }
    }

    /// Sends what rests on the flush.
    private mutating func sendRest(of index: Int) throws(InvariantViolation) {
        let node = nodes[index].id
        for outbound in output.effects.messages { try check(outbound.message, of: index) }
        send(output.effects.messages, of: index)
        for relay in output.relays {
            if case .request = relay.message { relayedRequests += 1 }
            if case .reply(let reply, _) = relay.message { try check(reply, of: node) }
            send(relay.message, to: NodeSet([relay.destination]), of: index)
        }
        for answer in output.answers {
            if case .reply(let reply) = answer.message { try check(reply, of: node) }
            answers.append(
                ClientAnswer(node: node, session: answer.session, message: answer.message)
            )
        }
    }

    private mutating func send(_ messages: [Outbound<StampedRequest>], of index: Int) {
        for outbound in messages {
            send(.paxos(outbound.message), to: outbound.destinations, of: index)
        }
    }

    /// Sends one line, stamped once, to every destination with which there is a connection.
    private mutating func send(
        _ message: PeerMessage,
        to destinations: NodeSet,
        of index: Int
    ) {
        let line = PeerLine(
            node: nodes[index].id,
            clock: nodes[index].stamp(wallMicroseconds: wall(index)),
            message: message
        )
        for destination in destinations where connections[index].contains(destination) {
            outbox.append(
                SentLine(line: line, destination: destination, isAfterFlush: isAfterFlush)
            )
        }
    }
}
