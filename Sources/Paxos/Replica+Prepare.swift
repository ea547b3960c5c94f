#if MUTANTS
import Mutation
#endif

/// Elections: standing, promising, and what follows from a higher ballot.
///
/// Source: Lamport, "Paxos Made Simple" (2001), §2.2, phase 1, and §2.4 on progress.
extension Replica {
    // MARK: As a candidate

    /// Asks for promises in a ballot above all that was seen.
    ///
    /// This replica's own promise takes effect only when it completes the quorum, so until then it
    /// can go back to a leader that it hears.
    mutating func stand(into effects: inout Effects<Command>) {
        let (ballot, isNew) = election.candidateBallot(for: configuration.id)
        precondition(ballot > acceptor.promised, "\(ballot) is not above \(acceptor.promised)")
        if isNew {
            usedRound = ballot.round
            #if MUTANTS
            if Mutant.roundNotFlushed.isPlanted { usedRound = 0 }
            #endif
            effects.records.append(.usedRound(usedRound))
        }
        let wait = election.drawCandidateWait(attempts: 0)
        let candidacy = Candidacy<Command>(
            ballot: ballot,
            first: committed.next,
            members: configuration.members,
            retryAt: election.now + wait
        )
        precondition(pending.isEmpty, "a turn proposes last, and ends")
        elections.begun += 1
        role = .preparing(candidacy)
        if !configuration.peers.isEmpty {
            effects.messages.append(
                Outbound(
                    to: configuration.peers,
                    .prepare(ballot: ballot, first: candidacy.first)
                )
            )
        }
        leadIfPromised(into: &effects)
    }

    /// Asks everybody again, in the same ballot unless a higher one was seen.
    ///
    /// Those who have promised are asked too: their timers learn that the candidate is alive.
    mutating func candidateTick(into effects: inout Effects<Command>) {
        guard case .preparing(var candidacy) = role else { return }
        guard election.now >= candidacy.retryAt, election.isQuiet else { return }
        guard election.highestSeen <= candidacy.ballot else { return stand(into: &effects) }
        candidacy.attempts += 1
        candidacy.askForMissing()
        candidacy.retryAt =
            election.now + election.drawCandidateWait(attempts: candidacy.attempts)
        role = .preparing(candidacy)
        for peer in configuration.peers {
            let first = candidacy.nextPage(of: peer)
            effects.messages.append(
                Outbound(to: peer, .prepare(ballot: candidacy.ballot, first: first))
            )
        }
    }

    /// Takes in a page of a promise; the last page of a quorum makes this replica the leader.
    mutating func receivePromise(
        _ page: PromisePage<Command>,
        sender: NodeID,
        into effects: inout Effects<Command>
    ) {
        guard case .preparing(var candidacy) = role else { return }
        role = .follower
        let isExpected = candidacy.add(page, from: sender)
        role = .preparing(candidacy)
        guard isExpected else { return }
        if knowsLaterLife(page.memory.notes) { return forget(into: &effects) }
        bearWitness(sender, page.ballot)
        #if MUTANTS
        let isLast = page.isLast || candidacy.promised.contains(sender)
        #else
        let isLast = page.isLast
        #endif
        if isLast {
            leadIfPromised(into: &effects)
        } else if candidacy.nextPage(of: sender) > page.first {
            let next = candidacy.nextPage(of: sender)
            effects.messages.append(
                Outbound(to: sender, .prepare(ballot: candidacy.ballot, first: next))
            )
        }
    }

