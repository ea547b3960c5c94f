import Paxos
import Wire

/// What one node has flushed, as far as its messages rest on it (I6).
struct DurableFacts: Sendable {
    /// The highest promise.
    private(set) var promised = Ballot.zero
    /// The highest round it asked for promises in.
    private var usedRound: UInt64 = 0
    /// The highest ballot in which something was accepted, by slot.
    private var accepted: [Slot: Ballot] = [:]
    /// Whether the node knew that it may have forgotten something.
    private(set) var isRecovering = false
    /// What it noted of the others.
    private var notes: [Note] = []
    /// The slots that were learned as chosen.
    private var learned: Set<Slot> = []
    /// Whether the disk may ever have lost something.
    private var wasDamaged = false

    init() {}

    /// Counts a flushed record.
    mutating func note(_ record: DurableRecord<StampedRequest>) {
        switch record {
        case .usedRound(let round): usedRound = max(usedRound, round)
        case .promised(let ballot): promised = max(promised, ballot)
        case .accepted(let run, _):
            promised = max(promised, run.ballot)
            for index in run.entries.indices {
                let slot = run.first.advanced(by: index)
                accepted[slot] = max(accepted[slot] ?? .zero, run.ballot)
            }
        case .noted, .forgot, .rejoined: break
        case .learned(let proposals):
            for proposal in proposals { learned.insert(proposal.slot) }
        }
    }

    /// Counts the state that a flushed record names.
    mutating func note(_ state: DurableState) {
        promised = max(promised, state.promised)
        usedRound = max(usedRound, state.usedRound)
        isRecovering = state.isRecovering
        notes = state.notes
    }

    /// The last slot in which anything was accepted.
    var lastAccepted: Slot { accepted.keys.max() ?? .zero }

    /// Whether a node proposed something since it had flushed other facts: of that, it may have
    /// told nobody that it accepted it itself.
    func hasProposed(_ node: NodeID, since other: DurableFacts) -> Bool {
        accepted.contains { $0.value.proposer == node && other.accepted[$0.key] != $0.value }
    }

    /// Checks what a node knows after a start against what had been flushed, and counts what it
    /// knows besides: a write may survive that nobody waited for.
    ///
    /// - Parameters:
    ///   - replica: The node's state.
    ///   - isIntact: Whether its disk has lost nothing that was flushed.
    /// - Throws: ``InvariantViolation`` if it knows less than it had flushed, and does not know so.
    mutating func restart(
        _ replica: Replica<StampedRequest>,
        isIntact: Bool
    ) throws(InvariantViolation) {
        let node = replica.configuration.id
        if isIntact {
            try require(
                !replica.status.isRecovering || isRecovering,
                "I11",
                "\(node) has forgotten something, and its disk has lost nothing"
            )
            try require(
                replica.lostSlots.isEmpty || wasDamaged,
                "I11",
                "\(node) names \(replica.lostSlots) as lost, and its disk has lost nothing"
            )
        }
        wasDamaged = wasDamaged || !isIntact
        if replica.status.isRecovering {
            // It knows that it may have lost anything, and says nothing of all this.
            accepted.removeAll()
            promised = .zero
            usedRound = 0
        } else {
            // After damage, what is known to be chosen counts, in whatever ballot it is held.
            let bound = wasDamaged ? replica.committed : replica.acceptor.checkpoint
            try checkKnowsAll(replica, above: bound)
        }
        note(replica.durableState)
        var slot = replica.acceptor.checkpoint.next
        while slot <= replica.acceptor.last {
            if let held = replica.acceptor[slot] {
                accepted[slot] = max(accepted[slot] ?? .zero, held.ballot)
            }
            slot = slot.next
        }
    }

    /// Checks that a node that takes part has all that it had flushed above a slot, and calls lost
    /// what it has not (I3, I5, I11).
    private func checkKnowsAll(
        _ replica: Replica<StampedRequest>,
        above bound: Slot
    ) throws(InvariantViolation) {
        let node = replica.configuration.id
        try require(
            replica.acceptor.promised >= promised && replica.durableState.usedRound >= usedRound,
            "I3",
            "\(node) comes back with \(replica.durableState), and flushed the promise \(promised)"
                + " and round \(usedRound)"
        )
        for slot in missing(in: replica, above: bound) {
            try require(
                replica.lostSlots.contains { $0.contains(slot) },
                "I11",
                "\(node) flushed \(slot) in \(accepted[slot] ?? .zero), comes back with"
                    + " \(String(describing: replica.acceptor[slot]?.ballot)), and does not call it"
                    + " lost"
            )
        }
    }

