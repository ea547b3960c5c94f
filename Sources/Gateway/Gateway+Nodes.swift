internal import Bank
internal import BankClient
internal import EventLog
internal import EventLoop
internal import HybridClock
internal import JSON
internal import Paxos
internal import Wire

/// How the nodes are.
extension Gateway {
    /// Calls `body` with how the nodes are: at once if that was found out lately.
    func lookAtNodes(then body: @escaping (NodesView) -> Void) {
        watch.want(at: now)
        needTicks()
        if let view = watch.recent(at: now) { return body(view) }
        watch.wait(body)
        askNodes()
    }

    /// Asks the nodes again if somebody is interested and it is time to.
    func watchNodes() {
        if !streams.isEmpty { watch.want(at: now) }
        if watch.isDue(at: now) { askNodes() }
    }

    private func askNodes() {
        guard !watch.isAsking else { return }
        watch.didBegin()
        let asked = SystemClock.wallMicroseconds
        ask(
            settings.cluster.nodes.map(\.id),
            .status,
            timeoutMilliseconds: GatewayLimits.statusMilliseconds
        ) { [unowned self] answers in
            let states = answers.map { answer in
                switch answer.result {
                case .success(.status(let status)): NodeState.known(status)
                case .success: NodeState.away("gave an answer that does not fit")
                case .failure(let failure): NodeState.away(failure.shortReason)
                }
            }
            let view = NodesView(
                nodes: answers.map(\.node),
                states: states,
                askedAtMicroseconds: (asked + SystemClock.wallMicroseconds) / 2
            )
            didLook(view)
        }
    }

    private func didLook(_ view: NodesView) {
        if watch.view?.leader?.ballot != view.leader?.ballot {
            log.write(
                .info,
                "leader",
                [EventField("node", view.leader.map { "\($0.node)" } ?? "none")]
            )
        }
        if let leader = view.leader, leader.isReady,
            connection.clients.leaders.ballot < leader.ballot
        {
            connection.clients.tellLeader(leader.ballot)
        }
        wake(view)
        let waiting = watch.didEnd(view, at: now)
        tell(view)
        for body in waiting { body(view) }
    }

    /// Lets the nodes elect a leader if they could and did not: they do so when somebody wants
    /// something, and a new cluster must become ready before anybody does.
    private func wake(_ view: NodesView) {
        guard view.leader == nil, view.hasQuorum, !isWaking, connection.hasRoomForRead,
            let account = settings.cluster.accounts.first
        else { return }
        isWaking = true
        let id = connection.beginRead(
            .account(account.id),
            timeoutMilliseconds: GatewayLimits.questionMilliseconds
        )
        reads.add(id) { [unowned self] _ in isWaking = false }
    }

    // MARK: - Routes

    func readNodes(_ call: Call) throws(APIError) {
        _ = try call.parameters()
        lookAtNodes { [unowned self] view in
            body.removeAll()
            NodeBodies.write(view, allowsFaults: settings.allowsFaults, into: &body)
            answerWithBody(call.exchange, facts(of: view))
        }
    }

    func readLeader(_ call: Call) throws(APIError) {
        _ = try call.parameters()
        lookAtNodes { [unowned self] view in
            guard let leader = view.leader else {
                return answer(call.exchange, APIError(.noLeader, "no node says that it leads"))
            }
            body.removeAll()
            NodeBodies.write(leader: leader, into: &body)
            answerWithBody(call.exchange, facts(of: view))
        }
    }

    /// What a view of the nodes tells of the cluster.
    func facts(of view: NodesView) -> ClusterFacts {
        let leader = view.leader
        return ClusterFacts(
            leader: leader?.node,
            ballot: leader?.ballot,
            slot: view.committed.rawValue,
            stamp: view.statuses.map(\.clock).max()
        )
    }
}

extension AdminFailure {
    /// Why there is no answer, in a few words.
    var shortReason: String {
        switch self {
        case .unreachable(let node): node.fault.map { "\($0)" } ?? "cannot be reached"
        case .timedOut(_, let milliseconds): "no answer within \(milliseconds) ms"
        case .unknownNode: "is not in the cluster file"
        case .loop(let error): "\(error)"
        }
    }
}
