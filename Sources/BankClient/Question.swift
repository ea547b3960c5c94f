internal import Paxos
internal import Wire

/// A question of an operator to one node.
struct Question {
    /// How far it has come.
    enum Stage {
        /// It waits for a connection.
        case waiting
        /// It was sent.
        case sent
        /// It has its answer, or none will come.
        case finished(Result<AdminAnswer, AdminFailure>)
    }

    /// The number that comes back with the answer.
    let id: UInt64
    /// Who is asked.
    let node: NodeID
    /// What is asked.
    let command: AdminCommand
    /// How far it has come.
    var stage = Stage.waiting
    /// Whether a connection may break under it once.
    ///
    /// One that was open before may have been dead for long without anybody reading it, for example
    /// because the node was started again: then a new connection answers.
    var forgivesBreak: Bool

    /// Whether nothing more will come.
    var isFinished: Bool {
        if case .finished = stage { true } else { false }
    }
}
