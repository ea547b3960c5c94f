#if MUTANTS
import Mutation
#endif

/// The end of a turn: everything that is said once, however many messages came in.
extension Replica {
    /// Adds what this turn's inputs amount to: a leader's ACCEPTs and watermarks, a follower's
    /// ACCEPTED.
    ///
    /// MUST be called after the turn's inputs and before the effects are carried out.
    public mutating func endTurn(into effects: inout Effects<Command>) {
        rejoinIfComplete(into: &effects)
        switch role {
        case .recovering: fetchOldSlots(into: &effects)
        case .follower:
            acknowledge(into: &effects)
            fetchOldSlots(into: &effects)
        case .preparing: break
        case .leading:
            let fresh = recordPending(into: &effects)
            commitChosen()
            let told = sendProposals(fresh, into: &effects)
            announceCommit(except: told, into: &effects)
            sendHeartbeat(into: &effects)
        }
    }

    /// Says once what of the leader's view is accepted; it leaves after the flush.
    private mutating func acknowledge(into effects: inout Effects<Command>) {
        guard var view = followed, view.owesAccepted, view.first != nil else { return }
        view.owesAccepted = false
        followed = view
        #if MUTANTS
        if Mutant.acceptedThroughHole.isPlanted { view.through = max(view.through, acceptor.last) }
        #endif
        effects.messages.append(
            Outbound(
                to: view.ballot.proposer,
                .accepted(ballot: view.ballot, through: view.through)
            )
        )
        #if MUTANTS
        if Mutant.acceptedBeforeFlush.isPlanted, let early = effects.messages.popLast() {
            effects.early.append(early)
        }
        #endif
    }

    /// Accepts what was proposed in this turn and hands it to the log.
    private mutating func recordPending(
        into effects: inout Effects<Command>
    ) -> [ProposalRun<Command>] {
        guard let last = pending.last?.last, case .leading = role else { return [] }
        let runs = pending
        pending.removeAll()
        for run in runs { accept(run, into: &effects) }
        withLeadership { leadership, _ in
            leadership.lastProposed = last
            leadership.recorded = last
            #if MUTANTS
            if Mutant.leaderCountsUnflushed.isPlanted { leadership.recordsAreDurable() }
            #endif
        }
        return runs
    }

    /// Commits what a quorum has accepted in this ballot; counts of other ballots do not matter.
    private mutating func commitChosen() {
        guard case .leading(let leadership) = role else { return }
        let chosen = leadership.chosen(
            among: configuration.peers,
            quorum: configuration.quorum
        )
        committed = max(committed, chosen)
        lost.drop(through: committed)
    }

    /// Sends to each peer what it lacks, as far as its window reaches.
    ///
    /// Peers that are equally far, as they nearly always are, share one message.
    ///
    /// - Returns: Who was sent an ACCEPT, which carries the commit watermark.
    private mutating func sendProposals(
        _ fresh: [ProposalRun<Command>],
        into effects: inout Effects<Command>
    ) -> NodeSet {
        let limits = configuration.limits
        let peers = configuration.peers
        var told = NodeSet()
        while case .leading(let leadership) = role,
            let (group, shipment) = leadership.nextShipment(
                among: peers,
                after: acceptor.checkpoint,
                limits: limits
            )
        {
            let run =
                fresh.first { $0.first == shipment.first && $0.last == shipment.last }
                ?? ownRun(shipment.first, through: shipment.last, ballot: leadership.ballot)
            if shipment.isView {
                let page = ViewPage(
                    first: leadership.viewFirst,
                    run: run,
                    isLast: shipment.last >= leadership.viewLast
                )
                #if MUTANTS
                if Mutant.newViewBeforeFlush.isPlanted {
                    effects.early.append(Outbound(to: group, .newView(page)))
                    withLeadership { $0.noteSent(shipment, to: group, now: $1) }
                    continue
                }
                #endif
                effects.messages.append(Outbound(to: group, .newView(page)))
            } else {
                say(Outbound(to: group, .accept(run, committed: committed)), into: &effects)
                for peer in group { told.insert(peer) }
            }
            withLeadership { $0.noteSent(shipment, to: group, now: $1) }
        }
        return told
    }

    /// Returns what this leader proposed for the slots from `first` to `last`.
    private func ownRun(
        _ first: Slot,
        through last: Slot,
        ballot: Ballot
    ) -> ProposalRun<Command> {
        var entries: [Entry<Command>] = []
        var slot = first
        while slot <= last {
            guard let held = acceptor[slot], held.ballot == ballot else {
                preconditionFailure("\(slot) was proposed in \(ballot), and is not held")
            }
            entries.append(held.entry)
            slot = slot.next
        }
        return ProposalRun(ballot: ballot, first: first, entries: entries)
    }

    /// Tells the watermark to those who were not told by an ACCEPT of this turn.
    private mutating func announceCommit(
        except told: NodeSet,
        into effects: inout Effects<Command>
    ) {
        guard case .leading(let leadership) = role, committed > leadership.announced else { return }
        let watermark = committed
        withLeadership { leadership, _ in leadership.announced = watermark }
        var others = configuration.peers
        for peer in told { others.remove(peer) }
        guard !others.isEmpty else { return }
        let commit = Message<Command>.commit(ballot: leadership.ballot, through: watermark)
        say(Outbound(to: others, commit), into: &effects)
    }

    /// Sends a heartbeat if one is due or a read asked for it.
    private mutating func sendHeartbeat(into effects: inout Effects<Command>) {
        guard case .leading(let leadership) = role, leadership.isBeatAsked else { return }
        let interval = configuration.timing.heartbeatTicks
        withLeadership { leadership, now in
            leadership.countBeat()
            leadership.nextHeartbeat = now + interval
        }
        guard !configuration.peers.isEmpty else { return }
        let heartbeat = makeHeartbeat(leadership.ballot, beat: leadership.beat + 1)
        say(Outbound(to: configuration.peers, .heartbeat(heartbeat)), into: &effects)
    }

    /// Says something as the leader: before the flush, unless that makes its own promise durable.
    private func say(_ outbound: Outbound<Command>, into effects: inout Effects<Command>) {
        guard case .leading(let leadership) = role, leadership.isPromiseDurable else {
            return effects.messages.append(outbound)
        }
        effects.early.append(outbound)
    }
}