    /// Becomes the leader if a quorum has promised, its own promise included.
    mutating func leadIfPromised(into effects: inout Effects<Command>) {
        guard case .preparing(var candidacy) = role else { return }
        candidacy.dropForgotten(notes: notes)
        role = .preparing(candidacy)
        #if MUTANTS
        let extra = candidacy.repeatedPromises + (Mutant.shortPhaseOneQuorum.isPlanted ? 1 : 0)
        guard candidacy.promised.count + 1 + extra >= configuration.quorum else { return }
        #else
        guard candidacy.promised.count + 1 >= configuration.quorum else { return }
        #endif
        if let checkpoint = candidacy.checkpoint, checkpoint.slot > committed {
            // Slots of that checkpoint are chosen, but nobody can say as what: fetch the state.
            if catchUp.asked == nil { fetch(from: checkpoint.owner, into: &effects) }
            return
        }
        candidacy.missing = candidacy.missingSlots(
            from: committed.next,
            own: lost,
            quorum: configuration.quorum
        )
        role = .preparing(candidacy)
        guard candidacy.missing == nil else { return }
        let last = max(candidacy.lastReported, acceptor.last)
        guard hasRoomForView(through: last) else { return giveWay() }
        role = .follower
        precondition(
            candidacy.ballot > acceptor.promised,
            "\(candidacy.ballot) must be above the own promise \(acceptor.promised)"
        )
        promise(candidacy.ballot, into: &effects)
        var slot = committed.next
        while slot <= acceptor.last {
            if let held = acceptor.proposal(at: slot) {
                candidacy.consider(held)
                #if MUTANTS
                if Mutant.ownEntryWins.isPlanted { candidacy.prefer(held) }
                #endif
            }
            slot = slot.next
        }
        lead(candidacy, into: &effects)
    }

    /// Whether this replica's log can take what it would have to propose again.
    private func hasRoomForView(through last: Slot) -> Bool {
        last <= committed || (!isDiskFull && last <= acceptor.lastAcceptable)
    }

    /// Takes the lead: proposes the view, accepts it itself, and hands it to the log.
    private mutating func lead(
        _ candidacy: Candidacy<Command>,
        into effects: inout Effects<Command>
    ) {
        // Slots learned while the promises came in are chosen; the view begins after them.
        let first = committed.next
        let view = candidacy.view(from: first)
        let last = first.advanced(by: view.count - 1)
        election.spendBallot()
        election.dropHeld()
        elections.won += 1
        followed = nil
        catchUp = CatchUp()
        var leadership = Leadership(
            ballot: candidacy.ballot,
            viewFirst: first,
            viewLast: last,
            promisers: candidacy.promised,
            members: configuration.members,
            now: election.now
        )
        let size = configuration.limits.entriesPerMessageMax
        for start in stride(from: 0, to: view.count, by: size) {
            let run = ProposalRun(
                ballot: candidacy.ballot,
                first: first.advanced(by: start),
                entries: Array(view[start..<min(start + size, view.count)])
            )
            accept(run, into: &effects)
        }
        leadership.recorded = last
        #if MUTANTS
        if Mutant.reuseSlotAfterView.isPlanted, last >= first, last > committed.next {
            leadership.lastProposed = Slot(last.rawValue - 1)
        }
        #endif
        role = .leading(leadership)
    }

    // MARK: As an acceptor

    /// Answers a PREPARE, holds it, or refuses it.
    mutating func receivePrepare(
        _ ballot: Ballot,
        from first: Slot,
        sender: NodeID,
        into effects: inout Effects<Command>
    ) {
        election.see(ballot)
        guard ballot >= acceptor.promised else { return reject(sender, into: &effects) }
        let prepare = Election.HeldPrepare(ballot: ballot, first: first)
        if ballot == acceptor.promised { return answer(prepare, into: &effects) }
        election.notePrepare()
        #if MUTANTS
        if Mutant.climbBallots.isPlanted, !isRecovering { return answer(prepare, into: &effects) }
        #endif
        switch role {
        case .leading:
            // A leader that still has its quorum gives way to nobody, and keeps nothing that it
            // would answer when the candidate has long given up: candidates ask again.
            if hasQuorumContact || isContactDue { return }
        case .preparing(let candidacy):
            // Of two candidates the one with the higher ballot wins; the other hears its PREPARE.
            if ballot < candidacy.ballot { return }
        case .recovering:
            #if MUTANTS
            if Mutant.voteWhileRecovering.isPlanted { break }
            #endif
            return
        case .follower:
            let isLeaderRenewing = followed?.ballot.proposer == sender
            if case .running = election.timer, !isLeaderRenewing {
                return election.hold(prepare)
            }
        }
        answer(prepare, into: &effects)
    }

