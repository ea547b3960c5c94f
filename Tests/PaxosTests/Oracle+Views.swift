import Paxos

/// What was asked, reported and proposed in one ballot.
struct BallotRecord {
    /// What one quorum of promises allows a leader to propose.
    struct Justification {
        /// For each slot what was reported for it in the highest ballot.
        var reported: [Slot: (ballot: Ballot, entry: Entry<String>)] = [:]
        /// The last slot for which anything was reported.
        var last = Slot.zero

        /// Takes in a report.
        mutating func add(_ entry: Entry<String>, at slot: Slot, in ballot: Ballot) {
            last = max(last, slot)
            if let known = reported[slot], known.ballot >= ballot { return }
            reported[slot] = (ballot, entry)
        }

        /// Returns whether `entry` may be proposed for `slot`.
        func allows(_ entry: Entry<String>, at slot: Slot, isView: Bool) -> Bool {
            if let reported = reported[slot] { return reported.entry == entry }
            // A gap is filled with nothing; after the last report only new requests follow.
            return slot < last ? entry == .noop : !isView
        }
    }

    /// The start of its node in which the ballot was first used; nil while no PREPARE left.
    var incarnation: Int?
    /// The pages of the PROMISEs that reached the candidate, by node number.
    var reports: [NodeID: [PromisePage<String>]] = [:]
    /// Where the view begins; nil while nothing was proposed.
    var viewFirst: Slot?
    /// The last slot proposed.
    var last = Slot.zero
    /// What was proposed.
    var entries: [Slot: Entry<String>] = [:]
    /// The quorums of promises, the leader's own among them, that allow all that was proposed.
    var justifications: [Justification] = []

    /// Returns whether `node` reported everything from `first` on.
    func covers(_ node: NodeID, from first: Slot) -> Bool {
        let pages = reports[node] ?? []
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
        ballots[page.ballot, default: BallotRecord()].reports[node, default: []].append(page)
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
        let promisers = record.reports.keys.sorted().filter { record.covers($0, from: first) }
        record.justifications = subsets(of: promisers, count: quorum - 1)
            .map { nodes in
                var result = BallotRecord.Justification()
                for (slot, votes) in self[node].votes where slot >= first {
                    guard let vote = votes.last(where: { $0.ballot < ballot }) else { continue }
                    result.add(vote.entry, at: slot, in: vote.ballot)
                }
                for page in nodes.flatMap({ record.reports[$0] ?? [] }) {
                    for each in page.accepted where each.slot >= first {
                        result.add(each.entry, at: each.slot, in: each.ballot)
                    }
                }
                return result
            }
        try require(
            !record.justifications.isEmpty,
            "I4",
            "\(ballot) is led with promises of \(promisers) besides \(node)"
        )
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

    /// Returns every set of `count` of `nodes`.
    private func subsets(of nodes: [NodeID], count: Int) -> [[NodeID]] {
        if count == 0 { return [[]] }
        guard let first = nodes.first else { return [] }
        let rest = Array(nodes.dropFirst())
        return subsets(of: rest, count: count - 1).map { [first] + $0 }
            + subsets(of: rest, count: count)
    }
}
