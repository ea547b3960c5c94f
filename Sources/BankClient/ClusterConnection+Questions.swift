internal import EventLoop
internal import JSON
public import Paxos
public import Wire

/// What an operator asks of nodes: one line asked, one line answered.
extension ClusterConnection {
    /// Whether one more question can be put, see ``ClientLimits/questionsMax``.
    public var hasRoomForQuestion: Bool {
        questions.count + answers.count < ClientLimits.questionsMax
    }

    /// Begins to ask one node; the pump goes on with it.
    ///
    /// The caller MUST see to it that there is room, see ``hasRoomForQuestion``, and take the
    /// answer with ``takeAnswers()``. It may be called in the condition of a pump and in
    /// ``onOtherEvent``. A node that refuses connections fails at once.
    ///
    /// - Parameters:
    ///   - command: What to ask or tell it.
    ///   - node: The node.
    ///   - timeoutMilliseconds: How long it has at most; nil for as long as the node takes.
    /// - Returns: What names the question.
    public func beginQuestion(
        _ command: AdminCommand,
        of node: NodeID,
        timeoutMilliseconds: Int?
    ) -> QuestionID {
        precondition(
            hasRoomForQuestion,
            "\(questions.count) questions and \(answers.count) answers are the most"
        )
        lastQuestionID += 1
        let index = adminLink(of: node)
        let question = Question(
            id: lastQuestionID,
            node: node,
            command: command,
            begunAt: SystemClock.monotonicMilliseconds,
            end: timeoutMilliseconds.map { Self.deadline(after: $0) } ?? .max,
            forgivesBreak: index.map { links[$0].state.isOpen } ?? false
        )
        guard let index else {
            finish(question, .failure(.unknownNode(node)))
            return QuestionID(rawValue: question.id)
        }
        questions.append(question)
        links[index].state.wake()
        if links[index].state.isOpen { sendQuestions(to: node) }
        return QuestionID(rawValue: question.id)
    }

    /// Takes the questions that are over since the last time, in the order in which they ended.
    public func takeAnswers() -> [FinishedQuestion] {
        guard !answers.isEmpty else { return [] }
        let taken = answers
        answers.removeAll(keepingCapacity: true)
        return taken
    }

    /// Asks one node and waits for its answer.
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

    /// Asks several nodes at once and waits for them; none waits for another.
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
        let asked = nodes.map { beginQuestion(command, of: $0, timeoutMilliseconds: nil).rawValue }
        guard let first = asked.first, let last = asked.last else { return [] }
        var loopFailure: AdminFailure?
        do {
            // While somebody waits here, nobody else can ask: the numbers follow each other.
            _ = try pump(
                until: { !questions.contains { (first...last).contains($0.id) } },
                timeoutMilliseconds: timeoutMilliseconds
            )
        } catch {
            loopFailure = error.ofLoop
        }
        endQuestions(
            where: { (first...last).contains($0.id) },
            because: { loopFailure ?? silence(of: $0.node, after: timeoutMilliseconds) }
        )
        return zip(nodes, asked).map { (node: $0, answer: takeAnswer(to: $1)) }
    }

    /// Takes one question that is over, and leaves the others.
    private func takeAnswer(to id: UInt64) -> Result<AdminAnswer, AdminFailure> {
        guard let place = answers.firstIndex(where: { $0.id.rawValue == id }) else {
            preconditionFailure("question \(id) is not over")
        }
        return answers.remove(at: place).result
    }
}

// MARK: - The turn

extension ClusterConnection {
    /// When ``expireQuestions(at:)`` has something to do, in milliseconds; nil if never.
    var questionsDeadline: Int? {
        questions.lazy.map(\.end).min().flatMap { $0 == .max ? nil : $0 }
    }

    /// Ends the questions whose time is over.
    func expireQuestions(at now: Int) {
        endQuestions(
            where: { $0.end <= now },
            because: { silence(of: $0.node, after: now - $0.begunAt) }
        )
    }

    /// Sends what waits for the connection of questions to `node`, which is open.
    func sendQuestions(to node: NodeID) {
        guard let index = adminLink(of: node), let connection = links[index].connection else {
            return
        }
        for place in questions.indices
        where questions[place].node == node && !questions[place].isSent {
            writer.removeAll()
            AdminRequest(id: questions[place].id, command: questions[place].command)
                .write(into: &writer)
            // One that finds no room waits until there is some, or ends with its time.
            questions[place].isSent = send(over: connection)
        }
    }

    /// A connection has room again; sends what found none, if it is one of questions.
    func resumeQuestions(_ index: Int) {
        guard links[index].role == .admin, links[index].state.isOpen else { return }
        sendQuestions(to: links[index].node)
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
        guard let place = questions.firstIndex(where: { $0.id == reply.id && $0.node == node })
        else { return }
        finish(questions.remove(at: place), .success(reply.answer))
    }

    /// The connection of questions to a node is gone; what waited for it is asked again or fails.
    func questionsLost(at node: NodeReachability) {
        endQuestions(
            where: { $0.node == node.node && !$0.forgivesBreak },
            because: { _ in .unreachable(node) }
        )
        guard let index = adminLink(of: node.node) else { return }
        for place in questions.indices where questions[place].node == node.node {
            questions[place].forgivesBreak = false
            questions[place].isSent = false
            links[index].state.wake()
        }
    }

    /// Ends the questions that `isOver` picks, in the order in which they were asked.
    private func endQuestions(
        where isOver: (Question) -> Bool,
        because failure: (Question) -> AdminFailure
    ) {
        guard questions.contains(where: isOver) else { return }
        let ended = questions.filter(isOver)
        questions.removeAll(where: isOver)
        for question in ended { finish(question, .failure(failure(question))) }
    }

    private func finish(_ question: Question, _ result: Result<AdminAnswer, AdminFailure>) {
        let id = QuestionID(rawValue: question.id)
        answers.append(FinishedQuestion(id: id, node: question.node, result: result))
    }

    /// Why a node gave no answer within so many milliseconds.
    private func silence(of node: NodeID, after milliseconds: Int) -> AdminFailure {
        guard let index = adminLink(of: node) else { return .unknownNode(node) }
        let found = links[index].reachability(at: SystemClock.monotonicMilliseconds)
        return found.isOpen ? .timedOut(found, milliseconds: milliseconds) : .unreachable(found)
    }

    private func adminLink(of node: NodeID) -> Int? {
        links.firstIndex { $0.role == .admin && $0.node == node }
    }
}

extension BankClientError {
    /// The same as an answer to a question; the only error that a pump throws.
    fileprivate var ofLoop: AdminFailure {
        switch self {
        case .loop(let error): .loop(error)
        case .address, .noAnswer: preconditionFailure("a pump does not throw \(self)")
        }
    }
}
