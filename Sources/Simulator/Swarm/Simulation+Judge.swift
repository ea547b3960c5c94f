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
        for node in core { try cluster.checkRecords(of: node) }
        try judgeHistory()
        try judgeRecovery()
    }

    /// One order of everything explains what clients were answered, and what the core came to.
    private func judgeHistory() throws(InvariantViolation) {
        let judge = LinearHistory(
            accounts: options.cluster.accounts,
            limits: options.cluster.bankLimits
        )
        let ends = core.map { node in
            let replica = cluster.replica(node)
            return LinearHistory.NodeEnd(
                node: node,
                executed: replica.paxos.execution.through,
                digest: replica.paxos.execution.digest,
                accounts: replica.bank.ledger.accounts
            )
        }
        try judge.check(operations, ends: ends)
    }

    /// The power goes everywhere once more, in a copy: every node of the core comes back from what
    /// it has flushed, with every slot that was ever executed (I10, I11, I27).
    private func judgeRecovery() throws(InvariantViolation) {
        var after = cluster
        let last = cluster.lastExecuted
        for node in after.members { after.cutPower(of: node) { _, _ in .lost } }
        for node in core {
            let isIntact = lives[index(node)].damagedThrough == nil
            if let error = try after.start(node, isIntact: isIntact) {
                throw InvariantViolation("I11", "\(node) does not start at the end: \(error)")
            }
            try after.checkHeld(by: node, through: last)
        }
    }
}
