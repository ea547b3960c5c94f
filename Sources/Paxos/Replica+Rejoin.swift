#if MUTANTS
import Mutation
#endif

/// Coming back after forgetting: a replica whose memory is not complete takes no part until it
/// knows at least as much as it ever acknowledged.
extension Replica {
    /// Whether this replica may have forgotten what it promised, and takes no part.
    var isRecovering: Bool {
        if case .recovering = role { true } else { false }
    }

    /// Notes that this replica may have forgotten what it promised or accepted: it takes no part
    /// until it has rejoined.
    ///
    /// The caller learns it from the disk (``replayUnknownLoss()``) or from another replica that
    /// remembers more (``isOutdated(_:of:)``). What this turn was to say is not said. Saying it
    /// again changes nothing.
    public mutating func forget(into effects: inout Effects<Command>) {
        guard !isRecovering else { return }
        stepDown()
        effects.early.removeAll(keepingCapacity: true)
        effects.messages.removeAll(keepingCapacity: true)
        effects.records.append(.forgot)
        beginRejoining()
    }

    /// Begins to ask the others what they remember.
    mutating func beginRejoining() {
        // The ballot of an earlier candidacy may be the floor.
        election.spendBallot()
        role = .recovering(Rejoining(attempt: election.drawAttempt(), now: election.now))
    }

    /// Asks everybody, again and again.
    mutating func recoveringTick(into effects: inout Effects<Command>) {
        guard case .recovering(var rejoining) = role, election.now >= rejoining.askAt else {
            return
        }
        rejoining.askAt = election.now + configuration.timing.resendTicks
        role = .recovering(rejoining)
        guard !configuration.peers.isEmpty else { return }
        effects.messages.append(Outbound(to: configuration.peers, .recall(rejoining.question)))
    }

    /// Handles what a recovering replica listens to; everything else is passed over in silence.
    mutating func stepRecovering(
        _ message: Message<Command>,
        from sender: NodeID,
        into effects: inout Effects<Command>
    ) {
        switch message {
        case .noted(let recollection): receiveNoted(recollection, sender: sender, into: &effects)
        case .fetch(let first): receiveFetch(first, sender: sender, into: &effects)
        case .entries(let proposals): receiveEntries(proposals, into: &effects)
        case .newView(let page) where mayFollow(page.run.ballot):
            receiveViewPage(page, into: &effects)
        case .accept(let run, let committed) where mayFollow(run.ballot):
            receive(run, committed: committed, into: &effects)
        case .commit(let ballot, let through) where mayFollow(ballot):
            _ = hear(ballot, committed: through, into: &effects)
        case .heartbeat(let beat) where beat.ballot.proposer == sender && mayFollow(beat.ballot):
            _ = hear(beat.ballot, committed: beat.committed, into: &effects)
        case .newView, .accept, .commit, .heartbeat: break
        case .prepare, .promise, .accepted, .reject, .recall: break
        }
    }

    /// Whether a leader of `ballot` may be obeyed on the way back: its quorum was formed without
    /// what this replica promised before.
    private func mayFollow(_ ballot: Ballot) -> Bool {
        guard case .recovering(let rejoining) = role, let floor = rejoining.joined?.floor else {
            return false
        }
        return ballot > floor && ballot >= acceptor.promised
    }

    /// Takes in what another replica remembers.
    private mutating func receiveNoted(
        _ recollection: Recollection,
        sender: NodeID,
        into effects: inout Effects<Command>
    ) {
        guard case .recovering(var rejoining) = role, rejoining.add(recollection, from: sender)
        else { return }
        let memory = rejoining.advance(
            quorum: configuration.quorum,
            known: durableState,
            attempt: election.drawAttempt()
        )
        role = .recovering(rejoining)
        guard let memory else { return }
        election.see(memory.floor)
        promise(memory.floor, into: &effects)
        for note in memory.notes { take(note, into: &effects) }
    }

