import Bank
import Paxos
import Wire

/// Which accounts there are, and what is done with them.
extension BenchOptions {
    /// How many accounts a bank of transfers has where nobody says otherwise.
    private static let accountCountStandard = 10
    /// How many customers a bank of SmallBank has where nobody says otherwise.
    private static let customerCountStandard = 1_000

    /// The accounts of a bank that is started.
    var newAccounts: [Account] {
        switch workload {
        case .transfer: BenchWorkload.accounts(count: accountCount ?? Self.accountCountStandard)
        case .smallbank:
            BenchWorkload.accounts(customers: accountCount ?? Self.customerCountStandard)
        }
    }

    /// What is asked for.
    var mix: BenchWorkload.Mix {
        switch workload {
        case .transfer: .transfers(readsPercent: readsPercent)
        case .smallbank: .smallBank
        }
    }

    /// The accounts of a cluster that take part, in the order of their places.
    func accounts(of cluster: Cluster) -> [AccountID] {
        let all = cluster.accounts.map(\.id)
        guard workload == .smallbank else { return all }
        return SmallBank.accounts(among: all)
    }

    /// Refuses a bank that others started and that has no accounts for the workload.
    ///
    /// - Throws: ``UserError`` of kind `configuration`.
    func checkAccounts(of cluster: Cluster) throws(UserError) {
        let (count, needed) = (accounts(of: cluster).count, workload == .smallbank ? 5 : 2)
        guard count < needed else { return }
        throw UserError(
            "the cluster has no accounts for the workload \(workload.rawValue)",
            code: "no_accounts",
            why: workload == .smallbank
                ? "it needs 'cash', and 'checking-1', 'savings-1', 'checking-2' and so on"
                : "a transfer needs two accounts, and there are \(count)",
            hint: "leave out the cluster file to start nodes",
            kind: .configuration
        )
    }
}
