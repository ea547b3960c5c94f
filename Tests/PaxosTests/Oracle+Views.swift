import Paxos

/// What was asked, reported and proposed in one ballot.
struct BallotRecord {
    /// What one quorum of promises allows a leader to propose.
    struct Justification {
        /// For each slot what was reported for it in the highest ballot.
        var reported: [Slot: (ballot: Ballot, entry: Entry<String>)] = [:]
        /// The last slot for which anything was reported.
        var last = Slot.zero
        /// How many of its members may call a slot lost, so that a quorum still speaks.
        var spare = 0
        /// What each member calls lost.
        var lost: [[SlotRange]] = []
        /// Every slot up to this one is known to be chosen by a member.
        var committed = Slot.zero
        /// The leader's own votes that it may have forgotten; only it knows.
        var uncertain: [Slot: [(ballot: Ballot, entry: Entry<String>)]] = [:]
        /// Slots of which the leader's disk has lost records.
        var ownLost: [SlotRange] = []

        /// Takes in a report.
        mutating func add(_ entry: Entry<String>, at slot: Slot, in ballot: Ballot) {
            last = max(last, slot)
            if let known = reported[slot], known.ballot >= ballot { return }
            reported[slot] = (ballot, entry)
        }

        /// Returns whether `entry` may be proposed for `slot`.
        func allows(_ entry: Entry<String>, at slot: Slot, isView: Bool) -> Bool {
            let silent = lost.count { $0.contains { $0.contains(slot) } }
            let isOwnLost = ownLost.contains { $0.contains(slot) }
            let least = reported[slot]?.ballot ?? .zero
            let isOwn = uncertain[slot]?.contains { $0.entry == entry && $0.ballot >= least }
            if isOwn == true, silent <= spare || slot <= committed { return true }
            guard silent + (isOwnLost ? 1 : 0) <= spare || slot <= committed else {
                return isOwnLost && silent <= spare && follows(entry, at: slot, isView: isView)
            }
            return follows(entry, at: slot, isView: isView)
        }

        private func follows(_ entry: Entry<String>, at slot: Slot, isView: Bool) -> Bool {
            if let reported = reported[slot] { return reported.entry == entry }
            // A gap is filled with nothing; after the last report only new requests follow.
            if slot < max(last, uncertain.keys.max() ?? .zero), entry == .noop { return true }
            return slot < last ? false : !isView
        }
    }

    /// The start of its node in which the ballot was last asked for; nil while no PREPARE left.
    var start: Int?
    /// How often its node had forgotten something then.
    var forgets = 0
    /// The highest lives that the leader had noted when it made its own promise.
    var notes: [NodeID: UInt32] = [:]
    /// For each node, every sequence of pages in one life that reached the candidate: a PROMISE may
    /// be given twice, and either counts.
    var reports: [NodeID: [[PromisePage<String>]]] = [:]
    /// Where the view begins; nil while nothing was proposed.
    var viewFirst: Slot?
    /// Where the view ends, or where it was said to end because it was committed; nil while no last
    /// page was sent.
    var viewLast: Slot?
    /// The last slot proposed.
    var last = Slot.zero
    /// What was proposed.
    var entries: [Slot: Entry<String>] = [:]
    /// The quorums of promises, the leader's own among them, that allow all that was proposed.
    var justifications: [Justification] = []

    /// Takes in a page: it goes on every sequence that lacks it, or else begins another one.
    mutating func add(_ page: PromisePage<String>, from node: NodeID) {
        var sequences = reports[node] ?? []
        var isPlaced = false
        for index in sequences.indices where sequences[index][0].memory.life == page.memory.life {
            if sequences[index].contains(where: { $0.first == page.first }) { continue }
            sequences[index].append(page)
            isPlaced = true
        }
        if !isPlaced {
            let same = sequences.last { $0[0].memory.life == page.memory.life } ?? []
            let another = same.filter { $0.first < page.first } + [page]
            if !sequences.contains(another), !same.contains(page) { sequences.append(another) }
        }
        reports[node] = sequences
    }

    /// Returns whether `pages` tell everything from `first` on.
    static func isComplete(_ pages: [PromisePage<String>], from first: Slot) -> Bool {
        var slot = first
        while true {
            let covering = pages.filter { $0.first <= slot }
            if covering.contains(where: \.isLast) { return true }
            guard let last = covering.compactMap(\.accepted.last?.slot).max(), last >= slot else {
                return false
            }
            slot = last.next
        }
    }
}

/// I4 and I5: everything a leader proposes follows from a quorum of promises.
extension Oracle {
    /// Notes that a page of a promise reached the candidate.
    mutating func noteDelivered(_ page: PromisePage<String>, from node: NodeID) {
        ballots[page.ballot, default: BallotRecord()].add(page, from: node)
    }

