import Paxos
import Wire

/// What was chosen, computed from flushed records alone (I1).
///
/// No replica's own idea of what is committed is believed here: an entry is chosen when a quorum of
/// distinct nodes flushed its acceptance in one ballot.
///
/// Source: Lamport, "Paxos Made Simple" (2001), §2.2.
struct ChosenEntries: Sendable {
    /// A proposal in one ballot.
    private struct Vote: Hashable {
        /// Its slot.
        let slot: Slot
        /// Its ballot.
        let ballot: Ballot
    }

    /// An entry and who flushed its acceptance.
    private struct Tally {
        /// The entry.
        let entry: BankEntry
        /// Who flushed its acceptance.
        var voters = NodeSet()
    }

    /// How many nodes make a quorum.
    let quorum: Int
    /// What was accepted, by slot and ballot.
    private var tallies: [Vote: Tally] = [:]
    /// What was chosen, by slot.
    private var chosen: [Slot: BankEntry] = [:]

    init(quorum: Int) {
        self.quorum = quorum
    }

    /// The entry chosen in `slot`; nil if there is none yet.
    subscript(slot: Slot) -> BankEntry? { chosen[slot] }

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
        let vote = Vote(slot: slot, ballot: ballot)
        var tally = tallies[vote] ?? Tally(entry: entry)
        try require(
            tally.entry == entry,
            "I2",
            "\(slot) in \(ballot): \(node) accepted \(entry), others \(tally.entry)"
        )
        tally.voters.insert(node)
        tallies[vote] = tally
        guard tally.voters.count >= quorum else { return }
        if let other = chosen[slot] {
            try require(
                other == entry,
                "I1",
                "\(slot): \(entry) is chosen in \(ballot), and \(other) was before"
            )
        }
        chosen[slot] = entry
    }
}
