/// How far a replica that may have forgotten its promises is on its way back.
///
/// docs/PROTOCOL.md has the rule and its argument; docs/spec/Rejoin.tla is its model.
struct Rejoining: Hashable, Sendable {
    /// What it waits for.
    enum Stage: Hashable, Sendable {
        /// For a quorum of the others to say which of its lives they have noted.
        case asking
        /// For a quorum of the others to note this life, which is above all those.
        case noting(life: UInt32)
        /// For a view in a ballot above the floor, complete, with everything before it.
        case joined(life: UInt32, floor: Ballot)
    }

    /// What it waits for.
    private(set) var stage = Stage.asking
    /// The number of this question: an answer to an earlier one does not count.
    private(set) var attempt: UInt64
    /// When to ask everybody again.
    var askAt: UInt64
    /// Who has answered this question, and what, in the order of arrival.
    private var answers: [Answer] = []

    /// An answer and its sender.
    private struct Answer: Hashable, Sendable {
        /// Who answered.
        let node: NodeID
        /// What it said.
        let recollection: Recollection
    }

    init(attempt: UInt64, now: UInt64) {
        self.attempt = attempt
        askAt = now
    }

    /// What to ask everybody.
    var question: Recall {
        switch stage {
        case .asking: Recall(attempt: attempt, life: 0, floor: nil)
        case .noting(let life): Recall(attempt: attempt, life: life, floor: nil)
        case .joined(let life, let floor): Recall(attempt: attempt, life: life, floor: floor)
        }
    }

    /// The life and the floor, once enough others have noted the life; else nil.
    var joined: (life: UInt32, floor: Ballot)? {
        if case .joined(let life, let floor) = stage { (life, floor) } else { nil }
    }

    /// Who has answered the question that is open.
    var answered: NodeSet { NodeSet(answers.map(\.node)) }

    /// Takes in an answer, unless it answers another question.
    ///
    /// - Returns: Whether it does.
    mutating func add(_ recollection: Recollection, from node: NodeID) -> Bool {
        guard recollection.attempt == attempt, joined == nil else { return false }
        answers.removeAll { $0.node == node }
        answers.append(Answer(node: node, recollection: recollection))
        dropForgotten()
        return true
    }

    /// Drops the answers of those who have forgotten them since, as some other answer shows.
    ///
    /// Without this a note could be counted that its owner has lost, and fewer than a quorum would
    /// remember this life.
    private mutating func dropForgotten() {
        let notes = answers.flatMap(\.recollection.notes)
        answers.removeAll { answer in
            notes.contains {
                $0.node == answer.node && $0.incarnation.life > answer.recollection.ownLife
            }
        }
    }

    /// Goes on to the next stage if a quorum of the others has answered.
    ///
    /// - Parameters:
    ///   - quorum: How many others that takes.
    ///   - known: What this replica holds itself.
    ///   - next: The number of the next question.
    /// - Returns: What the others remember, once they have noted the life; nil before that.
    mutating func advance(
        quorum: Int,
        known: DurableState,
        attempt next: UInt64
    ) -> (floor: Ballot, notes: [Note])? {
        let highest = answers.reduce(known.life) { max($0, $1.recollection.life) }
        switch stage {
        case .asking:
            guard answers.count >= quorum else { return nil }
            ask(life: highest + 1, attempt: next)
            return nil
        case .noting(let life):
            if highest > life {
                ask(life: highest + 1, attempt: next)
                return nil
            }
            let noted = answers.filter { $0.recollection.life == life }
            guard noted.count >= quorum else { return nil }
            let floor = noted.reduce(known.promised) { max($0, $1.recollection.promised) }
            stage = .joined(life: life, floor: floor)
            return (floor, noted.flatMap(\.recollection.notes))
        case .joined: return nil
        }
    }

    private mutating func ask(life: UInt32, attempt next: UInt64) {
        stage = .noting(life: life)
        attempt = next
        answers = []
        askAt = 0
    }
}
