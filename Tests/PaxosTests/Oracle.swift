import Paxos

/// What an invariant of docs/PROTOCOL.md was broken by.
struct Violation: Error, CustomStringConvertible {
    /// The invariant's number, for example `I1`.
    let invariant: String
    /// What happened, with the values.
    let text: String

    /// The form used in test messages.
    var description: String { "\(invariant): \(text)" }
}

/// Judges a cluster by what was flushed and what was said, and never by a replica's own flags.
///
/// The cluster tells it every record that reaches a disk, every message that leaves, every PROMISE
/// that arrives, every crash; it computes what is chosen from that alone.
struct Oracle {
    /// Who voted for what in one ballot and slot.
    struct Vote {
        /// The entry voted for.
        let entry: Entry<String>
        /// Whose disks hold the vote.
        var voters: NodeSet
    }

    /// What one node made durable and showed to others.
    struct NodeRecord {
        /// The highest ballot promised on disk.
        var promised = Ballot.zero
        /// The highest round used, on disk.
        var usedRound: UInt64 = 0
        /// For each slot the votes on disk, lowest ballot first.
        var votes: [Slot: [(ballot: Ballot, entry: Entry<String>)]] = [:]
        /// The votes that the node may have forgotten; they count all the same.
        var forgottenVotes: [Slot: [(ballot: Ballot, entry: Entry<String>)]] = [:]
        /// The highest ballot that a message of this node shows to be promised.
        var floor = Ballot.zero
        /// The highest promise seen in memory since the last start.
        var promisedNow = Ballot.zero
        /// The highest committed slot seen since the last start.
        var committedNow = Slot.zero
        /// The highest life of each node that is noted on disk.
        var notes: [NodeID: UInt32] = [:]
        /// Whether the disk says that it may not be all there, and no rejoining since.
        var isRecovering = false
        /// Slots of which records are damaged; later records may tell what they were.
        var lost: [SlotRange] = []
        /// For each ballot, how far an ACCEPTED of this node was found to be true.
        var acknowledged: [Ballot: Slot] = [:]

        /// Returns the last vote for `slot` below `ballot`.
        func lastVote(for slot: Slot, below ballot: Ballot) -> (Ballot, Entry<String>)? {
            votes[slot]?.last { $0.ballot < ballot }.map { ($0.ballot, $0.entry) }
        }
    }

    /// The number of nodes that makes a quorum.
    let quorum: Int
    /// What each node did, by number; the first element stays unused.
    var nodes: [NodeRecord]
    /// Every vote on any disk, by slot and ballot.
    var votes: [Slot: [Ballot: Vote]] = [:]
    /// What is chosen.
    private(set) var chosen: [Slot: Entry<String>] = [:]
    /// Every slot up to this one is chosen.
    private(set) var chosenThrough = Slot.zero
    /// What was asked, reported and proposed in each ballot.
    var ballots: [Ballot: BallotRecord] = [:]
    /// What was ever true of each node, by number, whatever its disk says now.
    var pasts: [Past]
    /// The digest after each executed slot, as the first node to execute it computed it.
    private var digests: [UInt64] = [0]

    /// Creates an oracle for a cluster of `count` nodes that did nothing yet.
    init(nodeCount count: Int) {
        self.quorum = count / 2 + 1
        self.nodes = Array(repeating: NodeRecord(), count: count + 1)
        self.pasts = Array(repeating: Past(), count: count + 1)
    }

    /// The record of `node`.
    subscript(node: NodeID) -> NodeRecord {
        get { nodes[Int(node.rawValue)] }
        set { nodes[Int(node.rawValue)] = newValue }
    }

    /// Fails with a violation of `invariant` unless `condition` holds.
    func require(
        _ condition: Bool,
        _ invariant: String,
        _ text: @autoclosure () -> String
    ) throws(Violation) {
        guard condition else { throw Violation(invariant: invariant, text: text()) }
    }

    // MARK: Disks

    /// Notes that `records` reached the disk of `node`.
    mutating func noteFlushed(
        _ records: [DurableRecord<String>],
        by node: NodeID
    ) throws(Violation) {
        for record in records {
            switch record {
            case .usedRound(let round):
                let used = self[node].usedRound
                try require(round > used, "I2", "\(node) uses round \(round) after \(used)")
                self[node].usedRound = round
            case .promised(let ballot):
                try notePromise(ballot, by: node)
                if ballot.proposer == node {
                    ballots[ballot, default: BallotRecord()].notes = self[node].notes
                }
            case .accepted(let run, let committed):
                try notePromise(run.ballot, by: node)
                try requireChosen(through: committed, "a record of \(node)")
                try noteVotes(run, by: node)
            case .noted(let note): noteNote(note, by: node)
            case .forgot: noteForgotten(node)
            case .rejoined(let life): try noteRejoined(node, life: life)
            case .learned(let proposals):
                try requireChosen(proposals, "a record of \(node)")
            }
        }
    }

    private mutating func notePromise(_ ballot: Ballot, by node: NodeID) throws(Violation) {
        let promised = self[node].promised
        try require(ballot >= promised, "I3", "\(node) fell from \(promised) to \(ballot)")
        self[node].promised = ballot
    }

    private mutating func noteVotes(
        _ run: ProposalRun<String>,
        by node: NodeID
    ) throws(Violation) {
        var slot = run.first
        for entry in run.entries {
            let proposed = ballots[run.ballot]?.entries[slot]
            try require(
                proposed == entry || (proposed == nil && run.ballot.proposer == node),
                "I2",
                "\(node) accepted \(slot)@\(run.ballot)=\(entry), proposed was \(proposed ?? .noop)"
            )
            try noteVote(Proposal(ballot: run.ballot, slot: slot, entry: entry), by: node)
            slot = slot.next
        }
    }

