extension Replica {
    /// Returns whether `message` can come from `sender` at all.
    ///
    /// Whatever passes can be computed with: rounds and slots are far from the end of their range.
    func isCredible(_ message: Message<Command>, from sender: NodeID) -> Bool {
        let own = configuration.id
        switch message {
        case .prepare(let ballot, let first):
            return isSane(ballot, owner: sender) && first > .zero && isSane(first)
        case .promise(let page):
            return isSane(page.ballot, owner: own) && isSane(page.checkpoint) && isSane(page.first)
                && areSane(page.accepted) && isSane(page.memory)
        case .newView(let page):
            return isSane(page.run, of: sender) && page.first > .zero
        case .accept(let run, let committed):
            return isSane(run, of: sender) && !run.entries.isEmpty && isSane(committed)
        case .accepted(let ballot, let through):
            return isSane(ballot, owner: own) && isSane(through)
        case .commit(let ballot, let through):
            return isSane(ballot, owner: sender) && isSane(through)
        case .reject(let promised): return isSane(promised, owner: promised.proposer)
        case .heartbeat(let heartbeat):
            let owner = heartbeat.ballot.proposer
            return isSane(heartbeat.ballot, owner: owner) && (owner == sender || owner == own)
                && isSane(heartbeat.committed)
        case .fetch(let first): return first > .zero && isSane(first)
        case .entries(let proposals): return areSane(proposals)
        case .recall(let recall):
            return isCredible(life: recall.life, of: sender) && isPromise(recall.floor ?? .zero)
        case .noted(let recollection):
            return recollection.life <= PaxosLimits.lifeNotedMax
                && isPromise(recollection.promised) && areSane(recollection.notes)
        }
    }

    /// Returns whether `peer` can have come to this life, by what is noted of it here.
    ///
    /// Who recovers may know nothing of the others, and learns it now.
    func isCredible(life: UInt32, of peer: NodeID) -> Bool {
        let highest = note(of: peer).life + PaxosLimits.lifeJumpMax
        return life <= PaxosLimits.lifeNotedMax && (life <= highest || isRecovering)
    }

    private func areSane(_ notes: [Note]) -> Bool {
        notes.allSatisfy { $0.incarnation.life <= PaxosLimits.lifeNotedMax }
    }

    /// Whether somebody can have promised this; ``Ballot/zero`` is the promise of a new replica.
    private func isPromise(_ ballot: Ballot) -> Bool {
        ballot == .zero || isSane(ballot, owner: ballot.proposer)
    }

    private func isSane(_ ballot: Ballot, owner: NodeID) -> Bool {
        let highest = election.highestSeen.round + configuration.limits.roundJumpMax
        return ballot.proposer == owner && ballot.round >= 1 && ballot.round <= highest
    }

    private func isSane(_ run: ProposalRun<Command>, of leader: NodeID) -> Bool {
        isSane(run.ballot, owner: leader) && isSane(run.first)
    }

    private func isSane(_ slot: Slot) -> Bool { slot <= .largest }

    private func isSane(_ memory: PromiseMemory) -> Bool {
        isSane(memory.committed) && areSane(memory.notes)
            && memory.lost.count <= PaxosLimits.lostRangesMax
            && memory.lost.allSatisfy { $0.first > .zero && isSane($0.last) }
    }

    private func areSane(_ proposals: [Proposal<Command>]) -> Bool {
        proposals.allSatisfy { $0.slot > .zero && isSane($0.slot) }
    }
}
