internal import BankClient
internal import HTTP
internal import JSON
internal import Paxos
internal import Wire

/// Faults that are made on purpose: only where gateway and nodes allow them.
extension Gateway {
    /// Refuses faults where they are not allowed.
    func requireFaults() throws(APIError) {
        guard settings.allowsFaults else {
            throw APIError(.faultsNotAllowed, "this gateway makes no faults")
        }
    }

    func createFault(_ call: Call) throws(APIError) {
        try requireFaults()
        _ = try call.parameters()
        let members = settings.cluster.members
        switch try FaultRequest(call.request.body.span, members: members) {
        case .fail(let node?): fail(node, call.exchange)
        case .fail(nil):
            lookAtNodes { [unowned self] view in
                guard let leader = view.leader?.node else {
                    return answer(call.exchange, APIError(.noLeader, "no node says that it leads"))
                }
                fail(leader, call.exchange)
            }
        case .partition(let groups):
            let orders = groups.flatMap { group in
                let others = members.filter { !group.contains($0) }
                return group.map { ($0, AdminCommand.block(NodeSet(others))) }
            }
            command(orders, call.exchange) { [unowned self] in
                answer(call.exchange, with: .partition(groups), status: 201)
            }
        }
    }

    private func fail(_ node: NodeID, _ exchange: Exchange) {
        command([(node, .disconnect(cause: "failed"))], exchange) { [unowned self] in
            answer(exchange, with: .fail(node), status: 201)
        }
    }

    /// Cuts the leader off because somebody's payment asked for it; nobody waits for that.
    func crash(_ node: NodeID) {
        guard settings.cluster.members.contains(node) else { return }
        ask(node, .disconnect(cause: "failed")) { _ in }
    }

    func listFaults(_ call: Call) throws(APIError) {
        try requireFaults()
        _ = try call.parameters()
        lookAtNodes { [unowned self] view in answer(call.exchange, with: Fault.inForce(view)) }
    }

    func endFault(_ call: Call) throws(APIError) {
        try requireFaults()
        _ = try call.parameters()
        let id = call.data[0]
        lookAtNodes { [unowned self] view in
            guard let fault = Fault.inForce(view).first(where: { $0.id == id }) else {
                return answer(call.exchange, APIError(.notFound, "no fault in force is called so"))
            }
            command(orders(toEnd: [fault]), call.exchange) { [unowned self] in
                answer(call.exchange, with: fault, status: 200)
            }
        }
    }

    func endFaults(_ call: Call) throws(APIError) {
        try requireFaults()
        _ = try call.parameters()
        lookAtNodes { [unowned self] view in
            let faults = Fault.inForce(view)
            command(orders(toEnd: faults), call.exchange) { [unowned self] in
                answer(call.exchange, with: faults)
            }
        }
    }

    private func orders(toEnd faults: [Fault]) -> [(NodeID, AdminCommand)] {
        faults.flatMap { fault -> [(NodeID, AdminCommand)] in
            switch fault {
            case .fail(let node): [(node, .connect)]
            case .partition: settings.cluster.nodes.map { ($0.id, .block(NodeSet())) }
            }
        }
    }

    /// Gives commands to nodes, all of which must obey; each is given, also after one failed.
    private func command(
        _ orders: [(NodeID, AdminCommand)],
        _ exchange: Exchange,
        failure: APIError? = nil,
        then body: @escaping () -> Void
    ) {
        guard let (node, command) = orders.first else {
            watch.forget()
            return failure.map { answer(exchange, $0) } ?? body()
        }
        ask(node, command) { [unowned self] result in
            var error: APIError?
            switch result {
            case .success(.refused(let reason)):
                let code: ErrorCode =
                    reason.code == "not_allowed" ? .faultsNotAllowed : .nodeUnreachable
                error = APIError(code, "\(node): \(reason.message)")
            case .success: break
            case .failure(let failure):
                error = APIError(.nodeUnreachable, failure.shortReason, param: "\(node)")
            }
            self.command(
                Array(orders.dropFirst()),
                exchange,
                failure: failure ?? error,
                then: body
            )
        }
    }

    private func answer(_ exchange: Exchange, with fault: Fault, status: Int) {
        body.removeAll()
        fault.write(into: &body)
        answerWithBody(exchange, status: status)
    }

    private func answer(_ exchange: Exchange, with faults: [Fault]) {
        body.removeAll()
        body.list(faults, hasMore: false, next: nil) { $0.write(into: &$1) }
        answerWithBody(exchange)
    }
}