    /// The slots above another one whose acceptance was flushed and is not there any more, in
    /// rising order.
    func missing(in replica: Replica<StampedRequest>, above bound: Slot) -> [Slot] {
        accepted
            .filter { slot, ballot in
                slot > bound && (replica.acceptor[slot]?.ballot ?? .zero) < ballot
            }
            .keys.sorted()
    }

    /// Checks that everything a message says of its sender is flushed.
    ///
    /// - Parameters:
    ///   - message: What leaves the node now.
    ///   - sender: The node.
    ///   - before: Every slot up to this one is chosen, as the sender knows or its leader said.
    /// - Throws: ``InvariantViolation`` if something is not flushed.
    func check(
        _ message: PaxosMessage,
        of sender: NodeID,
        chosen before: Slot
    ) throws(InvariantViolation) {
        switch message {
        case .prepare(let ballot, _):
            try require(
                usedRound >= ballot.round,
                "I6",
                "\(sender) asks for \(ballot), and flushed round \(usedRound)"
            )
        case .promise(let page):
            try require(
                promised >= page.ballot,
                "I6",
                "\(sender) promises \(page.ballot), and flushed the promise \(promised)"
            )
            try checkNotes(page.memory.notes, of: sender)
            try checkNothingLeftOut(of: page, sender)
            for proposal in page.accepted where !learned.contains(proposal.slot) {
                try require(
                    accepted[proposal.slot].map { $0 >= proposal.ballot } ?? false,
                    "I6",
                    "\(sender) reports \(proposal), which is not flushed"
                )
            }
        case .accepted(let ballot, let through):
            try checkAccepted(ballot, through: through, of: sender, chosen: before)
        case .newView(let page): try checkPromised(page.run.ballot, by: sender)
        case .accept(let run, _): try checkPromised(run.ballot, by: sender)
        case .commit(let ballot, _): try checkPromised(ballot, by: sender)
        case .heartbeat(let beat): try checkPromised(beat.ballot, by: sender)
        case .noted(let recollection):
            try checkNotes(recollection.notes, of: sender)
            try require(
                promised >= recollection.promised,
                "R2",
                "\(sender) remembers \(recollection.promised), and flushed \(promised)"
            )
        case .reject, .fetch, .entries, .recall: break
        }
    }

    /// Checks that a page of a promise names everything below its ballot that was flushed in its
    /// range, but for what a snapshot covers or the page says is lost (I5).
    private func checkNothingLeftOut(
        of page: PromisePage<StampedRequest>,
        _ sender: NodeID
    ) throws(InvariantViolation) {
        let last = page.isLast ? Slot.largest : page.accepted.last?.slot ?? page.first
        var reported: [Slot: Ballot] = [:]
        for proposal in page.accepted { reported[proposal.slot] = proposal.ballot }
        let leftOut = accepted.filter { slot, ballot in
            guard slot >= page.first, slot <= last, slot > page.checkpoint, ballot < page.ballot,
                !page.memory.lost.contains(where: { $0.contains(slot) })
            else { return false }
            // What was learned as chosen may stand in a lower ballot, but there it stands.
            return reported[slot].map { $0 < ballot && !learned.contains(slot) } ?? true
        }
        guard let slot = leftOut.keys.min() else { return }
        throw InvariantViolation(
            "I5",
            "\(sender) promises \(page.ballot) and leaves out \(slot), which it flushed in"
                + " \(accepted[slot] ?? .zero)"
        )
    }

    /// Checks that what is said of other nodes' lives is flushed: they count on it (rule R).
    private func checkNotes(_ said: [Note], of sender: NodeID) throws(InvariantViolation) {
        for note in said {
            let flushed = notes.first { $0.node == note.node }
            try require(
                flushed.map { $0.incarnation >= note.incarnation } ?? false,
                "R2",
                "\(sender) says \(note), and flushed \(String(describing: flushed))"
            )
        }
    }

    /// Nothing is said under a ballot before its own promise is flushed.
    private func checkPromised(
        _ ballot: Ballot,
        by sender: NodeID
    ) throws(InvariantViolation) {
        try require(
            promised >= ballot,
            "I6",
            "\(sender) speaks in \(ballot), and flushed the promise \(promised)"
        )
    }

    private func checkAccepted(
        _ ballot: Ballot,
        through: Slot,
        of sender: NodeID,
        chosen before: Slot
    ) throws(InvariantViolation) {
        try require(
            promised >= ballot,
            "I6",
            "\(sender) accepted in \(ballot), and flushed the promise \(promised)"
        )
        var slot = before.next
        while slot <= through {
            try require(
                accepted[slot].map { $0 >= ballot } ?? false || learned.contains(slot),
                "I6",
                "\(sender) says it accepted \(slot) in \(ballot), which is not flushed"
            )
            slot = slot.next
        }
    }
}
