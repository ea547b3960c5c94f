import Bank

/// The bank as simply as it can be written: what the replicated one is compared with.
///
/// It shares no code with ``Bank/Bank`` but the types of requests and replies.
struct BankModel: Sendable {
    /// A client's last executed request.
    private struct Last {
        /// The request.
        let request: Request
        /// Its reply.
        let reply: Reply
    }

    /// The accounts, in the order of printing.
    let accounts: [AccountID]
    /// The bounds.
    let limits: BankLimits
    /// What each account holds, in minor units.
    private(set) var balances: [AccountID: Int64] = [:]
    /// The last request of each client.
    private var lasts: [ClientID: Last] = [:]

    init(accounts: [Account], limits: BankLimits) {
        self.accounts = accounts.map(\.id)
        self.limits = limits
        for account in accounts { balances[account.id] = account.balance.minorUnits }
    }

    /// The balances in the order of the accounts.
    var orderedBalances: [Int64] { accounts.map { balances[$0] ?? 0 } }

    /// How many clients have had something executed.
    var knownClients: Int { lasts.count }

    /// The timestamp of a client's last executed request; nil if there is none.
    func lastTimestamp(of client: ClientID) -> RequestTimestamp? {
        lasts[client]?.request.timestamp
    }

    /// Returns what executing a request would answer without changing anything; nil if it is new.
    func known(_ request: Request) -> Reply? {
        guard let last = lasts[request.client] else {
            return lasts.count < limits.clientsMax
                ? nil : Self.refusal(of: request, .failed(.tooManyClients))
        }
        if request.timestamp > last.request.timestamp { return nil }
        if request.timestamp < last.request.timestamp { return Self.refusal(of: request, .stale) }
        return request.command == last.request.command
            ? last.reply : Self.refusal(of: request, .conflict)
    }

    /// Executes a request at a position and returns the reply.
    mutating func execute(_ request: Request, position: UInt64) -> Reply {
        if let reply = known(request) { return reply }
        let reply =
            switch request.command {
            case .transfer(let transfer):
                Reply(
                    client: request.client,
                    timestamp: request.timestamp,
                    result: move(transfer),
                    position: position,
                    balances: after(transfer)
                )
            }
        lasts[request.client] = Last(request: request, reply: reply)
        return reply
    }

    private mutating func move(_ transfer: Transfer) -> RequestResult {
        let amount = transfer.amount.minorUnits
        guard amount > 0, amount <= limits.amountMax else { return .failed(.invalidAmount) }
        guard transfer.from != transfer.to else { return .failed(.sameAccount) }
        guard let from = balances[transfer.from], let to = balances[transfer.to] else {
            return .failed(.unknownAccount)
        }
        guard from >= amount else { return .failed(.insufficientFunds) }
        guard to <= limits.balanceMax - amount else { return .failed(.balanceOverflow) }
        balances[transfer.from] = from - amount
        balances[transfer.to] = to + amount
        return .success
    }

    private func after(_ transfer: Transfer) -> TransferBalances? {
        guard let from = balances[transfer.from], let to = balances[transfer.to] else { return nil }
        return TransferBalances(from: Amount(minorUnits: from), to: Amount(minorUnits: to))
    }

    private static func refusal(of request: Request, _ result: RequestResult) -> Reply {
        Reply(
            client: request.client,
            timestamp: request.timestamp,
            result: result,
            position: 0,
            balances: nil
        )
    }
}
