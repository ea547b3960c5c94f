public import Bank
internal import Paxos

/// One transfer.
extension ClusterConnection {
    /// Asks for a transfer and waits for its outcome.
    ///
    /// - Parameters:
    ///   - command: The transfer, and its key if it has one.
    ///   - client: Who asks; it MUST have no other request.
    ///   - timestamp: The client's number for the request, to ask again for one that has it; nil
    ///     takes the wall clock, which names a new request.
    ///   - timeoutMilliseconds: How long to wait at most.
    /// - Returns: What became of it: ``Outcome/unknown`` if the time was over and a node may have
    ///   received it and may execute it, ``Outcome/notExecuted`` if none did, every node turned us
    ///   away before, or all that was sent was refused.
    /// - Throws: ``BankClientError/loop(_:)``.
    public func transfer(
        _ command: Command,
        by client: ClientID,
        timestamp: RequestTimestamp? = nil,
        timeoutMilliseconds: Int
    ) throws(BankClientError) -> Completion {
        precondition(
            !clients.hasRequests(of: client) && !clients.hasCompletion(of: client),
            "client \(client) has requests or completions already"
        )
        clients.enqueue(client: client, command: command, tag: 0, timestamp: timestamp)
        _ = try pump(
            until: { clients.hasCompletion(of: client) || isHopeless },
            timeoutMilliseconds: timeoutMilliseconds
        )
        clients.giveUp(client)
        guard let completion = clients.takeCompletions(of: client).first else {
            preconditionFailure("a request of \(client) that was given up is not completed")
        }
        return completion
    }

    /// Whether every node turned us away for reasons that do not pass.
    private var isHopeless: Bool {
        links.allSatisfy { link in
            link.role == .admin || (!link.state.isOpen && link.state.fault?.isLasting == true)
        }
    }

    /// Explains a completion without an answer; nil if it has one.
    ///
    /// - Parameters:
    ///   - completion: What became of a request.
    ///   - milliseconds: How long it had.
    /// - Returns: What, why, and what to do.
    public func explanation(of completion: Completion, after milliseconds: Int) -> Explanation? {
        let silence = Silence(nodes: reachability, milliseconds: milliseconds)
        switch completion.outcome {
        case .success, .failed, .conflict, .stale: return nil
        case .notExecuted where completion.refusers.isEmpty: return silence.explanation
        case .notExecuted:
            return Explanation(
                code: "unavailable",
                what: "\(completion.command) was refused, and is not executed",
                why: silence.why(with: completion.refusers),
                hint: "look at 'paxosbank nodes' for a full disk, then ask again"
            )
        case .unknown:
            return Explanation(
                code: "outcome_unknown",
                what: "\(completion.command) was sent and not answered within \(milliseconds) ms:"
                    + " it may or may not be executed",
                why: silence.why(with: completion.refusers),
                hint: "ask again with \(Self.name(of: completion)): it is executed at most once"
            )
        }
    }

    /// What names a request to whoever asks for it again.
    private static func name(of completion: Completion) -> String {
        guard completion.command.key == nil else { return "the same key" }
        let timestamp = completion.timestamp.map { " --timestamp \($0)" } ?? ""
        return "'--client \(completion.client)\(timestamp)'"
    }
}
