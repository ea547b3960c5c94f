package import Paxos
package import Wire

/// What nodes have said, against which everything they say later is held (I2, I3), and who promised
/// a leader its ballot (I4).
///
/// It is compared with messages that left, not with any node's memory: that may have gone back.
package struct SpokenPromises: Sendable {
    /// Which of its starts and lives a node is in.
    package struct Moment: Hashable, Sendable {
        /// How often it has lost its memory and come back.
        package let life: UInt32
        /// How often its process was started in all.
        package let start: Int

        /// Creates a moment.
        package init(life: UInt32, start: Int) {
            self.life = life
            self.start = start
        }
    }

    /// The most that a node has promised or accepted in, in one of its lives.
    private struct Word: Sendable {
        /// The life.
        var life: UInt32 = 0
        /// The highest ballot of a PROMISE or ACCEPTED, or that it led in.
        var ballot = Ballot.zero
        /// The last slot that it said to have accepted.
        var through = Slot.zero
        /// Whether its disk was lost since: it may say nothing before it lives another life.
        var isLost = false
    }

    /// What each node has said, by number from 1.
    private var words: [Word]
    /// When its proposer asked for promises in a ballot.
    private var askers: [Ballot: Moment] = [:]
    /// Who has sent the last page of a PROMISE of exactly this ballot.
    private var promisers: [Ballot: NodeSet] = [:]
    /// The highest ballot that each node ever flushed a promise of, by number from 1.
    private(set) var flushed: [Ballot]

    package init(nodeCount: Int) {
        words = Array(repeating: Word(), count: nodeCount)
        flushed = Array(repeating: .zero, count: nodeCount)
    }

    /// Counts a promise that a node has flushed.
    mutating func noteFlushed(_ ballot: Ballot, of node: NodeID) {
        let index = Int(node.rawValue) - 1
        flushed[index] = max(flushed[index], ballot)
    }

    /// Notes that a node's disk was lost, or that it knows to have forgotten something: what it
    /// said is known to others alone.
    package mutating func noteLost(_ node: NodeID) {
        words[Int(node.rawValue) - 1].isLost = true
    }

    /// Notes that an image of a node's disk was put back, perhaps after the disk had been lost: one
    /// that has all that the node ever said is as good as the disk.
    mutating func noteImage(of node: NodeID, promised: Ballot, accepted: Slot) {
        let index = Int(node.rawValue) - 1
        guard promised >= words[index].ballot, accepted >= words[index].through else { return }
        words[index].isLost = false
    }

    /// Checks what leaves a node.
    ///
    /// - Parameters:
    ///   - message: What leaves it.
    ///   - node: The node.
    ///   - moment: When it says so.
    /// - Throws: ``InvariantViolation`` if it breaks a promise, or uses a ballot again.
    package mutating func check(
        _ message: PaxosMessage,
        of node: NodeID,
        at moment: Moment
    ) throws(InvariantViolation) {
        switch message {
        case .prepare(let ballot, _):
            try checkLife(of: node, at: moment)
            let word = words[Int(node.rawValue) - 1].ballot
            try require(ballot >= word, "I2", "\(node) asks for \(ballot), and spoke in \(word)")
            let asker = askers[ballot] ?? moment
            // In a ballot of a forgotten life nothing was proposed, or it is below the floor.
            try require(
                asker.start == moment.start || asker.life < moment.life,
                "I2",
                "\(node) asks for promises in \(ballot) again, in \(moment) after \(asker)"
            )
            askers[ballot] = moment
        case .promise(let page):
            try note(page.ballot, of: node, at: moment)
            if page.isLast { promisers[page.ballot, default: NodeSet()].insert(node) }
        case .accepted(let ballot, let through):
            try note(ballot, of: node, at: moment)
            let index = Int(node.rawValue) - 1
            words[index].through = max(words[index].through, through)
        case .newView(let page):
            try note(page.run.ballot, of: node, at: moment)
            try checkPromised(page.run.ballot, to: node)
        case .accept(let run, _):
            try note(run.ballot, of: node, at: moment)
            try checkPromised(run.ballot, to: node)
        case .commit(let ballot, _): try note(ballot, of: node, at: moment)
        // Whoever answers a leader confirms its reads: it follows no other one.
        case .heartbeat(let beat): try note(beat.ballot, of: node, at: moment)
        case .reject, .fetch, .entries, .recall, .noted: break
        }
    }

    /// Checks that a quorum, the leader included, has sent promises of exactly its ballot.
    private func checkPromised(
        _ ballot: Ballot,
        to leader: NodeID
    ) throws(InvariantViolation) {
        var quorum = promisers[ballot] ?? NodeSet()
        quorum.insert(leader)
        try require(
            quorum.count > words.count / 2,
            "I4",
            "\(leader) leads in \(ballot), which only \(quorum) have promised"
        )
    }

    /// A node whose disk was lost has nothing to say as who it was.
    private mutating func checkLife(
        of node: NodeID,
        at moment: Moment
    ) throws(InvariantViolation) {
        let index = Int(node.rawValue) - 1
        let word = words[index]
        guard moment.life <= word.life else {
            words[index] = Word(life: moment.life)
            return
        }
        try require(
            moment.life == word.life && !word.isLost,
            "R1",
            "\(node) takes part in life \(moment.life), and spoke in life \(word.life)"
                + (word.isLost ? " before its disk was lost" : "")
        )
    }

    private mutating func note(
        _ ballot: Ballot,
        of node: NodeID,
        at moment: Moment
    ) throws(InvariantViolation) {
        try checkLife(of: node, at: moment)
        let index = Int(node.rawValue) - 1
        try require(
            ballot >= words[index].ballot,
            "I3",
            "\(node) speaks in \(ballot), and promised \(words[index].ballot) before"
        )
        words[index].ballot = ballot
    }
}
