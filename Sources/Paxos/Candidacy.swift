#if MUTANTS
import Mutation
#endif

/// A candidate's phase 1: who promised, and what each reported.
///
/// A PROMISE counts once a sender, for exactly this ballot, when its last page is in.
///
/// Source: Lamport, "Paxos Made Simple" (2001), §2.2, phase 2(a), and §3 for many slots at once.
struct Candidacy<Command: Hashable & Sendable>: Hashable, Sendable {
    /// The ballot asked for.
    let ballot: Ballot
    /// The first slot asked for; every slot before it is committed here.
    let first: Slot
    /// Who has sent every page of its promise.
    private(set) var promised = NodeSet()
    /// What each node said of its memory, by number, over all its pages so far; nil before that.
    private var memories: [PromiseMemory?]
    /// The slots for which too many of those who promised have lost what they accepted.
    var missing: MissingSlots?
    /// The highest checkpoint reported, and who has it.
    private(set) var checkpoint: ReportedCheckpoint?
    /// When to ask everybody again.
    var retryAt: UInt64
    /// How often it was asked again.
    var attempts = 0
    /// For each node, by number, the first slot of its next page.
    private var nextPage: [Slot]
    /// For each node, by number, the proposals on the pages before its last one.
    private var earlierPages: [[Proposal<Command>]]
    #if MUTANTS
    /// How many promises came twice.
    private(set) var repeatedPromises = 0
    #endif
    /// For each slot, what was accepted in the highest ballot of that slot.
    private var best: SlotWindow<Accepted<Command>>

    init(ballot: Ballot, first: Slot, members: NodeSet, retryAt: UInt64) {
        self.ballot = ballot
        self.first = first
        self.retryAt = retryAt
        let highest = members.reduce(0) { max($0, Int($1.rawValue)) }
        self.memories = Array(repeating: nil, count: highest + 1)
        self.nextPage = Array(repeating: first, count: highest + 1)
        self.earlierPages = Array(repeating: [], count: highest + 1)
        self.best = SlotWindow(first: first)
    }

    /// Returns from where `node` has still to report.
    func nextPage(of node: NodeID) -> Slot { nextPage[Int(node.rawValue)] }

    /// Takes in one page of a promise.
    ///
    /// - Returns: Whether the page was the one asked for; a repeated or foreign one changes
    ///   nothing, nor does one with a slot before the page or without a place in this candidacy.
    mutating func add(_ page: PromisePage<Command>, from node: NodeID) -> Bool {
        let number = Int(node.rawValue)
        #if MUTANTS
        if Mutant.countMessagesNotSenders.isPlanted, page.ballot == ballot, page.isLast,
            promised.contains(node)
        {
            repeatedPromises += 1
            return true
        }
        #endif
        guard isOfThisBallot(page), page.first == nextPage[number], !promised.contains(node),
            page.accepted.allSatisfy({ $0.slot >= page.first && $0.slot <= best.lastPossible })
        else { return false }
        if let known = memories[number], known.life != page.memory.life {
            // It has lost its memory in between: its pages do not belong together.
            forget(node)
            return true
        }
        memories[number] = memories[number]?.joined(with: page.memory) ?? page.memory
        if page.checkpoint > (checkpoint?.slot ?? .zero) {
            checkpoint = ReportedCheckpoint(slot: page.checkpoint, owner: node)
        }
        #if MUTANTS
        let isLast = page.isLast || Mutant.noopBeforeLastPage.isPlanted
        #else
        let isLast = page.isLast
        #endif
        if isLast {
            for proposal in earlierPages[number] + page.accepted { consider(proposal) }
            earlierPages[number] = []
            promised.insert(node)
        } else if let last = page.accepted.last {
            earlierPages[number] += page.accepted
            nextPage[number] = last.slot.next
        }
        return true
    }

    /// Whether a page is of a promise of this very ballot.
    private func isOfThisBallot(_ page: PromisePage<Command>) -> Bool {
        #if MUTANTS
        if Mutant.countStalePromise.isPlanted { return true }
        #endif
        return page.ballot == ballot
    }

    /// The last slot that somebody reported anything for; the one before ``first`` if nobody did.
    var lastReported: Slot { Slot(best.end.rawValue - 1) }

    /// Begins again with the promises of those who lost what is missing: meanwhile they may have
    /// learned it.
    mutating func askForMissing() {
        guard let missing else { return }
        for node in missing.nodes where promised.contains(node) { forget(node) }
    }

