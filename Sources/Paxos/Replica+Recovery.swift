#if MUTANTS
import Mutation
#endif

/// Restarts: what the log holds is handed over record by record, with what is known of damage.
extension Replica {
    /// What is in force: what every record of the log names beside its entries.
    public var durableState: DurableState {
        var state = DurableState()
        state.promised = acceptor.promised
        state.usedRound = usedRound
        state.life = life
        state.isRecovering = isRecovering || replayed.isRecovering
        state.notes = notes
        return state
    }

    /// Takes in what was flushed before a restart.
    ///
    /// A record of the log is handed over as its entries, then the state that it names.
    public mutating func replay(_ record: DurableRecord<Command>) {
        guard !replayed.isSkipping else { return }
        switch record {
        case .accepted(let run, let hint): replay(run, committed: hint)
        case .learned(let proposals):
            for proposal in proposals where isReplayable(proposal.slot) {
                _ = acceptor.learn(proposal)
                learned = max(learned, proposal.slot)
                lost.heal(proposal.slot)
                // They followed on what was committed then.
                replayCommit(through: proposal.slot)
            }
        case .usedRound, .promised, .noted, .forgot, .rejoined:
            var state = durableState
            state.apply(record)
            restore(state)
        }
    }

    private mutating func replay(_ run: ProposalRun<Command>, committed hint: Slot) {
        election.see(run.ballot)
        guard run.ballot >= acceptor.promised else {
            // A promise can be read again that could not be read when this replica came back from
            // forgetting it: the world is wrong, and what it holds from then is not certain.
            return replayUnknownLoss()
        }
        replayPromise(run.ballot)
        guard run.last <= acceptor.lastAcceptable else {
            // The snapshot that made room for it is gone: the acceptance cannot be kept.
            replayed.hasOverflowed = true
            return
        }
        #if MUTANTS
        if Mutant.forgetAccepted.isPlanted { return }
        #endif
        do {
            _ = try acceptor.accept(run, committed: committed)
        } catch {
            preconditionFailure("\(run.ballot) is below the replayed \(error.promised)")
        }
        _ = lost.heal(run)
        replayCommit(through: hint)
    }

    private func isReplayable(_ slot: Slot) -> Bool {
        slot > acceptor.checkpoint && slot <= acceptor.lastAcceptable
    }

    /// Takes in the state that a record of the log names.
    public mutating func restore(_ state: DurableState) {
        #if MUTANTS
        let forgets = Mutant.forgetPromise.isPlanted
        let promised = forgets ? acceptor.promised : max(acceptor.promised, state.promised)
        #else
        let promised = max(acceptor.promised, state.promised)
        #endif
        election.see(promised)
        replayPromise(promised)
        usedRound = max(usedRound, state.usedRound)
        #if MUTANTS
        let round = Mutant.reuseBallot.isPlanted ? 0 : usedRound
        election.see(Ballot(round: round, proposer: configuration.id))
        #else
        election.see(Ballot(round: usedRound, proposer: configuration.id))
        #endif
        life = max(life, state.life)
        notes = state.notes
        replayed.isRecovering = state.isRecovering
    }

    /// Notes that records were lost which touched no other slots than these: rule L.
    public mutating func replayLoss(of slots: SlotRange?) {
        guard !replayed.isSkipping, let slots, slots.last > committed else { return }
        lost.add(SlotRange(first: max(slots.first, committed.next), last: slots.last))
    }

    /// Notes that any records may have been lost: the entries that follow do not count, until
    /// ``replayGoesOn()``.
    public mutating func replayUnknownLoss() {
        replayed.isSkipping = true
    }

    /// Whether the entries that follow do not count.
    ///
    /// A record can bring that about by itself: a run accepted below what is promised by then. The
    /// caller MUST ask behind each record, or the replica forgets again at every start.
    public var isSkippingReplay: Bool { replayed.isSkipping }

    /// Notes that what follows was written when this replica knew of all that had been lost before
    /// the place where it last found that it might have forgotten something; MUST be called before
    /// the first record behind any damage that lies before that place.
    ///
    /// More may have been lost there since: what was still there then was not written again. So
    /// nothing that is held up to here is certain. Where nothing was lost since, this calls lost
    /// what was not known to be committed then, and nothing worse: each slot is healed by the
    /// records in which it was written again, or by learning it once more.
    public mutating func replayGoesOn() {
        replayed.isSkipping = false
        guard acceptor.last > committed else { return }
        lost.add(SlotRange(first: committed.next, last: acceptor.last))
    }

    /// Ends the replay: a replica that lost more than it can name takes no part until it has
    /// rejoined; one with a past looks for a leader without being asked.
    ///
    /// The records that it adds MUST be durable before anything is said.
    public mutating func finishReplay(into effects: inout Effects<Command>) {
        let hasForgotten = replayed.isSkipping || replayed.hasOverflowed
        let wasRecovering = replayed.isRecovering
        loseWhatIsGone()
        replayed = Replayed()
        if hasForgotten {
            forget(into: &effects)
        } else if wasRecovering {
            beginRejoining()
        } else if election.highestSeen > .zero {
            election.startTimerIfStopped()
        }
        noteDurable()
    }

    /// Calls lost what was committed once, so it was held then, and is not held any more.
    private mutating func loseWhatIsGone() {
        var first = committed.next
        guard first <= replayed.hint else { return }
        // The next run of slots that are gone begins with `first`, and ends before a held one.
        for slot in first..<max(first, min(acceptor.last, replayed.hint).next)
        where acceptor[slot] != nil {
            if first < slot {
                lost.add(SlotRange(first: first, last: Slot(slot.rawValue - 1)))
            }
            first = slot.next
        }
        if first <= replayed.hint { lost.add(SlotRange(first: first, last: replayed.hint)) }
    }

    private mutating func replayPromise(_ ballot: Ballot) {
        guard ballot > acceptor.promised else { return }
        do {
            _ = try acceptor.prepare(ballot)
        } catch {
            preconditionFailure("a flushed promise fell from \(error.promised) to \(ballot)")
        }
    }

    /// Moves on over what is held for certain, as far as a flushed hint reaches.
    private mutating func replayCommit(through hint: Slot) {
        replayed.hint = max(replayed.hint, hint)
        while committed < hint, acceptor[committed.next] != nil, !lost.contains(committed.next) {
            committed = committed.next
        }
    }
}

/// What the replay of a log has met so far.
struct Replayed: Hashable, Sendable {
    /// Whether unknown records were lost, so that what follows does not count.
    var isSkipping = false
    /// Whether entries were accepted for which there is no room without a snapshot that is lost.
    var hasOverflowed = false
    /// Every slot up to this one was committed once, as a record says.
    var hint = Slot.zero
    /// Whether the last state says that the replica has forgotten and not rejoined.
    var isRecovering = false
}