    /// Answers one that lost its memory, after noting the life that it wants to begin.
    mutating func receiveRecall(
        _ recall: Recall,
        sender: NodeID,
        into effects: inout Effects<Command>
    ) {
        if recall.life > note(of: sender).life {
            let begun = Incarnation(life: recall.life, start: 0)
            take(Note(node: sender, incarnation: begun), into: &effects)
            if case .leading = role { withLeadership { $0.forget(sender, now: $1) } }
        }
        let answer = Recollection(
            attempt: recall.attempt,
            life: note(of: sender).life,
            ownLife: life,
            promised: acceptor.promised,
            notes: notes
        )
        effects.messages.append(Outbound(to: sender, .noted(answer)))
        if let floor = recall.floor { letRejoin(sender, above: floor, into: &effects) }
    }

    /// Gives `peer` a view in which it can take part again: one in a ballot above `floor`.
    private mutating func letRejoin(
        _ peer: NodeID,
        above floor: Ballot,
        into effects: inout Effects<Command>
    ) {
        election.see(floor)
        guard case .leading(let leadership) = role else {
            // Without a leader nobody comes back, and maybe no client ever asks for anything.
            return election.startTimerIfStopped()
        }
        if leadership.ballot <= floor {
            if mayRenew { stand(into: &effects) }
        } else if committed >= leadership.viewLast {
            // It says nothing of what it holds, so it cannot be sent the view page by page. It is
            // told where the view begins and that it ends here, and fetches what is committed.
            let nothing = ProposalRun<Command>(
                ballot: leadership.ballot,
                first: committed.next,
                entries: []
            )
            let page = ViewPage(first: leadership.viewFirst, run: nothing, isLast: true)
            effects.messages.append(Outbound(to: peer, .newView(page)))
        }
    }

    /// Whether others remember a later life of this replica than it does itself: then its files are
    /// older than what it took part in.
    func knowsLaterLife(_ notes: [Note]) -> Bool {
        notes.contains { $0.node == configuration.id && $0.incarnation.life > life }
    }

    /// Takes part again, if the leader's view is complete here and everything before it too.
    mutating func rejoinIfComplete(into effects: inout Effects<Command>) {
        guard case .recovering(let rejoining) = role, let life = rejoining.joined?.life,
            let view = followed, let first = view.first, let last = view.last,
            isComplete(view, first: first, last: last)
        else { return }
        self.life = life
        // What was held already was not written again. Should it be damaged later, this is all that
        // tells that it was held and committed: it is called lost then. It comes first, so that who
        // has rejoined has said it.
        if committed > .zero {
            let nothing = ProposalRun<Command>(
                ballot: view.ballot,
                first: committed.next,
                entries: []
            )
            effects.records.append(.accepted(nothing, committed: committed))
        }
        effects.records.append(.rejoined(life: life))
        role = .follower
        election.restartTimer()
        followed?.owesAccepted = true
    }

    /// Whether a view and everything before it is held here.
    private func isComplete(_ view: FollowedView, first: Slot, last: Slot) -> Bool {
        #if MUTANTS
        if Mutant.rejoinBeforeComplete.isPlanted { return true }
        #endif
        return committed.next >= first && view.through >= last
    }

    // MARK: Notes

    /// What is noted of `node`.
    func note(of node: NodeID) -> Incarnation {
        notes.first { $0.node == node }?.incarnation ?? .none
    }

    /// Notes an incarnation, if it is higher than the one known; of itself a replica knows better.
    mutating func take(_ note: Note, into effects: inout Effects<Command>) {
        guard note.node != configuration.id, configuration.members.contains(note.node),
            note.incarnation > self.note(of: note.node)
        else { return }
        if note.incarnation.life > self.note(of: note.node).life {
            // What it said in an earlier life, it need not know any more.
            witnesses[Int(note.node.rawValue)] = Witness()
        }
        notes.removeAll { $0.node == note.node }
        let index = notes.firstIndex { $0.node > note.node } ?? notes.endIndex
        notes.insert(note, at: index)
        effects.records.append(.noted(note))
    }
}
