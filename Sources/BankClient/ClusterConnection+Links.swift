internal import EventLoop
internal import JSON
internal import Paxos
internal import Wire

/// What happens on the connections to the nodes.
extension ClusterConnection {
    /// Opens connections that are needed, and closes those to nodes that do not say HELLO.
    func tendLinks(at now: Int) {
        let needed = neededLinks
        for index in links.indices {
            if links[index].state.isTooSilent(at: now) {
                fail(index, .silent(milliseconds: ClientLimits.greetingMillisecondsMax))
            }
            guard links[index].state.mayConnect(at: now), needed.contains(links[index]) else {
                continue
            }
            links[index].state.didBeginToConnect()
            links[index].connection = loop.connect(to: links[index].socketAddress)
        }
    }

    /// When ``tendLinks(at:)`` has something to do, in milliseconds; nil if only events can help.
    var linksDeadline: Int? {
        let needed = neededLinks
        return links.lazy.compactMap { $0.state.deadline(isNeeded: needed.contains($0)) }.min()
    }

    /// The links over which somebody has something to say.
    private var neededLinks: NeededLinks {
        var needed = NeededLinks(requests: clients.needed)
        for node in reads.needed { needed.requests.insert(node) }
        for question in questions { needed.questions.insert(question.node) }
        return needed
    }

    /// Handles one event of the loop.
    func handle(_ event: Event) {
        switch event {
        case .opened(let id): handle(event, of: id) { greet($0) }
        case .received(let id): handle(event, of: id) { receive(from: $0, id) }
        case .closed(let id, let reason):
            handle(event, of: id) { fail($0, .connection(reason)) }
        case .violation(let id, let violation):
            handle(event, of: id) { fail($0, .connection(.violation(violation))) }
        case .writableAgain(let id): handle(event, of: id) { resumeQuestions($0) }
        case .inputEnded(let id): handle(event, of: id) { _ in }
        case .accepted, .timer, .readable, .signal: onOtherEvent?(event)
        }
    }

    /// Calls `body` with the link of a connection, or hands the event to the owner.
    private func handle(_ event: Event, of id: ConnectionID, _ body: (Int) -> Void) {
        if let index = links.firstIndex(where: { $0.connection == id }) {
            body(index)
        } else {
            onOtherEvent?(event)
        }
    }

    private func greet(_ index: Int) {
        links[index].state.didConnect(at: loop.nowMilliseconds)
        let speaker: Hello.Speaker =
            switch links[index].role {
            case .client: .client
            case .admin: .admin
            }
        writer.removeAll()
        Hello(cluster: cluster.id, speaker: speaker).write(into: &writer)
        if let connection = links[index].connection {
            _ = send(over: connection)
        }
    }

    private func receive(from index: Int, _ id: ConnectionID) {
        let (node, role) = (links[index].node, links[index].role)
        var isOpen = links[index].state.isOpen
        links[index].state.didHear(at: now.milliseconds)
        do throws(NodeFault) {
            try loop.forEachLine(of: id) { (line) throws(NodeFault) in
                if !isOpen {
                    try links[index].state.didGreet(with: line)
                    didOpen(index)
                    isOpen = true
                    return
                }
                switch role {
                case .client: try takeReply(line, from: node, at: now)
                case .admin: try takeAnswer(line, from: node)
                }
            }
        } catch {
            fail(index, error)
        }
    }

    private func takeReply(
        _ line: Span<UInt8>,
        from node: NodeID,
        at now: Moment
    ) throws(NodeFault) {
        let message: ServerMessage
        do {
            message = try ServerMessage(reading: line)
        } catch {
            throw .malformed(error)
        }
        switch message {
        case .reply(let reply): clients.receive(reply, from: node, at: now)
        case .balance(let balance):
            reads.receive(.balance(balance), from: node, &clients.leaders, at: now.milliseconds)
        case .outcome(let outcome):
            reads.receive(.outcome(outcome), from: node, &clients.leaders, at: now.milliseconds)
        case .error(let error): throw .refused(error)
        }
    }

    private func didOpen(_ index: Int) {
        let node = links[index].node
        switch links[index].role {
        case .client:
            clients.nodeDidOpen(node)
            reads.nodeDidOpen(node)
        case .admin: sendQuestions(to: node)
        }
    }

    /// Closes a connection that is of no use, or takes note that it is gone.
    private func fail(_ index: Int, _ fault: NodeFault) {
        if let connection = links[index].connection { loop.close(connection) }
        links[index].connection = nil
        links[index].state.didFail(fault, at: now.milliseconds, using: &generator)
        let node = links[index].node
        switch links[index].role {
        case .client:
            clients.nodeIsAway(node, at: now)
            reads.nodeIsAway(
                node,
                isLasting: fault.isLasting,
                &clients.leaders,
                at: now.milliseconds
            )
        case .admin:
            questionsLost(at: links[index].reachability(at: now.milliseconds))
        }
    }
}