    private mutating func noteVote(
        _ proposal: Proposal<String>,
        by node: NodeID
    ) throws(Violation) {
        let (ballot, slot, entry) = (proposal.ballot, proposal.slot, proposal.entry)
        let known = votes[slot]?[ballot]
        try require(known?.entry ?? entry == entry, "I2", "\(proposal), and another in that ballot")
        if self[node].votes[slot]?.contains(where: { $0.ballot == ballot }) != true {
            self[node].votes[slot, default: []].append((ballot, entry))
        }
        pasts[Int(node.rawValue)].lastVote = max(pasts[Int(node.rawValue)].lastVote, ballot)
        var voters = known?.voters ?? NodeSet()
        voters.insert(node)
        votes[slot, default: [:]][ballot] = Vote(entry: entry, voters: voters)
        guard voters.count >= quorum else { return }
        let before = chosen[slot]
        try require(
            before ?? entry == entry,
            "I1",
            "\(proposal) is chosen by \(voters), and \(before ?? .noop) was chosen before"
        )
        chosen[slot] = entry
        while chosen[chosenThrough.next] != nil { chosenThrough = chosenThrough.next }
    }

    /// Fails unless every slot up to `slot` is chosen.
    func requireChosen(through slot: Slot, _ source: @autoclosure () -> String) throws(Violation) {
        try require(
            slot <= chosenThrough,
            "I1",
            "\(source()) says that \(slot) is chosen; it is so through \(chosenThrough)"
        )
    }

    /// Fails unless each of `proposals` is what was chosen.
    func requireChosen(
        _ proposals: [Proposal<String>],
        _ source: @autoclosure () -> String
    ) throws(Violation) {
        for proposal in proposals where chosen[proposal.slot] != proposal.entry {
            let said = chosen[proposal.slot].map { "\($0)" } ?? "nothing"
            throw Violation(
                invariant: "I1",
                text: "\(source()) says \(proposal) is chosen; \(said) is"
            )
        }
    }

    // MARK: Memory

    /// Checks what `replica` holds in memory after a turn.
    mutating func noteState(_ replica: Replica<String>) throws(Violation) {
        let node = replica.configuration.id
        let record = self[node]
        let promised = replica.acceptor.promised
        try require(promised >= record.promisedNow, "I3", "\(node) fell to \(promised)")
        try require(
            replica.committed >= record.committedNow,
            "I10",
            "\(node) went back from \(record.committedNow) to \(replica.committed)"
        )
        var slot = record.committedNow
        while slot < replica.committed {
            slot = slot.next
            guard slot > replica.acceptor.checkpoint else {
                try requireChosen(through: slot, "the checkpoint of \(node)")
                continue
            }
            let held = replica.acceptor[slot]?.entry
            try require(
                held != nil && held == chosen[slot],
                "I1",
                "\(node) committed \(held ?? .noop) in \(slot), chosen is "
                    + (chosen[slot].map { "\($0)" } ?? "nothing")
            )
        }
        self[node].promisedNow = promised
        self[node].committedNow = replica.committed
    }

    /// Checks that `node` executed what every other node executed in `slot`.
    mutating func noteExecuted(
        _ slot: Slot,
        digest: UInt64,
        by node: NodeID
    ) throws(Violation) {
        if slot == Slot(UInt64(digests.count)) { digests.append(digest) }
        try require(
            slot < Slot(UInt64(digests.count)),
            "I8",
            "\(node) has a state of \(slot), which nobody executed"
        )
        let known = digests[Int(slot.rawValue)]
        try require(known == digest, "I7", "\(node) executed something else in \(slot)")
    }

    /// Checks what a node knows after a restart.
    ///
    /// - Parameters:
    ///   - replica: The node's replica after the replay.
    ///   - lost: Slots of which records are damaged.
    ///   - hasForgotten: Whether the node takes no part.
    /// - Throws: The invariant that is broken.
    mutating func noteRestart(
        _ replica: Replica<String>,
        lost: [SlotRange],
        hasForgotten: Bool
    ) throws(Violation) {
        let node = replica.configuration.id
        let promised = replica.acceptor.promised
        self[node].lost = lost
        if hasForgotten {
            noteForgotten(node)
            self[node].promised = promised
        } else {
            try require(!self[node].isRecovering, "R1", "\(node) takes part, and has forgotten")
            try requireRemembered(replica, lost: lost)
            try requireTold(by: replica)
        }
        pasts[Int(node.rawValue)].starts += 1
        pasts[Int(node.rawValue)].isMisledAbout = NodeSet()
        self[node].promisedNow = .zero
        self[node].committedNow = .zero
        try noteState(replica)
    }

    private func requireRemembered(
        _ replica: Replica<String>,
        lost: [SlotRange]
    ) throws(Violation) {
        let node = replica.configuration.id
        let promised = replica.acceptor.promised
        let record = self[node]
        try require(
            promised >= record.floor,
            "I3",
            "\(node) restarts with \(promised), and has shown \(record.floor)"
        )
        try require(promised == record.promised, "I3", "\(node) restarts with \(promised)")
        for (slot, votes) in record.votes.sorted(by: { $0.key < $1.key }) {
            guard let last = votes.last, slot > replica.acceptor.checkpoint,
                !lost.contains(where: { $0.contains(slot) })
            else { continue }
            let held = replica.acceptor[slot]
            try require(
                held.map { $0.ballot >= last.ballot } ?? false,
                "I3",
                "\(node) forgot its vote \(slot)@\(last.ballot)=\(last.entry)"
            )
        }
    }
}
