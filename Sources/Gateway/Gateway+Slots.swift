internal import JSON
internal import Paxos
internal import Wire

/// The log, slot by slot.
extension Gateway {
    func readSlot(_ call: Call) throws(APIError) {
        _ = try call.parameters()
        let slot = try slot(call)
        askSlots(slot, slot) { [unowned self] views in
            body.removeAll()
            views[0].write(into: &body)
            var facts = facts
            facts.slot = slot.rawValue
            answerWithBody(call.exchange, facts)
        }
    }

    /// The slot that the path names.
    func slot(_ call: Call) throws(APIError) -> Slot {
        guard let number = QueryParameters.number(call.data[0]),
            (1...WireLimits.slotMax).contains(number)
        else { throw APIError(.notFound, "there is no such slot") }
        return Slot(number)
    }

    func listSlots(_ call: Call) throws(APIError) {
        let parameters = try call.parameters("from", "to")
        let from = try parameters.number("from", in: 1...WireLimits.slotMax)
        let to = try parameters.number("to", in: 1...WireLimits.slotMax)
        if let from, let to {
            try listSlots(from, to, call)
        } else {
            lookAtNodes { [unowned self] view in
                answering(call.exchange) { () throws(APIError) in
                    let accepted = view.statuses.map(\.accepted.rawValue).max() ?? 0
                    let last = to ?? from.map { max($0, min(accepted, $0 + 499)) } ?? accepted
                    let first = from ?? (last > 49 ? last - 49 : 1)
                    try listSlots(first, last, call)
                }
            }
        }
    }

    private func listSlots(_ first: UInt64, _ last: UInt64, _ call: Call) throws(APIError) {
        guard last > 0 else {
            body.removeAll()
            body.list([Int](), hasMore: false, next: nil) { _, _ in }
            return answerWithBody(call.exchange)
        }
        let most = UInt64(GatewayLimits.listElementsMax)
        guard first <= last, last - first < most else {
            throw APIError(.badParameter, "from and to span 1 to \(most) slots", param: "to")
        }
        askSlots(Slot(first), Slot(last)) { [unowned self] views in
            body.removeAll()
            body.list(views, hasMore: false, next: nil) { $0.write(into: &$1) }
            answerWithBody(call.exchange)
        }
    }

    /// Asks all nodes for some slots.
    func askSlots(_ first: Slot, _ last: Slot, then body: @escaping ([SlotView]) -> Void) {
        ask(settings.cluster.nodes.map(\.id), .slots(first: first, last: last)) { answers in
            let views = (first.rawValue...last.rawValue)
                .map { number in
                    let members = answers.map { answer in
                        var record: SlotRecord?
                        if case .success(.slots(let records)) = answer.result {
                            record = records.first { $0.slot.rawValue == number }
                        }
                        return SlotView.Member(node: answer.node, record: record)
                    }
                    return SlotView(slot: Slot(number), nodes: members)
                }
            body(views)
        }
    }
}
