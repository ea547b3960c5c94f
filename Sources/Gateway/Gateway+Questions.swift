internal import Bank
internal import BankClient
internal import EventLoop
internal import Paxos
internal import Wire

/// Questions to nodes; whoever asks is called when the answer is there.
extension Gateway {
    /// Asks one node.
    func ask(
        _ node: NodeID,
        _ command: AdminCommand,
        timeoutMilliseconds: Int = GatewayLimits.questionMilliseconds,
        then body: @escaping (NodeResult) -> Void
    ) {
        guard connection.hasRoomForQuestion else {
            let failure = AdminFailure.timedOut(
                connection.reachability[Int(node.rawValue) - 1],
                milliseconds: 0
            )
            return body(.failure(failure))
        }
        let id = connection.beginQuestion(
            command,
            of: node,
            timeoutMilliseconds: timeoutMilliseconds
        )
        questions.add(id, then: body)
    }

    /// Asks several nodes at once.
    func ask(
        _ nodes: [NodeID],
        _ command: AdminCommand,
        timeoutMilliseconds: Int = GatewayLimits.questionMilliseconds,
        then body: @escaping ([(node: NodeID, result: NodeResult)]) -> Void
    ) {
        let gathering = Gathering(nodes, then: body)
        for node in nodes {
            ask(node, command, timeoutMilliseconds: timeoutMilliseconds) {
                gathering.take($0, of: node)
            }
        }
    }

    /// Asks the node that was chosen; else the one that leads by word of the nodes themselves, or
    /// another one if that is away.
    ///
    /// - Parameters:
    ///   - chosen: The only node to ask; nil for the one that knows best.
    ///   - command: What to ask.
    ///   - exchange: What is answered with an error if nobody answers.
    ///   - body: Takes the answer and who gave it.
    func askBest(
        _ chosen: NodeID?,
        _ command: AdminCommand,
        _ exchange: Exchange,
        then body: @escaping (NodeID, AdminAnswer) throws(APIError) -> Void
    ) {
        if let chosen { return ask([chosen][...], command, exchange, then: body) }
        lookAtNodes { [unowned self] view in
            ask(watch.order(first: first(of: view))[...], command, exchange, then: body)
        }
    }

    /// The node that knows best: the leader by word of the nodes, or that of the last reply if it
    /// leads under a higher ballot, for whoever was answered by it must find what it executed.
    private func first(of view: NodesView) -> NodeID? {
        let leaders = connection.clients.leaders
        guard let leader = leaders.leader, leaders.ballot > view.leader?.ballot ?? .zero,
            view.statuses.first(where: { $0.node == leader })?.isConnected != false
        else { return view.best }
        return leader
    }

    private func ask(
        _ nodes: ArraySlice<NodeID>,
        _ command: AdminCommand,
        _ exchange: Exchange,
        then body: @escaping (NodeID, AdminAnswer) throws(APIError) -> Void
    ) {
        guard let node = nodes.first else {
            return answer(exchange, APIError(.nodeUnreachable, "no node answers"))
        }
        ask(node, command) { [unowned self] result in
            switch result {
            case .success(.refused(let reason)):
                answer(exchange, APIError(.nodeUnreachable, "\(node): \(reason.message)"))
            case .success(let reply):
                answering(exchange) { () throws(APIError) in
                    try body(node, reply)
                }
            case .failure(let failure) where nodes.count == 1:
                answer(exchange, APIError(.nodeUnreachable, "\(failure.explanation.why)"))
            case .failure: ask(nodes.dropFirst(), command, exchange, then: body)
            }
        }
    }

    /// Calls those who wait for nodes.
    func takeAnswers() {
        for answer in connection.takeAnswers() { questions.take(answer.id)?(answer.result) }
    }

    /// Calls those who wait for reads.
    func takeReads() {
        for read in connection.takeReads() { reads.take(read.id)?(read) }
    }

    /// Reads so that the effects of every request that was answered before are seen.
    ///
    /// - Parameters:
    ///   - subject: What to read.
    ///   - exchange: What is answered with an error if no leader answers.
    ///   - body: Takes the answer.
    func read(
        _ subject: ReadSubject,
        _ exchange: Exchange,
        then body: @escaping (ReadAnswer) throws(APIError) -> Void
    ) {
        guard connection.hasRoomForRead else {
            return answer(exchange, APIError(.tooManyRequests, "too many reads are under way"))
        }
        let id = connection.beginRead(subject, timeoutMilliseconds: settings.requestMilliseconds)
        reads.add(id) { [unowned self] read in
            answering(exchange) { () throws(APIError) in
                guard case .success(let reply) = read.result else {
                    throw APIError(.noLeader, "no leader confirmed an answer in time")
                }
                try body(reply)
            }
        }
    }

    // MARK: - Time

    /// Makes sure that what is overdue is looked for.
    func needTicks() {
        guard tickTimer == nil else { return }
        tickTimer = loop.startTimer(
            afterMilliseconds: Self.tickMilliseconds,
            everyMilliseconds: Self.tickMilliseconds
        )
    }

    /// Looks for what is overdue; stops looking once nothing can be.
    func tick() {
        expirePayments()
        for action in agenda.takeDue(at: now) { action() }
        watchNodes()
        feedStreams()
        let isIdle =
            payments.count == 0 && agenda.isEmpty && streams.isEmpty && !watch.isWanted(at: now)
        guard isIdle, !isStopping, let timer = tickTimer else { return }
        loop.cancelTimer(timer)
        tickTimer = nil
    }

    /// How often that is, in milliseconds.
    private static let tickMilliseconds = 50
}
