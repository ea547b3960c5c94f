#if MUTANTS
import Mutation
#endif

/// One replica of the agreement: proposer, acceptor and learner in one value.
///
/// It is driven by calls and answers in ``Effects``; it reads no clock, file or socket. The caller
/// hands over any number of inputs, then calls ``endTurn(into:)`` once, carries the effects out in
/// their order, calls ``recordsAreDurable()`` after the flush, and ends one more turn: now the
/// replica's own vote counts.
///
/// Source: Lamport, "Paxos Made Simple" (2001), §2–3; van Renesse and Altinbuken, "Paxos Made
/// Moderately Complex" (2015), for the roles. docs/PROTOCOL.md has the rules and where they differ.
public struct Replica<Command: Hashable & Sendable>: Hashable, Sendable {
    /// What this replica does in the agreement.
    enum Role: Hashable, Sendable {
        /// It follows a leader, or waits for one.
        case follower
        /// It asked for promises and has no quorum of them yet.
        case preparing(Candidacy<Command>)
        /// A quorum promised it its ballot.
        case leading(Leadership)
        /// It may have forgotten what it promised: it takes no part.
        case recovering(Rejoining)
    }

    /// Who takes part, and all limits.
    public let configuration: Configuration
    /// What was promised and accepted.
    public internal(set) var acceptor: Acceptor<Command>
    /// Every slot up to this one is known to be chosen, and held here or in the checkpoint.
    public internal(set) var committed = Slot.zero
    /// How far the caller has executed, as told by ``didExecute(through:digest:)``.
    public internal(set) var execution = Execution()
    /// What this replica does now.
    var role = Role.follower
    /// Timers and the held PREPARE.
    var election: Election
    /// The leader this replica obeys, with what it holds of its view; nil while none is known.
    ///
    /// Its ballot is the one promised: obeying a leader raises the promise.
    var followed: FollowedView?
    /// The fetching of missing slots that is under way, and when progress was last seen.
    var catchUp = CatchUp()
    /// As leader: entries to be proposed at the end of this turn, in slot order.
    var pending: [ProposalRun<Command>] = []
    /// The highest round this replica ever used.
    var usedRound: UInt64 = 0
    /// How often this replica has lost its memory.
    var life: UInt32 = 0
    /// The highest incarnations known of the others, in the order of their numbers.
    var notes: [Note] = []
    /// What each node said of its disk, by number, in the life that is noted of it.
    var witnesses: [Witness]
    /// What this replica may say of its own disk.
    var durable = FlushedMemory()
    /// The last slot that the log says was learned; damage may hide that all before it was, too.
    var learned = Slot.zero
    /// Slots of which this replica has lost what it accepted.
    var lost = LostSlots()
    /// What the replay of the log has met; only until ``finishReplay(into:)``.
    var replayed = Replayed()
    /// How slow this replica's disk is.
    var flushWatch = FlushWatch()
    /// How often this replica asked to lead, since the start.
    public internal(set) var elections = ElectionCounters()
    /// Whether the caller's log takes no more entries: nothing new is proposed or accepted then.
    public var isDiskFull = false

    /// Creates a replica that knows what a snapshot covers: nothing, when it is new.
    ///
    /// What the log holds is handed to ``replay(_:)`` and ``restore(_:)`` then, and
    /// ``finishReplay(into:)`` ends that.
    ///
    /// - Parameters:
    ///   - configuration: Who takes part.
    ///   - seed: Where random waits begin; different on each replica and at each start.
    ///   - checkpoint: The last slot that the snapshot covers; zero for none.
    ///   - digest: The digest of everything executed up to there.
    public init(
        configuration: Configuration,
        seed: UInt64,
        checkpoint: Slot = .zero,
        digest: UInt64 = 0
    ) {
        self.configuration = configuration
        self.acceptor = Acceptor(slotsMax: configuration.limits.logSlotsMax)
        self.election = Election(timing: configuration.timing, seed: seed, highestSeen: .zero)
        let highest = configuration.members.reduce(0) { max($0, Int($1.rawValue)) }
        self.witnesses = Array(repeating: Witness(), count: highest + 1)
        self.committed = checkpoint
        self.execution.through = checkpoint
        self.execution.digest = digest
        self.acceptor.drop(through: checkpoint)
        noteDurable()
    }

