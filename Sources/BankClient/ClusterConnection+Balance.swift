public import Bank
internal import JSON
internal import Paxos
public import Wire

/// One read of a balance.
extension ClusterConnection {
    /// Asks for the balance that all earlier answered transfers have led to.
    ///
    /// - Parameters:
    ///   - account: The account.
    ///   - timeoutMilliseconds: How long to wait at most.
    /// - Returns: The balance with its slot, or that there is no such account; never
    ///   ``Wire/BalanceMessage/Answer/notLeader``.
    /// - Throws: ``BankClientError/noAnswer(nodes:milliseconds:)`` if no leader confirmed it in
    ///   time or every node turned us away, ``BankClientError/loop(_:)``.
    public func balance(
        of account: AccountID,
        timeoutMilliseconds: Int
    ) throws(BankClientError) -> BalanceMessage {
        precondition(read == nil, "a read is under way already")
        lastQuestionID += 1
        read = BalanceRead(
            id: lastQuestionID,
            account: account,
            leaders: clients.leaders,
            at: Moment.now.milliseconds,
            policy: policy,
            using: &generator
        )
        defer { read = nil }
        sendRead(to: read?.targets ?? NodeSet())
        _ = try pump(
            until: { read?.answer != nil || isHopeless },
            timeoutMilliseconds: timeoutMilliseconds
        )
        guard let answer = read?.answer else {
            throw .noAnswer(nodes: reachability, milliseconds: timeoutMilliseconds)
        }
        return answer
    }

    /// Whether every node turned us away for reasons that do not pass.
    var isHopeless: Bool {
        links.allSatisfy { link in
            link.role == .admin || (!link.state.isOpen && link.state.fault?.isLasting == true)
        }
    }

    /// Sends the read to those of `nodes` that are connected; the others get it when they are.
    func sendRead(to nodes: NodeSet) {
        guard let read else { return }
        writer.removeAll()
        read.message.write(into: &writer)
        for node in nodes { sendLine(to: node) }
    }

    /// Takes an answer to a read.
    func takeBalance(_ message: BalanceMessage, at now: Int) {
        guard read?.receive(message, &clients.leaders, at: now) == true else { return }
        sendRead(to: read?.targets ?? NodeSet())
    }

    /// Asks all nodes if the read has waited too long.
    func expireRead(at now: Int) {
        guard let deadline = read?.deadline, deadline <= now else { return }
        repeatRead(at: now)
    }

    /// Asks all nodes if the read was meant for `node` alone, which cannot be reached.
    func readTargetIsAway(_ node: NodeID, at now: Int) {
        guard let targets = read?.targets, targets == NodeSet([node]), targets != cluster.members
        else { return }
        repeatRead(at: now)
    }

    private func repeatRead(at now: Int) {
        read?.expire(&clients.leaders, at: now, using: &generator)
        sendRead(to: read?.targets ?? NodeSet())
    }
}
