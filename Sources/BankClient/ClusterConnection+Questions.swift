internal import EventLoop
internal import JSON
public import Paxos
public import Wire

/// What an operator asks of nodes: one line asked, one line answered.
extension ClusterConnection {
    /// Asks one node.
    ///
    /// - Parameters:
    ///   - node: The node.
    ///   - command: What to ask or tell it.
    ///   - timeoutMilliseconds: How long to wait at most.
    /// - Returns: Its answer, or why there is none. A node that refuses connections fails at once.
    public func ask(
        _ node: NodeID,
        _ command: AdminCommand,
        timeoutMilliseconds: Int
    ) -> Result<AdminAnswer, AdminFailure> {
        askAll([node], command, timeoutMilliseconds: timeoutMilliseconds)[0].answer
    }

    /// Asks several nodes at once; none waits for another.
    ///
    /// - Parameters:
    ///   - nodes: The nodes.
    ///   - command: What to ask or tell them.
    ///   - timeoutMilliseconds: How long to wait at most for all of them.
    /// - Returns: For each of `nodes`, in their order, its answer or why there is none.
    public func askAll(
        _ nodes: [NodeID],
        _ command: AdminCommand,
        timeoutMilliseconds: Int
    ) -> [(node: NodeID, answer: Result<AdminAnswer, AdminFailure>)] {
        let first = lastQuestionID + 1
        for node in nodes { begin(command, of: node) }
        defer { questions.removeAll { $0.id >= first } }
        do {
            _ = try pump(
                until: { questions.allSatisfy { $0.id < first || $0.isFinished } },
                timeoutMilliseconds: timeoutMilliseconds
            )
        } catch {
            let failure: AdminFailure =
                switch error {
                case .loop(let error): .loop(error)
                case .address, .noAnswer: preconditionFailure("a pump does not throw \(error)")
                }
            return nodes.map { (node: $0, answer: .failure(failure)) }
        }
        let asked = questions.filter { $0.id >= first }
        return asked.map { question in
            (node: question.node, answer: result(of: question, after: timeoutMilliseconds))
        }
    }

    private func begin(_ command: AdminCommand, of node: NodeID) {
        lastQuestionID += 1
        var question = Question(
            id: lastQuestionID,
            node: node,
            command: command,
            forgivesBreak: false
        )
        guard let index = adminLink(of: node) else {
            question.stage = .finished(.failure(.unknownNode(node)))
            questions.append(question)
            return
        }
        question.forgivesBreak = links[index].state.isOpen
        questions.append(question)
        links[index].state.wake()
        if links[index].state.isOpen { sendQuestions(to: node) }
    }

    /// Sends what waits for the connection of questions to `node`, which is open.
    func sendQuestions(to node: NodeID) {
        guard let index = adminLink(of: node), let connection = links[index].connection else {
            return
        }
        for place in questions.indices where questions[place].node == node {
            guard case .waiting = questions[place].stage else { continue }
            writer.removeAll()
            AdminRequest(id: questions[place].id, command: questions[place].command)
                .write(into: &writer)
            // One that finds no room stays, and ends with its time.
            if send(over: connection) { questions[place].stage = .sent }
        }
    }

    /// Takes a line of a node's connection of questions.
    ///
    /// - Throws: Why the connection MUST be closed.
    func takeAnswer(_ line: Span<UInt8>, from node: NodeID) throws(NodeFault) {
        let reply: AdminReply
        do {
            reply = try AdminReply(reading: line)
        } catch {
            throw NodeLinkStateMachine.fault(of: line, thatIsNotExpected: error)
        }
        // An answer that nobody waits for any more came too late.
        let place = questions.firstIndex {
            $0.id == reply.id && $0.node == node && !$0.isFinished
        }
        if let place { questions[place].stage = .finished(.success(reply.answer)) }
    }

    /// The connection of questions to a node is gone; what waited for it is asked again or fails.
    func questionsLost(at node: NodeReachability) {
        for place in questions.indices
        where questions[place].node == node.node && !questions[place].isFinished {
            if questions[place].forgivesBreak {
                questions[place].forgivesBreak = false
                questions[place].stage = .waiting
                if let index = adminLink(of: node.node) { links[index].state.wake() }
            } else {
                questions[place].stage = .finished(.failure(.unreachable(node)))
            }
        }
    }

    private func result(
        of question: Question,
        after milliseconds: Int
    ) -> Result<AdminAnswer, AdminFailure> {
        if case .finished(let result) = question.stage { return result }
        guard let index = adminLink(of: question.node) else {
            return .failure(.unknownNode(question.node))
        }
        let node = links[index].reachability(at: SystemClock.monotonicMilliseconds)
        return .failure(
            node.isOpen ? .timedOut(node, milliseconds: milliseconds) : .unreachable(node)
        )
    }

    private func adminLink(of node: NodeID) -> Int? {
        links.firstIndex { $0.role == .admin && $0.node == node }
    }
}