    /// How far the caller has executed.
    public struct Execution: Hashable, Sendable {
        /// Every slot up to this one is executed.
        public internal(set) var through = Slot.zero
        /// The digest of all that.
        public internal(set) var digest: UInt64 = 0
    }

    // MARK: Inputs

    /// Handles a message of another replica.
    ///
    /// Any message is harmless, however late, repeated or wrong: one that cannot be is passed over.
    ///
    /// - Parameters:
    ///   - message: What was said.
    ///   - sender: Who said it; the caller MUST have checked that.
    ///   - effects: What to do is added here.
    public mutating func step(
        _ message: Message<Command>,
        from sender: NodeID,
        into effects: inout Effects<Command>
    ) {
        guard configuration.peers.contains(sender), isCredible(message, from: sender) else {
            return
        }
        if isRecovering {
            #if MUTANTS
            if Mutant.voteWhileRecovering.isPlanted, case .prepare(let ballot, let first) = message
            {
                return receivePrepare(ballot, from: first, sender: sender, into: &effects)
            }
            #endif
            return stepRecovering(message, from: sender, into: &effects)
        }
        switch message {
        case .prepare(let ballot, let first):
            receivePrepare(ballot, from: first, sender: sender, into: &effects)
        case .promise(let page):
            receivePromise(page, sender: sender, into: &effects)
        case .newView(let page): receiveViewPage(page, into: &effects)
        case .accept(let run, let committed): receive(run, committed: committed, into: &effects)
        case .accepted(let ballot, let through):
            receiveAccepted(ballot, through: through, sender: sender)
        case .commit(let ballot, let through):
            _ = hear(ballot, committed: through, into: &effects)
            #if MUTANTS
            if Mutant.commitAnyBallot.isPlanted { commitBlindly(through: through) }
            #endif
        case .reject(let promised):
            receiveReject(promised, sender: sender, into: &effects)
        case .heartbeat(let heartbeat):
            receive(heartbeat, sender: sender, into: &effects)
        case .fetch(let first):
            receiveFetch(first, sender: sender, into: &effects)
        case .entries(let proposals):
            receiveEntries(proposals, into: &effects)
        case .recall(let recall): receiveRecall(recall, sender: sender, into: &effects)
        case .noted: break
        }
    }

    /// Lets one tick pass: timers may run out.
    public mutating func tick(into effects: inout Effects<Command>) {
        election.advance()
        switch role {
        case .follower: followerTick(into: &effects)
        case .preparing: candidateTick(into: &effects)
        case .leading: leaderTick()
        case .recovering: recoveringTick(into: &effects)
        }
        catchUpTick(into: &effects)
    }

    /// Notes that a client asked for something: a replica without a leader now looks for one.
    ///
    /// The lowest-numbered member stands at once if it never heard of any ballot; everyone else
    /// waits for the leader timer.
    public mutating func requestArrived(into effects: inout Effects<Command>) {
        guard case .follower = role, followed == nil else { return }
        let isFirst = configuration.members.first { _ in true } == configuration.id
        if isFirst, election.highestSeen == .zero {
            election.expireTimer()
            stand(into: &effects)
        } else {
            election.startTimerIfStopped()
        }
    }