    /// Begins again with a node's promise.
    private mutating func forget(_ node: NodeID) {
        let number = Int(node.rawValue)
        promised.remove(node)
        memories[number] = nil
        nextPage[number] = first
        earlierPages[number] = []
    }

    /// Drops the promises of those who have forgotten them since, as another promise or one of this
    /// candidate's own notes shows.
    mutating func dropForgotten(notes own: [Note]) {
        #if MUTANTS
        if Mutant.oldIncarnationCounts.isPlanted { return }
        #endif
        let notes = own + promised.flatMap { memories[Int($0.rawValue)]?.notes ?? [] }
        for node in promised {
            let life = memories[Int(node.rawValue)]?.life ?? 0
            if notes.contains(where: { $0.node == node && $0.incarnation.life > life }) {
                forget(node)
            }
        }
    }

    /// Returns the slots for which no quorum can speak.
    ///
    /// A slot is decided if a quorum says what it accepted there, or if somebody knows it to be
    /// chosen: that one's entry is it.
    ///
    /// - Parameters:
    ///   - start: The first slot that is not committed at the candidate.
    ///   - own: What the candidate itself has lost.
    ///   - quorum: How many must speak.
    /// - Returns: All between the first and the last such slot; nil if there is none.
    func missingSlots(from start: Slot, own: LostSlots, quorum: Int) -> MissingSlots? {
        let losses = promised.map { (node: $0, lost: memories[Int($0.rawValue)]?.lost ?? []) }
        guard !own.isEmpty || losses.contains(where: { !$0.lost.isEmpty }) else { return nil }
        let known = promised.reduce(Slot.zero) {
            max($0, memories[Int($1.rawValue)]?.committed ?? .zero)
        }
        let ranges = own.ranges + losses.flatMap(\.lost)
        let undecided = max(start, known.next)
        // What is lost changes only where a range begins or ends.
        let edges = ([undecided] + ranges.flatMap { [$0.first, $0.last.next] })
            .filter { $0 >= undecided }
            .sorted()
        var missing: (first: Slot, last: Slot)?
        var nodes = NodeSet()
        for (index, slot) in edges.enumerated() {
            let silent = losses.filter { loss in loss.lost.contains { $0.contains(slot) } }
            let speaking = promised.count - silent.count + (own.contains(slot) ? 0 : 1)
            guard speaking < quorum else { continue }
            let end = index + 1 < edges.count ? Slot(edges[index + 1].rawValue - 1) : slot
            missing = (first: missing?.first ?? slot, last: max(slot, end))
            for loss in silent { nodes.insert(loss.node) }
            if own.contains(slot) { nodes.insert(ballot.proposer) }
        }
        return missing.map {
            MissingSlots(slots: SlotRange(first: $0.first, last: $0.last), nodes: nodes)
        }
    }

    /// Takes in one proposal, at or after ``first``, that some acceptor of the quorum holds.
    mutating func consider(_ proposal: Proposal<Command>) {
        #if MUTANTS
        if Mutant.lowestBallotWins.isPlanted {
            if let known = best[proposal.slot], known.ballot <= proposal.ballot { return }
            return prefer(proposal)
        }
        #endif
        if let known = best[proposal.slot], known.ballot >= proposal.ballot { return }
        best.set(Accepted(ballot: proposal.ballot, entry: proposal.entry), at: proposal.slot)
    }

    #if MUTANTS
    /// Takes in one proposal, whatever else is held for its slot.
    mutating func prefer(_ proposal: Proposal<Command>) {
        best.set(Accepted(ballot: proposal.ballot, entry: proposal.entry), at: proposal.slot)
    }
    #endif

    /// Returns what the new leader must propose: for every slot from `start` to the last one
    /// reported, the entry of the highest ballot, and a no-op where the whole quorum reported
    /// nothing.
    ///
    /// MUST be called only when a quorum has promised, this replica included; `start` MUST NOT be
    /// before ``first``.
    func view(from start: Slot) -> [Entry<Command>] {
        #if MUTANTS
        if Mutant.truncateAtGap.isPlanted {
            return (start..<max(start, best.end)).prefix { best[$0] != nil }
                .compactMap { best[$0]?.entry }
        }
        #endif
        return (start..<max(start, best.end)).map { best[$0]?.entry ?? .noop }
    }
}

/// A checkpoint that an acceptor named in its promise.
struct ReportedCheckpoint: Hashable, Sendable {
    /// The last slot in it.
    let slot: Slot
    /// Who has it.
    let owner: NodeID
}