    /// Checks what the leader `node` proposes in a message.
    ///
    /// - Parameters:
    ///   - run: The proposals.
    ///   - view: The view's first slot if this is a page of NEW_VIEW, and whether it is the last.
    ///   - node: The leader.
    /// - Throws: The invariant that is broken.
    mutating func noteProposed(
        _ run: ProposalRun<String>,
        view: (first: Slot, isLast: Bool)?,
        by node: NodeID
    ) throws(Violation) {
        let ballot = run.ballot
        try require(ballot.proposer == node, "I2", "\(node) proposes in \(ballot)")
        var record = ballots[ballot] ?? BallotRecord()
        ballots[ballot] = nil
        try open(&record, ballot: ballot, view: view?.first, by: node)
        // A peer that has committed the first slots is not sent them: they are on the disk only.
        while record.last.next < run.first {
            guard let skipped = votes[record.last.next]?[ballot] else {
                throw Violation(invariant: "I5", text: "\(run) follows \(record.last)")
            }
            let proposal = Proposal(ballot: ballot, slot: record.last.next, entry: skipped.entry)
            try noteNew(proposal, isView: false, in: &record)
        }
        var slot = run.first
        for entry in run.entries {
            if let known = record.entries[slot] {
                try require(known == entry, "I2", "\(slot)@\(ballot) is \(known), then \(entry)")
            } else {
                let proposal = Proposal(ballot: ballot, slot: slot, entry: entry)
                try noteNew(proposal, isView: view != nil, in: &record)
            }
            slot = slot.next
        }
        if view?.isLast == true {
            record.viewLast = min(record.viewLast ?? run.last, run.last)
            record.justifications.removeAll { $0.last > record.last }
            try require(
                !record.justifications.isEmpty,
                "I5",
                "the view of \(ballot) ends at \(run.last), before what was reported"
            )
        }
        ballots[ballot] = record
    }

    /// The first proposal of a ballot: finds the quorums that promised it.
    private func open(
        _ record: inout BallotRecord,
        ballot: Ballot,
        view first: Slot?,
        by node: NodeID
    ) throws(Violation) {
        if let known = record.viewFirst {
            return try require(first ?? known == known, "I5", "\(ballot) has two views")
        }
        guard let first else {
            throw Violation(invariant: "I5", text: "ACCEPT before the view of \(ballot)")
        }
        record.viewFirst = first
        record.last = Slot(first.rawValue - 1)
        try requireChosen(through: record.last, "the view of \(ballot)")
        record.justifications = choices(of: record.reports.sorted { $0.key < $1.key }, first)
            .compactMap { justification(by: $0, in: record, ballot: ballot, leader: node) }
        try require(
            !record.justifications.isEmpty,
            "I4",
            "\(ballot) is led with promises of \(record.reports.keys.sorted()) besides \(node)"
        )
    }

    /// What one node told a candidate.
    private typealias Report = (node: NodeID, pages: [PromisePage<String>])

    /// Returns what the promises in `reports` and the leader's own allow; nil if they are none of a
    /// quorum, or some were forgotten since, so that they are none.
    private func justification(
        by reports: [Report],
        in record: BallotRecord,
        ballot: Ballot,
        leader: NodeID
    ) -> BallotRecord.Justification? {
        var noted = record.notes
        for note in reports.flatMap(\.pages).flatMap(\.memory.notes) {
            noted[note.node] = max(noted[note.node] ?? 0, note.incarnation.life)
        }
        let counted = reports.filter { (noted[$0.node] ?? 0) <= $0.pages[0].memory.life }
        guard counted.count >= quorum - 1, let first = record.viewFirst else { return nil }
        var result = BallotRecord.Justification()
        result.spare = counted.count - (quorum - 1)
        addVotes(of: leader, below: ballot, from: first, to: &result)
        for each in reports.flatMap(\.pages).flatMap(\.accepted) where each.slot >= first {
            result.add(each.entry, at: each.slot, in: each.ballot)
        }
        for report in counted {
            result.lost.append(report.pages.flatMap(\.memory.lost))
            result.committed = max(result.committed, report.pages[0].memory.committed)
        }
        return result
    }

    private func addVotes(
        of leader: NodeID,
        below ballot: Ballot,
        from first: Slot,
        to result: inout BallotRecord.Justification
    ) {
        result.ownLost = self[leader].lost
        result.uncertain = self[leader].forgottenVotes.filter { $0.key >= first }
        for (slot, votes) in self[leader].votes where slot >= first {
            guard let vote = votes.last(where: { $0.ballot < ballot }) else { continue }
            if result.ownLost.contains(where: { $0.contains(slot) }) {
                result.uncertain[slot, default: []].append(vote)
            } else {
                result.add(vote.entry, at: slot, in: vote.ballot)
            }
        }
    }

    /// A proposal that was not made before: it must be justified.
    private func noteNew(
        _ proposal: Proposal<String>,
        isView: Bool,
        in record: inout BallotRecord
    ) throws(Violation) {
        let (ballot, slot, entry) = (proposal.ballot, proposal.slot, proposal.entry)
        try require(slot == record.last.next, "I5", "\(proposal) comes after \(record.last)")
        let vote = votes[slot]?[ballot]?.entry
        try require(vote ?? entry == entry, "I2", "\(proposal), on disk as \(vote ?? .noop)")
        record.last = slot
        record.entries[slot] = entry
        record.justifications.removeAll { !$0.allows(entry, at: slot, isView: isView) }
        try require(
            !record.justifications.isEmpty,
            "I4",
            "\(proposal) does not follow from any quorum of promises"
        )
    }

    /// Returns every choice of some nodes and of one complete report of each.
    private func choices(
        of reports: [(key: NodeID, value: [[PromisePage<String>]])],
        _ first: Slot
    ) -> [[Report]] {
        guard let (node, sequences) = reports.first else { return [[]] }
        let rest = choices(of: Array(reports.dropFirst()), first)
        return sequences.filter { BallotRecord.isComplete($0, from: first) }
            .reduce(rest) { all, pages in all + rest.map { [(node, pages)] + $0 } }
    }
}