    /// Promises, and sends the page of the promise that was asked for.
    ///
    /// The page is built from what is accepted now, flushed or not: it leaves after the flush.
    mutating func answer(
        _ prepare: Election.HeldPrepare,
        into effects: inout Effects<Command>
    ) {
        if prepare.ballot > acceptor.promised {
            promise(prepare.ballot, into: &effects)
            #if MUTANTS
            if !(Mutant.oldLeaderKeepsSending.isPlanted && isLeading) { stepDown() }
            #else
            stepDown()
            #endif
        }
        election.awaitCandidate(prepare)
        let page = acceptor.promise(
            from: prepare.first,
            countMax: configuration.limits.entriesPerMessageMax,
            memory: PromiseMemory(
                committed: committed,
                life: life,
                notes: notes,
                lost: toldLosses
            )
        )
        #if MUTANTS
        if Mutant.promiseBeforeFlush.isPlanted {
            effects.early.append(Outbound(to: prepare.ballot.proposer, .promise(page)))
            return
        }
        #endif
        effects.messages.append(Outbound(to: prepare.ballot.proposer, .promise(page)))
    }

    /// What this replica says of slots that it has lost.
    private var toldLosses: [SlotRange] {
        #if MUTANTS
        if Mutant.lostSlotAsNothing.isPlanted { return [] }
        #endif
        return lost.ranges
    }

    /// Raises the promise to `ballot`, which MUST NOT be below it.
    mutating func promise(_ ballot: Ballot, into effects: inout Effects<Command>) {
        do {
            guard try acceptor.prepare(ballot) else { return }
            effects.records.append(.promised(ballot))
        } catch {
            preconditionFailure("\(ballot) is below the promise \(error.promised)")
        }
    }

    /// Stops to lead or to stand, and knows no leader.
    mutating func stepDown() {
        if !isRecovering { role = .follower }
        followed = nil
        catchUp = CatchUp()
        precondition(pending.isEmpty, "a turn proposes last, and ends")
    }

    /// Stops to lead or to stand, and lets others stand first: they can lead, or lead better.
    mutating func giveWay() {
        stepDown()
        election.yield(for: configuration.timing.leaderTicks.upperBound * 4)
    }

    /// Tells `sender` that its ballot is too low.
    func reject(_ sender: NodeID, into effects: inout Effects<Command>) {
        effects.messages.append(Outbound(to: sender, .reject(promised: acceptor.promised)))
    }

    /// A follower whose leader is silent: answers the PREPARE it held, or stands itself.
    mutating func followerTick(into effects: inout Effects<Command>) {
        guard election.timer == .expired else { return }
        if let held = election.takeHeld(), held.ballot > acceptor.promised {
            return answer(held, into: &effects)
        }
        if election.isQuiet, mayStand { stand(into: &effects) }
    }

    // MARK: Refusals

    /// Learns that `sender` promised a higher ballot.
    ///
    /// A leader that still has a quorum renews itself above it, so that nobody stays locked out;
    /// one that cannot have a quorum any more steps down.
    mutating func receiveReject(
        _ promised: Ballot,
        sender: NodeID,
        into effects: inout Effects<Command>
    ) {
        election.see(promised)
        switch role {
        case .follower, .recovering: break
        case .preparing(var candidacy):
            guard promised > candidacy.ballot else { return }
            let soon = election.now + election.drawRefusedWait()
            candidacy.retryAt = min(candidacy.retryAt, soon)
            role = .preparing(candidacy)
        case .leading(let leadership):
            guard promised > leadership.ballot else { return }
            withLeadership { leadership, _ in
                leadership.noteRefusal(by: sender)
            }
            renewOrStepDown(into: &effects)
        }
    }

    /// Acts on refusals of this leader's ballot, once it is clear who still follows.
    mutating func renewOrStepDown(into effects: inout Effects<Command>) {
        guard case .leading(let leadership) = role, !leadership.refusedBy.isEmpty else { return }
        if configuration.members.count - leadership.refusedBy.count < configuration.quorum {
            stepDown()
            election.restartTimer()
        } else if mayRenew {
            stand(into: &effects)
        }
    }

    /// Whether this leader can lead on in a higher ballot: a quorum follows, and its log takes
    /// again what is open.
    var mayRenew: Bool {
        guard case .leading(let leadership) = role else { return false }
        return hasQuorumContact && hasRoomForView(through: leadership.lastProposed)
    }
}
