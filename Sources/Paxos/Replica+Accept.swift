#if MUTANTS
import Mutation
#endif

/// Phase 2: proposing, accepting, counting, and telling what is committed.
///
/// Source: Lamport, "Paxos Made Simple" (2001), §2.2, phase 2, and §3.
extension Replica {
    // MARK: As an acceptor

    /// Accepts a page of its leader's new view.
    mutating func receiveViewPage(
        _ page: ViewPage<Command>,
        into effects: inout Effects<Command>
    ) {
        let before = Slot(page.first.rawValue - 1)
        receive(page.run, committed: before, into: &effects)
        guard var view = followed, view.ballot == page.run.ballot else { return }
        if view.first == nil { view.first = page.first }
        // Some pages end later than the view, where it is committed; the first end is enough.
        if page.isLast { view.last = min(view.last ?? page.run.last, page.run.last) }
        followed = view
        extendView()
    }

    /// Accepts a run of its leader.
    mutating func receive(
        _ run: ProposalRun<Command>,
        committed hint: Slot,
        into effects: inout Effects<Command>
    ) {
        guard run.last <= acceptor.lastAcceptable else { return }
        guard hear(run.ballot, committed: hint, into: &effects), !isDiskFull else { return }
        accept(run, into: &effects)
        precondition(followed != nil, "a leader was heard, and is unknown")
        followed?.owesAccepted = true
        extendView()
    }

    /// Accepts a run of a ballot that is not below the promise, and hands it to the log.
    mutating func accept(_ run: ProposalRun<Command>, into effects: inout Effects<Command>) {
        do {
            let isNew = try acceptor.accept(run, committed: committed)
            // What was lost and is accepted again in this ballot is known again, also after a
            // restart, even if it is what was held before the damage.
            let heals = lost.heal(run)
            if isNew || heals { effects.records.append(.accepted(run, committed: committed)) }
        } catch {
            preconditionFailure("\(run.ballot) is below the promise \(error.promised)")
        }
    }

    /// Obeys the leader of `ballot`, unless a higher ballot is promised: then it is told so.
    ///
    /// - Returns: Whether it is obeyed.
    mutating func hear(
        _ ballot: Ballot,
        committed hint: Slot,
        into effects: inout Effects<Command>
    ) -> Bool {
        election.see(ballot)
        #if MUTANTS
        if Mutant.newViewLowersPromise.isPlanted { acceptor.lowerPromise(to: ballot) }
        #endif
        guard ballot >= acceptor.promised else {
            reject(ballot.proposer, into: &effects)
            return false
        }
        #if MUTANTS
        if !Mutant.acceptWithoutPromise.isPlanted { promise(ballot, into: &effects) }
        #else
        promise(ballot, into: &effects)
        #endif
        // What a leader knows to be committed it holds, and flushed before it could know.
        bearWitness(ballot.proposer, ballot, through: hint)
        if followed?.ballot != ballot {
            stepDown()
            followed = FollowedView(ballot: ballot)
        }
        // A candidate goes back to the leader it hears.
        if !isRecovering { role = .follower }
        election.restartTimer()
        election.dropHeld()
        followed?.noteCommit(hint)
        extendView()
        return true
    }

    /// Returns `view`, which begins at `first`, with ``FollowedView/through`` moved on over what is
    /// held here in its very ballot.
    private func extended(_ view: FollowedView, first: Slot) -> FollowedView {
        var view = view
        view.through = max(view.through, Slot(first.rawValue - 1), committed)
        while acceptor.ballotHeld(at: view.through.next) == view.ballot {
            view.through = view.through.next
        }
        #if MUTANTS
        if Mutant.executePastHole.isPlanted {
            view.through = max(view.through, acceptor.last)
        }
        #endif
        return view
    }

    /// Moves on what is held of the leader's view, and what is committed by it.
    ///
    /// A commit watermark counts only for slots that are held in this very ballot: what was
    /// accepted in an older one may be something else than what was chosen.
    mutating func extendView() {
        guard let view = followed, let first = view.first else { return }
        let extended = extended(view, first: first)
        followed = extended
        guard committed.next >= first else { return }
        committed = max(committed, min(extended.commitHint, extended.through))
        lost.drop(through: committed)
    }

