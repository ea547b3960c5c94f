import Bank
import BankReplica
import Paxos
import Wire

/// What leaves a node, and what appears on its disk, put before the checkers.
extension SimulatedCluster {
    /// Checks a message that leaves a node now.
    mutating func check(_ message: PaxosMessage, of index: Int) throws(InvariantViolation) {
        var before = nodes[index].replica.paxos.execution.through
        if case .newView(let page) = message { viewFirsts[page.run.ballot] = page.first }
        if case .accepted(let ballot, _) = message, let first = viewFirsts[ballot] {
            before = max(before, Slot(first.rawValue - 1))
        }
        let node = nodes[index].id
        try nodes[index].facts.check(message, of: node, chosen: before)
        try spoken.check(
            message,
            of: node,
            at: SpokenPromises.Moment(
                life: nodes[index].replica.paxos.durableState.life,
                start: nodes[index].starts
            )
        )
        try chosen.checkWord(message, of: node)
        try checkLimits(message, of: index)
        switch message {
        case .newView(let page): try chosen.check(page.run, promised: spoken.flushed)
        case .accept(let run, _): try chosen.check(run, promised: spoken.flushed)
        default: break
        }
    }

    /// Checks that no message is longer, and no node has taken on more, than the limits say (P9).
    func checkLimits(_ message: PaxosMessage, of index: Int) throws(InvariantViolation) {
        let count =
            switch message {
            case .promise(let page): page.accepted.count
            case .newView(let page): page.run.entries.count
            case .accept(let run, _): run.entries.count
            case .entries(let proposals): proposals.count
            default: 0
            }
        let most = options.paxosLimits.entriesPerMessageMax
        try require(
            count <= most,
            "P9",
            "\(nodes[index].id) says \(count) entries at once, \(most) are the limit"
        )
        let open = nodes[index].replica.openRequests
        try require(
            open <= options.replicaLimits.openRequestsMax,
            "P9",
            "\(nodes[index].id) has taken on \(open) requests,"
                + " \(options.replicaLimits.openRequestsMax) are the limit"
        )
    }

    /// Checks an answer to a client that leaves a node now, whether the client is connected there
    /// or not.
    mutating func check(_ message: ReplyMessage, of node: NodeID) throws(InvariantViolation) {
        guard case .bank(let reply) = message.answer else { return }
        try require(
            reply.client == message.client && reply.timestamp == message.timestamp,
            "I16",
            "\(node) answers \(message.client) \(message.timestamp) with \(reply)"
        )
        try history.check(reply, of: node)
        try replies.check(reply, of: "\(node)")
        guard reply.position > 0 else { return }
        // Not what the node believes, nor what was executed: what a quorum has flushed.
        guard case .command(let command)? = chosen[Slot(reply.position)],
            reply.isReplayed
                || command.request.client == reply.client
                    && command.request.timestamp == reply.timestamp
        else {
            throw InvariantViolation(
                "I27",
                "\(node) answers \(reply), and a quorum has flushed"
                    + " \(String(describing: chosen[Slot(reply.position)])) in that slot"
            )
        }
    }

    /// Looks at a node's newest snapshot, if it is another one than before.
    mutating func noteSnapshot(of index: Int) throws(InvariantViolation) {
        let node = nodes[index].id
        // Asked after every turn: nothing is copied for it.
        guard let slot = nodes[index].store?.snapshotSlot, snapshots.see(slot, of: node),
            let body = nodes[index].store?.disk.snapshotBody(of: slot)
        else { return }
        let limits = options.bankLimits
        let state = try snapshots.note(body, of: slot, at: node, limits: limits)
        guard let state else { return }
        try history.checkRecords(of: state.bank, after: slot, "a snapshot on \(node)")
    }

    /// Checks all that a running node's bank remembers.
    func checkRecords(of node: NodeID) throws(InvariantViolation) {
        let replica = replica(node)
        let slot = replica.paxos.execution.through
        try history.checkRecords(of: replica.bank, after: slot, "\(node)")
    }

    /// Checks that a running node holds every slot up to one, in its snapshot or as an entry, and
    /// each entry as it was executed (I10).
    func checkHeld(by node: NodeID, through slot: Slot) throws(InvariantViolation) {
        let acceptor = replica(node).paxos.acceptor
        var next = acceptor.checkpoint.next
        while next <= slot {
            let right = history.slots[Int(next.rawValue) - 1].entry
            let held = acceptor[next]?.entry
            try require(
                held == right && chosen[next] == right,
                "I10",
                "\(node) holds \(String(describing: held)) in \(next), and executed is \(right)"
            )
            next = next.next
        }
    }
}

extension SimulatedDisk {
    /// What lies behind the header of a snapshot; nil if there is no such file.
    func snapshotBody(of slot: Slot) -> ArraySlice<UInt8>? {
        let digits = String(slot.rawValue)
        let name = "snapshot-" + String(repeating: "0", count: 20 - digits.count) + digits
        return shownNames[name].flatMap { files[$0]?.content.dropFirst(Self.sectorBytes) }
    }
}
