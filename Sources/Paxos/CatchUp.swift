#if MUTANTS
import Mutation
#endif

/// The fetching of committed slots that this replica misses: one question at a time.
///
/// Each answer moves ``Replica/committed`` on and the next question starts there, so a node that
/// lags under load never starts over.
struct CatchUp: Hashable, Sendable {
    /// Whom the open question went to; nil while none is open.
    private(set) var asked: NodeID?
    /// When it was asked.
    private(set) var askedAt: UInt64 = 0
    /// The committed slot when progress was last seen, and when that was.
    private(set) var lastCommitted = Slot.zero
    /// Since when ``lastCommitted`` stands still.
    private(set) var standsSince: UInt64 = 0

    /// Notes that `owner` was asked.
    mutating func begin(from owner: NodeID, now: UInt64) {
        asked = owner
        askedAt = now
    }

    /// Notes that the open question was answered with something new, or that it no longer matters.
    mutating func answered() {
        asked = nil
    }

    /// Notes how far this replica is.
    mutating func observe(_ committed: Slot, now: UInt64) {
        guard committed != lastCommitted else { return }
        lastCommitted = committed
        standsSince = now
    }
}

/// Catch-up: FETCH and ENTRIES.
extension Replica {
    /// Answers a FETCH with one page of committed entries; below the checkpoint there are none, and
    /// a snapshot is offered.
    func receiveFetch(_ first: Slot, sender: NodeID, into effects: inout Effects<Command>) {
        guard first > acceptor.checkpoint else { return effects.snapshotsWanted.insert(sender) }
        guard first <= committed else { return }
        #if MUTANTS
        if Mutant.noCatchUp.isPlanted { return }
        #endif
        let count = min(
            first.distance(to: committed) + 1,
            configuration.limits.entriesPerMessageMax
        )
        let last = first.advanced(by: count - 1)
        let proposals = (first...last)
            .map { slot in
                guard let proposal = acceptor.proposal(at: slot) else {
                    preconditionFailure("\(slot) is committed, and not held")
                }
                return proposal
            }
        effects.messages.append(Outbound(to: sender, .entries(proposals)))
    }

    /// Takes in committed entries; only those that follow on what is committed here count.
    mutating func receiveEntries(
        _ proposals: [Proposal<Command>],
        into effects: inout Effects<Command>
    ) {
        // A leader holds everything from its view on; what others chose after it was deposed would
        // mix with its own proposals, which its followers hold in those slots.
        if case .leading = role { return }
        guard !isDiskFull else { return }
        let before = committed
        var learned: [Proposal<Command>] = []
        for proposal in proposals
        where proposal.slot == committed.next && proposal.slot <= acceptor.lastAcceptable {
            if acceptor.learn(proposal) || lost.contains(proposal.slot) { learned.append(proposal) }
            lost.heal(proposal.slot)
            committed = proposal.slot
        }
        guard committed > before else { return }
        if !learned.isEmpty { effects.records.append(.learned(learned)) }
        catchUp.answered()
        extendView()
        leadIfPromised(into: &effects)
    }

    /// Whether the leader has committed what this replica misses and will not be sent unasked: the
    /// slots before its view.
    private var missesOldSlots: Bool {
        guard let view = followed, let first = view.first else { return false }
        return committed.next < first && view.commitHint > committed
    }

    /// Asks the leader for the slots before its view.
    mutating func fetchOldSlots(into effects: inout Effects<Command>) {
        guard catchUp.asked == nil, !isDiskFull, missesOldSlots,
            let leader = followed?.ballot.proposer
        else { return }
        fetch(from: leader, into: &effects)
    }

    /// Asks somebody else when an answer does not come, and asks anyway when nothing moves.
    mutating func catchUpTick(into effects: inout Effects<Command>) {
        let now = election.now
        let patience = configuration.timing.fetchTicks
        catchUp.observe(committed, now: now)
        guard !isDiskFull, let goal = catchUpGoal, goal.slot > committed else {
            return catchUp.answered()
        }
        if let asked = catchUp.asked {
            guard now >= catchUp.askedAt + patience else { return }
            fetch(from: peer(after: asked), into: &effects)
        } else if now >= catchUp.standsSince + patience {
            fetch(from: goal.owner, into: &effects)
        }
    }

    /// A slot that somebody is known to have committed, and who; nil while there is none.
    private var catchUpGoal: (slot: Slot, owner: NodeID)? {
        if case .preparing(let candidacy) = role, let checkpoint = candidacy.checkpoint {
            return (checkpoint.slot, checkpoint.owner)
        }
        return followed.map { ($0.commitHint, $0.ballot.proposer) }
    }

    mutating func fetch(from owner: NodeID, into effects: inout Effects<Command>) {
        catchUp.begin(from: owner, now: election.now)
        effects.messages.append(Outbound(to: owner, .fetch(first: committed.next)))
    }

    /// The peer whose number follows that of `node`, round the circle.
    private func peer(after node: NodeID) -> NodeID {
        let peers = Array(configuration.peers)
        guard let index = peers.firstIndex(where: { $0 > node }) else { return peers[0] }
        return peers[index]
    }
}
