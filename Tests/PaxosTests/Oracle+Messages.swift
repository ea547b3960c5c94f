import Paxos

/// I2, I3 and I6: what each message rests on is on disk when it leaves, and what it says is true.
extension Oracle {
    /// Checks a message that leaves `node` now.
    ///
    /// - Parameters:
    ///   - message: What is said.
    ///   - node: Who says it.
    ///   - isEarly: Whether it leaves before the flush of its turn.
    /// - Throws: The invariant that is broken.
    mutating func noteSent(
        _ message: Message<String>,
        from node: NodeID,
        isEarly: Bool
    ) throws(Violation) {
        try requireMayTalk(message, from: node)
        switch message {
        case .prepare(let ballot, _):
            try require(!isEarly, "I6", "\(node): \(message) is early")
            try notePrepare(ballot, from: node)
        case .promise(let page):
            try requirePromised(page.ballot, by: node, message, isEarly: isEarly)
            try checkReport(page, of: node)
        case .newView(let page):
            try requirePromised(page.run.ballot, by: node, message, isEarly: isEarly)
            let view = (first: page.first, isLast: page.isLast)
            try noteProposed(page.run, view: view, by: node)
        case .accept(let run, let committed):
            try requirePromised(run.ballot, by: node, message, isEarly: false)
            try requireChosen(through: committed, "\(node): ACCEPT \(run.ballot)")
            try noteProposed(run, view: nil, by: node)
        case .accepted(let ballot, let through):
            try requirePromised(ballot, by: node, message, isEarly: isEarly)
            try checkAccepted(ballot, through: through, by: node)
        case .commit(let ballot, let through):
            try requirePromised(ballot, by: node, message, isEarly: false)
            try requireChosen(through: through, "\(node): \(message)")
        case .reject(let promised):
            try require(!isEarly && promised <= self[node].promised, "I6", "\(node): \(message)")
        case .heartbeat(let heartbeat):
            let isOwn = heartbeat.ballot.proposer == node
            try requirePromised(heartbeat.ballot, by: node, message, isEarly: isEarly && !isOwn)
            try requireChosen(through: heartbeat.committed, "\(node): \(message)")
            try require(heartbeat.executed <= heartbeat.committed, "I10", "\(node): \(message)")
        case .fetch, .recall: break
        case .noted(let recollection):
            let promised = recollection.promised
            try require(
                !isEarly && promised <= self[node].promised,
                "R2",
                "\(node): \(message), and \(self[node].promised) is on disk"
            )
            for note in recollection.notes {
                let life = self[node].notes[note.node] ?? 0
                try require(note.incarnation.life <= life, "R2", "\(node): \(message)")
            }
        case .entries(let proposals):
            try requireChosen(proposals, "\(node): ENTRIES")
        }
    }

    /// I3, I6, E7: a message under `ballot` leaves only while nothing higher was shown, and after
    /// the promise is on disk.
    private mutating func requirePromised(
        _ ballot: Ballot,
        by node: NodeID,
        _ message: Message<String>,
        isEarly: Bool
    ) throws(Violation) {
        try require(!isEarly, "I6", "\(node): \(message) is early")
        let (promised, floor) = (self[node].promised, self[node].floor)
        try require(
            ballot <= promised,
            "I6",
            "\(node): \(message), and only \(promised) is on disk"
        )
        try require(ballot >= floor, "I3", "\(node): \(message) after showing \(floor)")
        self[node].floor = max(floor, ballot)
    }

    /// I2: a ballot is asked for after its round is on disk, by one incarnation, before it leads.
    private mutating func notePrepare(
        _ ballot: Ballot,
        from node: NodeID
    ) throws(Violation) {
        let record = self[node]
        try require(
            ballot.proposer == node && ballot.round <= record.usedRound,
            "I2",
            "\(node) asks for \(ballot), and used \(record.usedRound)"
        )
        try require(ballot > record.floor, "I2", "\(node) asks for \(ballot) after \(record.floor)")
        // Only who has forgotten a ballot may use it again, if nothing was proposed in it.
        let past = past(of: node)
        let known = ballots[ballot].flatMap { $0.forgets == past.forgets ? $0.start : nil }
        try require((known ?? past.starts) == past.starts, "I2", "\(node) uses \(ballot) again")
        try require(ballots[ballot]?.viewFirst == nil, "I2", "\(ballot) was led in before")
        ballots[ballot, default: BallotRecord()].start = past.starts
        ballots[ballot, default: BallotRecord()].forgets = past.forgets
    }

    /// I4, I5: a page of a promise tells every vote below its ballot, and nothing that is not so.
    func checkReport(
        _ page: PromisePage<String>,
        of node: NodeID
    ) throws(Violation) {
        let record = self[node]
        var reported: [Slot: Proposal<String>] = [:]
        for proposal in page.accepted {
            reported[proposal.slot] = proposal
            let isVote = votes[proposal.slot]?[proposal.ballot]?.voters.contains(node) ?? false
            try require(
                isVote || chosen[proposal.slot] == proposal.entry,
                "I4",
                "\(node) reports \(proposal), and never accepted it"
            )
        }
        let end = page.isLast ? nil : page.accepted.last?.slot
        for slot in record.votes.keys where slot >= page.first && slot <= end ?? slot {
            guard let vote = record.lastVote(for: slot, below: page.ballot) else { continue }
            let told = reported[slot]?.ballot ?? .zero
            let isLost = page.memory.lost.contains { $0.contains(slot) }
            // Damage can hide that a chosen entry was accepted again.
            let isKnown = slot <= page.memory.committed && reported[slot]?.entry == chosen[slot]
            try require(
                told >= vote.0 || slot <= page.checkpoint || isLost || isKnown,
                "I4",
                "\(node) reports \(told) in \(slot) to \(page.ballot), and accepted \(vote.0)"
            )
        }
    }

    /// I6: everything that an ACCEPTED claims is on this node's disk, or chosen already.
    private mutating func checkAccepted(
        _ ballot: Ballot,
        through: Slot,
        by node: NodeID
    ) throws(Violation) {
        guard let first = ballots[ballot]?.viewFirst else {
            throw Violation(
                invariant: "I6",
                text: "\(node) accepts in \(ballot), which has no view"
            )
        }
        var slot = max(self[node].acknowledged[ballot]?.next ?? first, first)
        while slot <= through {
            let isVote = votes[slot]?[ballot]?.voters.contains(node) ?? false
            try require(
                isVote || chosen[slot] != nil,
                "I6",
                "\(node) claims \(slot)@\(ballot), and does not hold it"
            )
            self[node].acknowledged[ballot] = slot
            slot = slot.next
        }
    }
}
