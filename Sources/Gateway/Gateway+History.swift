internal import BankClient
internal import JSON
internal import Paxos
internal import Wire

/// What nodes remember of what they sent and received.
extension Gateway {
    func listViews(_ call: Call) throws(APIError) {
        _ = try call.parameters()
        readHistory([.views]) { [unowned self] memories in
            body.removeAll()
            body.list(ViewRecord.all(memories), hasMore: false, next: nil) { $0.write(into: &$1) }
            answerWithBody(call.exchange)
        }
    }

    func explainSlot(_ call: Call) throws(APIError) {
        _ = try call.parameters()
        let slot = try slot(call)
        askSlots(slot, slot) { [unowned self] views in
            readHistory([.views, .messages]) { [unowned self] memories in
                let explanation = Explanation(of: views[0], memories)
                body.removeAll()
                explanation.write(into: &body)
                var facts = facts
                facts.slot = slot.rawValue
                answerWithBody(call.exchange, facts)
            }
        }
    }

    /// Reads everything that the nodes remember of some kinds; a node that is away remembers
    /// nothing.
    private func readHistory(
        _ kinds: [HistoryKind],
        then body: @escaping ([NodeMemory]) -> Void
    ) {
        let nodes = settings.cluster.nodes.map(\.id)
        let gathering = MemoryGathering(count: nodes.count * kinds.count) { body($0) }
        for node in nodes {
            for kind in kinds { readHistory(of: node, kind, after: 0, into: gathering) }
        }
    }

    private func readHistory(
        of node: NodeID,
        _ kind: HistoryKind,
        after number: UInt64,
        into gathering: MemoryGathering
    ) {
        let question = AdminCommand.history(kind, after: number, wholeRun: true)
        ask(node, question) { [unowned self] result in
            guard case .success(.history(let page)) = result else {
                return gathering.end(NodeMemory(node: node, records: []))
            }
            gathering.take(NodeMemory(node: node, records: page.records, dropped: page.dropped))
            guard page.hasMore, let last = page.records.last?.number else {
                return gathering.end(NodeMemory(node: node, records: []))
            }
            readHistory(of: node, kind, after: last, into: gathering)
        }
    }
}
