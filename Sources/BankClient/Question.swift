public import Paxos
public import Wire

/// What names a question while it is open; no later one of the same connection has it.
public struct QuestionID: Hashable, Sendable {
    /// The number that comes back with the answer.
    let rawValue: UInt64
}

/// A question that is over, and what came of it.
public struct FinishedQuestion: Sendable {
    /// The question.
    public let id: QuestionID
    /// Who was asked.
    public let node: NodeID
    /// The node's answer, or why there is none.
    public let result: Result<AdminAnswer, AdminFailure>
}

/// A question of an operator to one node.
struct Question {
    /// The number that comes back with the answer.
    let id: UInt64
    /// Who is asked.
    let node: NodeID
    /// What is asked.
    let command: AdminCommand
    /// When it was put, in milliseconds.
    let begunAt: Int
    /// When its time is over, in milliseconds; the greatest number for never.
    let end: Int
    /// Whether it was sent; if not, it waits for a connection, or for room in one.
    var isSent = false
    /// Whether a connection may break under it once.
    ///
    /// One that was open before may have been dead for long without anybody reading it, for example
    /// because the node was started again: then a new connection answers.
    var forgivesBreak: Bool
}
