import Paxos
import Wire

/// What nodes have said, against which everything they say later is held (I2, I3).
///
/// It is compared with messages that left, not with any node's memory: that may have gone back.
struct SpokenPromises: Sendable {
    /// The most that a node has promised or accepted in, in one of its lives.
    private struct Word: Sendable {
        /// The life.
        var life: UInt32 = 0
        /// The highest ballot of a PROMISE or ACCEPTED.
        var ballot = Ballot.zero
    }

    /// What each node has said, by number from 1.
    private var words: [Word]
    /// Which start of its proposer asked for promises in a ballot.
    private var askers: [Ballot: Int] = [:]
    /// The highest ballot that each node ever flushed a promise of, by number from 1.
    private(set) var flushed: [Ballot]

    init(nodeCount: Int) {
        words = Array(repeating: Word(), count: nodeCount)
        flushed = Array(repeating: .zero, count: nodeCount)
    }

    /// Counts a promise that a node has flushed.
    mutating func noteFlushed(_ ballot: Ballot, of node: NodeID) {
        let index = Int(node.rawValue) - 1
        flushed[index] = max(flushed[index], ballot)
    }

    /// Checks what leaves a node.
    ///
    /// - Parameters:
    ///   - message: What leaves it.
    ///   - node: The node.
    ///   - life: How often it has lost its memory.
    ///   - start: Which of its starts this is.
    /// - Throws: ``InvariantViolation`` if it breaks a promise, or uses a ballot again.
    mutating func check(
        _ message: PaxosMessage,
        of node: NodeID,
        life: UInt32,
        start: Int
    ) throws(InvariantViolation) {
        switch message {
        case .prepare(let ballot, _):
            let asker = askers[ballot] ?? start
            try require(
                asker == start,
                "I2",
                "\(node) asks for promises in \(ballot) again, in start \(start) after \(asker)"
            )
            askers[ballot] = start
        case .promise(let page): try note(page.ballot, of: node, life: life)
        case .accepted(let ballot, _): try note(ballot, of: node, life: life)
        case .accept(let run, _): try requireNoHigher(than: run.ballot, of: node, life: life)
        case .newView(let page):
            try requireNoHigher(than: page.run.ballot, of: node, life: life)
        case .commit(let ballot, _): try requireNoHigher(than: ballot, of: node, life: life)
        case .heartbeat(let beat): try requireNoHigher(than: beat.ballot, of: node, life: life)
        case .reject, .fetch, .entries, .recall, .noted: break
        }
    }

    /// Checks that a node that leads, or follows, has promised no higher ballot to anybody.
    private func requireNoHigher(
        than ballot: Ballot,
        of node: NodeID,
        life: UInt32
    ) throws(InvariantViolation) {
        let word = words[Int(node.rawValue) - 1]
        try require(
            life != word.life || ballot >= word.ballot,
            "I3",
            "\(node) goes on in \(ballot), and promised \(word.ballot)"
        )
    }

    private mutating func note(
        _ ballot: Ballot,
        of node: NodeID,
        life: UInt32
    ) throws(InvariantViolation) {
        let index = Int(node.rawValue) - 1
        if life != words[index].life { words[index] = Word(life: life) }
        try require(
            ballot >= words[index].ballot,
            "I3",
            "\(node) speaks in \(ballot), and promised \(words[index].ballot) before"
        )
        words[index].ballot = ballot
    }
}
