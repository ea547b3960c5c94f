internal import BankClient
internal import Paxos
internal import Wire

/// What a node answered, or why it did not.
typealias NodeResult = Result<AdminAnswer, AdminFailure>

/// Who waits for the answers to what was asked: questions to nodes, or reads of the cluster.
struct Waiters<ID: Hashable, Answer> {
    /// Who waits for which.
    private var waiting: [ID: (Answer) -> Void] = [:]

    /// How many have no answer yet.
    var count: Int { waiting.count }

    /// Takes note of who waits for an answer.
    mutating func add(_ id: ID, then body: @escaping (Answer) -> Void) { waiting[id] = body }

    /// Takes who waits for an answer; nil if nobody does.
    mutating func take(_ id: ID) -> ((Answer) -> Void)? { waiting.removeValue(forKey: id) }
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
