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
            for kind in kinds { readHistory(of: node, kind, after: 0, page: 1, into: gathering) }
        }
    }

    private func readHistory(
        of node: NodeID,
        _ kind: HistoryKind,
        after number: UInt64,
        page: Int,
        into gathering: MemoryGathering
    ) {
        let question = AdminCommand.history(kind, after: number, wholeRun: true)
        ask(node, question) { [unowned self] result in
            guard case .success(.history(let found)) = result else {
                return gathering.end(NodeMemory(node: node, records: []))
            }
            gathering.take(NodeMemory(node: node, records: found.records, dropped: found.dropped))
            guard found.hasMore, let last = found.records.last?.number else {
                return gathering.end(NodeMemory(node: node, records: []))
            }
            // A busy node may add lines faster than they are read here.
            guard page < GatewayLimits.historyPagesMax else {
                return gathering.end(NodeMemory(node: node, records: [], dropped: 1))
            }
            readHistory(of: node, kind, after: last, page: page + 1, into: gathering)
        }
    }
}
