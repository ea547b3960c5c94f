internal import BankClient
internal import Paxos
internal import Wire

/// What a node answered, or why it did not.
typealias NodeResult = Result<AdminAnswer, AdminFailure>

/// Questions that nodes were asked, and who wants to know the answers.
struct Questions {
    /// Who wants to know.
    private var waiting: [QuestionID: (NodeResult) -> Void] = [:]

    /// How many questions have no answer yet.
    var count: Int { waiting.count }

    /// Takes note of a question.
    mutating func add(_ id: QuestionID, then body: @escaping (NodeResult) -> Void) {
        waiting[id] = body
    }

    /// Takes who wants to know the answer to a question.
    mutating func take(_ id: QuestionID) -> ((NodeResult) -> Void)? {
        waiting.removeValue(forKey: id)
    }
}

/// Reads of balances under way, and who wants to know.
struct Reads {
    /// Who wants to know.
    private var waiting: [ReadID: (FinishedRead) -> Void] = [:]

    /// Takes note of a read.
    mutating func add(_ id: ReadID, then body: @escaping (FinishedRead) -> Void) {
        waiting[id] = body
    }

    /// Takes who wants to know the answer of a read.
    mutating func take(_ id: ReadID) -> ((FinishedRead) -> Void)? {
        waiting.removeValue(forKey: id)
    }
}

/// Answers of several nodes to one question, until all have come.
final class Gathering {
    /// The answers so far.
    private var results: [NodeID: NodeResult] = [:]
    /// Who was asked, in order.
    private let nodes: [NodeID]
    /// Who wants to know.
    private let body: ([(node: NodeID, result: NodeResult)]) -> Void

    /// Begins to gather.
    init(
        _ nodes: [NodeID],
        then body: @escaping ([(node: NodeID, result: NodeResult)]) -> Void
    ) {
        self.nodes = nodes
        self.body = body
    }

    /// Takes a node's answer; with the last one, tells who wants to know.
    func take(_ result: NodeResult, of node: NodeID) {
        results[node] = result
        guard results.count == nodes.count else { return }
        body(nodes.compactMap { node in results[node].map { (node: node, result: $0) } })
    }
}
