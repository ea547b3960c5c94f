import Paxos

/// What nodes forget, and on what terms they come back.
extension Oracle {
    /// What was ever true of a node, whatever its disk says now.
    struct Past {
        /// How often it has started.
        var starts = 0
        /// How often it has forgotten something.
        var forgets = 0
        /// The highest life in which it rejoined.
        var life: UInt32 = 0
        /// The highest ballot it ever voted in.
        var lastVote = Ballot.zero
        /// The highest ballot it had voted in when it last forgot something.
        var forgottenVote = Ballot.zero
        /// Whether its disk went back in time, and it has not noticed.
        var isRolledBack = false
        /// Whose earlier lives it heard of late since it was started: it may hold against them what
        /// they have forgotten in all honesty.
        var isMisledAbout = NodeSet()
    }

    /// What was ever true of `node`.
    func past(of node: NodeID) -> Past { pasts[Int(node.rawValue)] }

    /// Notes that the disk of `node` is not all there: its votes still count, and it knows of none.
    mutating func noteForgotten(_ node: NodeID) {
        pasts[Int(node.rawValue)].isRolledBack = false
        guard !self[node].isRecovering else { return }
        let before = self[node]
        self[node] = NodeRecord()
        self[node].notes = before.notes
        self[node].lost = before.lost
        self[node].forgottenVotes = before.forgottenVotes.merging(before.votes) { $0 + $1 }
        self[node].isRecovering = true
        countForgetting(node)
    }

    /// Notes that the disk of `node` is what it was earlier.
    mutating func noteRolledBack(_ node: NodeID, to record: NodeRecord) {
        self[node] = record
        pasts[Int(node.rawValue)].isRolledBack = true
        countForgetting(node)
    }

    private mutating func countForgetting(_ node: NodeID) {
        let index = Int(node.rawValue)
        pasts[index].forgets += 1
        pasts[index].forgottenVote = pasts[index].lastVote
    }

    mutating func noteNote(_ note: Note, by node: NodeID) {
        let life = max(self[node].notes[note.node] ?? 0, note.incarnation.life)
        self[node].notes[note.node] = life
    }

    /// R4: who rejoins holds a whole view that was led without what it forgot, and all before it.
    mutating func noteRejoined(_ node: NodeID, life: UInt32) throws(Violation) {
        let past = past(of: node)
        try require(life > past.life, "R2", "\(node) begins life \(life) after \(past.life)")
        let ballot = self[node].promised
        try require(
            ballot > past.forgottenVote,
            "R4",
            "\(node) rejoins in \(ballot), and has forgotten a vote in \(past.forgottenVote)"
        )
        guard let first = ballots[ballot]?.viewFirst, let last = ballots[ballot]?.viewLast else {
            throw Violation(invariant: "R4", text: "\(node) rejoins in \(ballot), without a view")
        }
        var slot = first
        while slot <= last {
            let isHeld = self[node].votes[slot]?.contains { $0.ballot == ballot } ?? false
            try require(
                isHeld || (chosen[slot] != nil && self[node].committedNow >= slot),
                "R4",
                "\(node) rejoins in \(ballot) without \(slot) of its view"
            )
            slot = slot.next
        }
        try require(
            self[node].committedNow.next >= first,
            "R4",
            "\(node) rejoins in \(ballot) with \(self[node].committedNow), the view begins at \(first)"
        )
        self[node].isRecovering = false
        pasts[Int(node.rawValue)].life = life
    }

    /// I4: a node that was started again tells each vote if it is asked, or that it has lost it.
    func requireTold(by replica: Replica<String>) throws(Violation) {
        var asked = replica
        let node = replica.configuration.id
        guard let asker = replica.configuration.peers.first(where: { _ in true }) else { return }
        let ballot = Ballot(round: replica.acceptor.promised.round + 1, proposer: asker)
        var first = Slot(1)
        while true {
            var effects = Effects<String>()
            asked.step(.prepare(ballot: ballot, first: first), from: asker, into: &effects)
            // It may hold the question until its timer runs out.
            var page = promise(in: effects)
            for _ in 0..<100 where page == nil {
                asked.tick(into: &effects)
                page = promise(in: effects)
            }
            guard let page else {
                throw Violation(invariant: "I4", text: "\(node) does not answer \(ballot)")
            }
            try checkReport(page, of: node)
            guard !page.isLast, let last = page.accepted.last?.slot else { return }
            first = last.next
        }
    }

    private func promise(in effects: Effects<String>) -> PromisePage<String>? {
        for outbound in effects.messages {
            if case .promise(let page) = outbound.message { return page }
        }
        return nil
    }

    // MARK: Greetings

    /// R5: what a node says of itself is on its disk, also if it falls before it flushes its turn.
    func noteGreeting(
        _ greeting: Greeting,
        from node: NodeID,
        with disk: ClusterDisk
    ) throws(Violation) {
        let state = disk.state
        try require(
            greeting.promised <= state.promised && greeting.accepted <= disk.last
                && greeting.incarnation.life <= state.life
                && greeting.isRecovering == state.isRecovering,
            "R5",
            "\(node) says \(greeting), on disk are \(disk.last) and \(state)"
        )
    }

    /// R6: only who has forgotten something, and does not know it, is refused.
    func noteRefused(_ node: NodeID, by peer: NodeID) throws(Violation) {
        let isMisled = past(of: peer).isMisledAbout.contains(node)
        try require(
            past(of: node).isRolledBack || isMisled,
            "R6",
            "\(peer) says that \(node) has forgotten something, and it has not"
        )
    }

    /// Notes that a message arrived: one of an earlier life may be late.
    mutating func noteDelivered(_ packet: Packet) {
        guard packet.era < past(of: packet.source).forgets else { return }
        pasts[Int(packet.destination.rawValue)].isMisledAbout.insert(packet.source)
    }

    /// R1: who has forgotten something says nothing but questions and what is chosen.
    func requireMayTalk(_ message: Message<String>, from node: NodeID) throws(Violation) {
        guard self[node].isRecovering else { return }
        switch message {
        case .recall, .fetch, .entries: return
        case .prepare, .promise, .newView, .accept, .accepted, .commit, .reject, .heartbeat, .noted:
            throw Violation(invariant: "R1", text: "\(node) has forgotten, and says \(message)")
        }
    }
}