    #if MUTANTS
    /// Whether a quorum showed lately that it follows.
    public var wasFollowedLately: Bool { hasQuorumContact }

    /// Commits whatever is held, up to a watermark.
    mutating func commitBlindly(through hint: Slot) {
        while committed < hint, acceptor[committed.next] != nil { committed = committed.next }
        lost.drop(through: committed)
    }
    #endif

    // MARK: As the leader

    /// Counts what a follower has accepted.
    mutating func receiveAccepted(_ ballot: Ballot, through: Slot, sender: NodeID) {
        guard case .leading(let leadership) = role, leadership.isLed(in: ballot),
            through <= leadership.lastProposed, through.next >= leadership.viewFirst
        else { return }
        withLeadership { $0[sender].noteAccepted(through: through, now: $1) }
        // Before the view it may hold less than that: it only says that it has none of the view.
        bearWitness(sender, ballot, through: through < leadership.viewFirst ? .zero : through)
    }

    /// Answers a leader's heartbeat, or takes in a follower's answer.
    mutating func receive(
        _ heartbeat: Heartbeat,
        sender: NodeID,
        into effects: inout Effects<Command>
    ) {
        if heartbeat.ballot.proposer == sender {
            guard hear(heartbeat.ballot, committed: heartbeat.committed, into: &effects) else {
                return
            }
            #if MUTANTS
            if Mutant.heartbeatCommitsBlindly.isPlanted {
                commitBlindly(through: heartbeat.committed)
            }
            #endif
            let answer = makeHeartbeat(heartbeat.ballot, beat: heartbeat.beat)
            effects.messages.append(Outbound(to: sender, .heartbeat(answer)))
        } else {
            guard case .leading(let leadership) = role, leadership.ballot == heartbeat.ballot,
                heartbeat.beat <= leadership.beat
            else { return }
            let patience = configuration.timing.heartbeatTicks * 3
            withLeadership { leadership, now in
                leadership.noteAnswer(of: sender, heartbeat, patience: patience, now: now)
            }
            renewOrStepDown(into: &effects)
        }
    }

    func makeHeartbeat(_ ballot: Ballot, beat: UInt64) -> Heartbeat {
        Heartbeat(
            ballot: ballot,
            beat: beat,
            committed: committed,
            executed: execution.through,
            digest: execution.digest,
            flushMilliseconds: flushMilliseconds
        )
    }

    /// Timers of a leader: heartbeats and sending again; one with a full disk leads no longer than
    /// it must.
    mutating func leaderTick() {
        let peers = configuration.peers
        let timing = configuration.timing
        withLeadership { leadership, now in
            if now >= leadership.nextHeartbeat { leadership.isBeatAsked = true }
            for peer in peers where leadership.isResendDue(peer, timing: timing, now: now) {
                leadership.resend(to: peer, now: now)
            }
        }
        if isDiskFull { letFollowerLead(fasterThan: FlushWatch.fullDiskMilliseconds / 3) }
    }

    /// Whether everything the new view proposed is committed and executed here.
    var isViewInstalled: Bool {
        guard case .leading(let leadership) = role else { return false }
        return committed >= leadership.viewLast && execution.through >= leadership.viewLast
    }

    /// Whether this leader began, or began again after a pause, so lately that its quorum may still
    /// answer.
    var isContactDue: Bool {
        guard case .leading(let leadership) = role else { return false }
        return election.now < leadership.beganAt + configuration.timing.leaderTicks.upperBound
    }

    /// Whether a quorum, this leader included, showed lately that it follows this ballot.
    var hasQuorumContact: Bool {
        guard case .leading(let leadership) = role else { return false }
        let patience = configuration.timing.leaderTicks.upperBound
        let since = election.now > patience ? election.now - patience : 0
        return leadership.followers(among: configuration.peers, since: since)
            >= configuration.quorum
    }
}