    /// Gives entries the next slots, one each; they are proposed at the end of the turn, in one
    /// message and one record.
    ///
    /// - Parameters:
    ///   - entries: What to agree on: at least one entry, at most ``proposalRoom`` of them and at
    ///     most ``PaxosLimits/entriesPerMessageMax``. In this turn nothing but more proposals and
    ///     ``endTurn(into:)`` may follow.
    ///   - text: How they are written, if the caller knows it; see ``ProposalRun/text``.
    /// - Returns: The slot of the first one.
    @discardableResult
    public mutating func propose(_ entries: [Entry<Command>], text: [UInt8] = []) -> Slot {
        guard case .leading(let leadership) = role else {
            preconditionFailure("\(configuration.id) proposes but does not lead")
        }
        precondition(isViewInstalled, "\(leadership.ballot) proposes before its view is installed")
        precondition(
            1...configuration.limits.entriesPerMessageMax ~= entries.count,
            "\(entries.count) entries in one message"
        )
        let last = pending.last?.last ?? leadership.lastProposed
        let run = ProposalRun(
            ballot: leadership.ballot,
            first: last.next,
            entries: entries,
            text: text
        )
        pending.append(run)
        return run.first
    }

    /// Notes that the connection to `peer` is up again: what it missed is sent at once, and where
    /// the view begins, in case it was started again.
    public mutating func peerConnected(_ peer: NodeID, into effects: inout Effects<Command>) {
        guard configuration.peers.contains(peer) else { return }
        switch role {
        case .follower, .recovering: break
        case .preparing(let candidacy):
            guard !candidacy.promised.contains(peer) else { return }
            let first = candidacy.nextPage(of: peer)
            effects.messages.append(
                Outbound(to: peer, .prepare(ballot: candidacy.ballot, first: first))
            )
        case .leading:
            withLeadership { $0.restart(peer, now: $1) }
        }
    }

    /// Begins again after a pause in which no tick passed and no message came through: timers
    /// start afresh, and a leader believes only what it hears from now on.
    public mutating func resume() {
        election.resume()
        catchUp = CatchUp()
        switch role {
        case .follower, .recovering: break
        case .preparing: role = .follower
        case .leading: withLeadership { $0.forgetContacts(now: $1) }
        }
    }

    /// Notes that every record handed out so far is durable: this replica's own vote counts now.
    public mutating func recordsAreDurable() {
        noteDurable()
        guard case .leading = role else { return }
        withLeadership { leadership, _ in leadership.recordsAreDurable() }
    }

    /// Notes how far the caller has executed; it MUST NOT be beyond ``committed``.
    public mutating func didExecute(through slot: Slot, digest: UInt64) {
        precondition(slot <= committed, "\(slot) was executed, but only \(committed) is committed")
        precondition(slot >= execution.through, "\(slot) after \(execution.through)")
        execution.through = slot
        execution.digest = digest
    }

    /// Asks for a heartbeat that leaves from now on, to confirm a read.
    ///
    /// - Returns: Its number, to be compared with ``confirmedBeat``; nil if this replica does not
    ///   lead, or does not know yet all that earlier leaders committed.
    public mutating func askForBeat() -> UInt64? {
        #if MUTANTS
        let isReady = isViewInstalled || Mutant.serveBeforeRecovered.isPlanted
        guard case .leading(let leadership) = role, isReady else { return nil }
        #else
        guard case .leading(let leadership) = role, isViewInstalled else { return nil }
        #endif
        withLeadership { leadership, _ in leadership.isBeatAsked = true }
        return leadership.beat + 1
    }
}

// MARK: - Helpers

extension Replica {
    /// Changes what this replica knows as leader, in place; `now` is the second argument.
    ///
    /// MUST be called only while it leads.
    mutating func withLeadership<Value>(
        _ change: (inout Leadership, _ now: UInt64) -> Value
    ) -> Value {
        guard case .leading(var leadership) = role else {
            preconditionFailure("\(configuration.id) does not lead")
        }
        // The role lets go of its copy, so that the change happens in place.
        role = .follower
        defer { role = .leading(leadership) }
        return change(&leadership, election.now)
    }
}
