import Bank
import BankReplica
import Paxos

/// The end of a run, when everything was answered and the core agrees: what clients saw, what nodes
/// remember, and what is left on their disks.
extension Simulation {
    /// Adds what a client was answered to the history.
    mutating func record(
        _ action: LinearHistory.Action,
        of index: Int,
        _ outcome: LinearHistory.Outcome
    ) {
        operations.append(
            LinearHistory.Operation(
                action: action,
                call: Int64(clients[index].calledAt) * 1_000,
                end: Int64(now) * 1_000,
                outcome: outcome
            )
        )
    }

    /// The nodes that were healed.
    var core: [NodeID] { cluster.members.filter { !dead.contains($0) } }

    /// Judges a run that is over.
    func judge() throws(InvariantViolation) {
        for node in core where cluster.isRunning(node) { try cluster.checkRecords(of: node) }
        try judgeHistory()
        if !hasHalted { try judgeRecovery() }
    }

    /// One order of everything explains what clients were answered, and what the core came to.
    private func judgeHistory() throws(InvariantViolation) {
        let judge = LinearHistory(
            accounts: options.cluster.accounts,
            limits: options.cluster.bankLimits
        )
        let ends = (hasHalted ? [] : core)
            .map { node in
                let replica = cluster.replica(node)
                return LinearHistory.NodeEnd(
                    node: node,
                    executed: replica.paxos.execution.through,
                    digest: replica.paxos.execution.digest,
                    accounts: replica.bank.ledger.accounts
                )
            }
        try judge.check(operations + (hasHalted ? unanswered : []), ends: ends)
    }

    /// What became of requests that nobody answers any more, as far as anybody knew.
    private var unanswered: [LinearHistory.Operation] {
        clients.compactMap { client in
            guard case .request(let request) = client.open else { return nil }
            let reply = cluster.history.executedReply(
                to: request.client,
                request.timestamp
            )
            return LinearHistory.Operation(
                action: .transfer(request),
                call: Int64(client.calledAt) * 1_000,
                end: .max,
                outcome: reply.map { .reply($0) } ?? .notExecuted
            )
        }
    }

    /// The power goes everywhere once more, in a copy: every node of the core comes back from what
    /// it has flushed, with every slot that was ever executed (I10, I11, I27).
    private func judgeRecovery() throws(InvariantViolation) {
        var after = cluster
        let last = cluster.lastExecuted
        for node in after.members { after.cutPower(of: node) { _, _ in .lost } }
        for node in core {
            let isIntact = atlas[node] == nil
            if let error = try after.start(node, isIntact: isIntact) {
                throw InvariantViolation("I11", "\(node) does not start at the end: \(error)")
            }
            try after.checkHeld(by: node, through: last)
        }
    }
}
