import Paxos
import Wire

/// What was voted for and chosen, computed from flushed records alone (I1, I2, I4).
///
/// No replica's own idea of what is committed is believed here: an entry is chosen when a quorum of
/// distinct nodes flushed its acceptance in one ballot.
///
/// Source: Lamport, "Paxos Made Simple" (2001), §2.2.
struct ChosenEntries: Sendable {
    /// An entry in a slot and a ballot, with those who flushed its acceptance.
    private struct Vote: Sendable {
        /// Its ballot.
        let ballot: Ballot
        /// The entry.
        let entry: BankEntry
        /// Who flushed its acceptance.
        var voters = NodeSet()
    }

    /// How many nodes make a quorum.
    let quorum: Int
    /// What was accepted, by slot from 1 on; a few ballots each.
    private var votes: [[Vote]] = []
    /// What was chosen, by slot from 1 on.
    private var chosen: [BankEntry?] = []
    /// Every slot up to this one is chosen.
    private(set) var through = Slot.zero

    init(quorum: Int) {
        self.quorum = quorum
    }

    /// The entry chosen in `slot`; nil if there is none yet.
    subscript(slot: Slot) -> BankEntry? {
        slot.rawValue <= UInt64(chosen.count) ? chosen[Int(slot.rawValue) - 1] : nil
    }

    /// Counts what a node flushed.
    mutating func note(
        _ record: DurableRecord<StampedRequest>,
        of node: NodeID
    ) throws(InvariantViolation) {
        guard case .accepted(let run, _) = record else { return }
        var slot = run.first
        for entry in run.entries {
            try note(entry, at: slot, in: run.ballot, of: node)
            slot = slot.next
        }
    }

    private mutating func note(
        _ entry: BankEntry,
        at slot: Slot,
        in ballot: Ballot,
        of node: NodeID
    ) throws(InvariantViolation) {
        let place = Int(slot.rawValue) - 1
        while votes.count <= place {
            votes.append([])
            chosen.append(nil)
        }
        var index = votes[place].firstIndex { $0.ballot == ballot } ?? votes[place].count
        if index == votes[place].count {
            votes[place].append(Vote(ballot: ballot, entry: entry))
            index = votes[place].count - 1
        }
        let known = votes[place][index].entry
        try require(
            known == entry,
            "I2",
            "\(slot) in \(ballot): \(node) accepted \(entry), others \(known)"
        )
        votes[place][index].voters.insert(node)
        guard votes[place][index].voters.count >= quorum else { return }
        if let other = chosen[place] {
            try require(
                other == entry,
                "I1",
                "\(slot): \(entry) is chosen in \(ballot), and \(other) was before"
            )
        }
        chosen[place] = entry
        while self[through.next] != nil { through = through.next }
    }

    /// Checks that what a message says of what is chosen is true.
    func checkWord(_ message: PaxosMessage, of node: NodeID) throws(InvariantViolation) {
        switch message {
        case .accept(_, let committed): try checkWord(committed, of: node)
        case .commit(_, let through): try checkWord(through, of: node)
        case .heartbeat(let beat): try checkWord(beat.committed, of: node)
        case .promise(let page): try checkWord(page.memory.committed, of: node)
        case .newView(let page): try checkWord(Slot(page.first.rawValue - 1), of: node)
        case .entries(let proposals):
            for proposal in proposals {
                try require(
                    self[proposal.slot] == proposal.entry,
                    "I1",
                    "\(node) hands out \(proposal) as chosen, and chosen is"
                        + " \(String(describing: self[proposal.slot]))"
                )
            }
        case .prepare, .accepted, .reject, .fetch, .recall, .noted: break
        }
    }

    private func checkWord(_ slot: Slot, of node: NodeID) throws(InvariantViolation) {
        try require(
            slot <= through,
            "I1",
            "\(node) says that all is chosen up to \(slot), and it is up to \(through)"
        )
    }

    /// Checks that what is proposed can contradict nothing that was or may still be chosen
    /// in a lower ballot: too few nodes voted for something else there, or can still do so.
    ///
    /// - Parameters:
    ///   - run: A page of a new view, or what is proposed later.
    ///   - promised: The highest ballot that each node ever flushed a promise of, by number from 1.
    /// - Throws: ``InvariantViolation`` if something else may be chosen.
    ///
    /// Source: Lamport, "Byzantizing Paxos by Refinement" (2011), "safe at".
    func check(
        _ run: ProposalRun<StampedRequest>,
        promised: [Ballot]
    ) throws(InvariantViolation) {
        var slot = run.first
        for entry in run.entries {
            for vote in votes(at: slot)
            where vote.ballot < run.ballot && vote.entry != entry {
                var able = vote.voters
                for (index, ballot) in promised.enumerated() where ballot <= vote.ballot {
                    able.insert(NodeID(UInt8(index + 1)))
                }
                try require(
                    able.count < quorum,
                    "I4",
                    "\(run.ballot) proposes \(entry) in \(slot), where \(vote.entry) may be"
                        + " chosen in \(vote.ballot) by \(able)"
                )
            }
            slot = slot.next
        }
    }

    private func votes(at slot: Slot) -> [Vote] {
        slot.rawValue <= UInt64(votes.count) ? votes[Int(slot.rawValue) - 1] : []
    }
}
