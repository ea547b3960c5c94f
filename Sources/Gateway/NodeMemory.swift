package import Paxos
package import Wire

/// What one node remembers.
package struct NodeMemory: Hashable, Sendable {
    /// The node.
    package let node: NodeID
    /// Its lines, those of each kind oldest first.
    package var records: [HistoryRecord]
    /// How many lines it dropped because a limit was reached.
    package var dropped: UInt64

    /// Creates a memory.
    package init(node: NodeID, records: [HistoryRecord], dropped: UInt64 = 0) {
        self.node = node
        self.records = records
        self.dropped = dropped
    }
}

/// Pages of what nodes remember, until all are there.
final class MemoryGathering {
    /// What came so far.
    private var memories: [NodeID: NodeMemory] = [:]
    /// How many nodes and kinds are not read to their end.
    private var open: Int
    /// Who wants to know.
    private let body: ([NodeMemory]) -> Void

    /// Begins to gather.
    init(count: Int, then body: @escaping ([NodeMemory]) -> Void) {
        open = count
        self.body = body
    }

    /// Takes a page.
    func take(_ page: NodeMemory) {
        memories[page.node, default: NodeMemory(node: page.node, records: [])].records +=
            page.records
        memories[page.node]?.dropped += page.dropped
    }

    /// Takes the end of one node's lines of one kind; with the last, tells who wants to know.
    func end(_ page: NodeMemory) {
        take(page)
        open -= 1
        guard open == 0 else { return }
        body(memories.values.sorted { $0.node < $1.node })
    }
}
