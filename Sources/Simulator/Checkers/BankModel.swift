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

    /// What was executed first under an idempotency key.
    private struct Paid {
        /// What was asked for.
        let transfer: Transfer
        /// What was answered.
        let reply: Reply
        /// When it was executed.
        let stamp: UInt64
    }

    /// The accounts, in the order of printing.
    let accounts: [AccountID]
    /// The bounds.
    let limits: BankLimits
    /// The greatest number of idempotency keys that are not expired.
    private let keysMax: Int
    /// What each account holds, in minor units.
    private(set) var balances: [AccountID: Int64] = [:]
    /// The payments under idempotency keys, in the order of their first execution.
    private var paid: [Paid] = []
    /// Where each key stands in ``paid``.
    private var places: [IdempotencyKey: Int] = [:]
    /// How many of the first ones are expired.
    private(set) var expiredKeys = 0
    /// The last request of each client.
    private var lasts: [ClientID: Last] = [:]

    /// Creates the bank; one that forgets nothing has room for every key, and none expires.
    init(accounts: [Account], limits: BankLimits, forgetsNothing: Bool = false) {
        self.accounts = accounts.map(\.id)
        self.limits = limits
        keysMax = forgetsNothing ? .max : limits.keysMax
        for account in accounts { balances[account.id] = account.balance.minorUnits }
    }

    /// The balances in the order of the accounts.
    var orderedBalances: [Int64] { accounts.map { balances[$0] ?? 0 } }

    /// How many idempotency keys are not expired.
    var liveKeys: Int { paid.count - expiredKeys }

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

    /// Executes a request at a position.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - position: Where it was ordered.
    ///   - stamp: When; never below an earlier one. Keys expire by it.
    /// - Returns: The reply.
    mutating func execute(_ request: Request, position: UInt64, stamp: UInt64) -> Reply {
        if let reply = known(request) { return reply }
        let reply =
            if let key = request.command.key {
                pay(request, under: key, position: position, stamp: stamp)
            } else {
                pay(request, position: position)
            }
        lasts[request.client] = Last(request: request, reply: reply)
        return reply
    }

    private mutating func pay(_ request: Request, position: UInt64) -> Reply {
        let result = move(request.command.transfer)
        let balances = after(request.command.transfer)
        return Self.reply(to: request, result, at: position, balances)
    }

    private mutating func pay(
        _ request: Request,
        under key: IdempotencyKey,
        position: UInt64,
        stamp: UInt64
    ) -> Reply {
        // Two of the oldest keys may go, if their time has come and there is room for their traces.
        for _ in 0..<2 where liveKeys > 0 && expiredKeys < limits.expiredKeysMax {
            if stamp >= limits.keyLife, paid[expiredKeys].stamp <= stamp - limits.keyLife {
                expiredKeys += 1
            }
        }
        guard let place = places[key] else {
            guard liveKeys < keysMax else {
                return Self.reply(to: request, .failed(.tooManyKeys), at: position, nil)
            }
            let reply = pay(request, position: position)
            places[key] = paid.count
            paid.append(Paid(transfer: request.command.transfer, reply: reply, stamp: stamp))
            return reply
        }
        guard place >= expiredKeys else {
            return Self.reply(to: request, .failed(.keyExpired), at: position, nil)
        }
        guard paid[place].transfer == request.command.transfer else {
            return Self.reply(to: request, .failed(.keyReused), at: position, nil)
        }
        return repetition(of: request, paidAt: place)
    }

    /// What a request is answered that repeats the payment under its key, expired or not; nil if
    /// none was made.
    func repetition(of request: Request) -> Reply? {
        request.command.key.flatMap { places[$0] }.map { repetition(of: request, paidAt: $0) }
    }

    private func repetition(of request: Request, paidAt place: Int) -> Reply {
        let first = paid[place].reply
        return Reply(
            client: request.client,
            timestamp: request.timestamp,
            result: first.result,
            position: first.position,
            balances: first.balances,
            isReplayed: true
        )
    }

    /// Whether something was executed under a key.
    func hasPaid(under key: IdempotencyKey) -> Bool { places[key] != nil }

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
        reply(to: request, result, at: 0, nil)
    }

    private static func reply(
        to request: Request,
        _ result: RequestResult,
        at position: UInt64,
        _ balances: TransferBalances?
    ) -> Reply {
        Reply(
            client: request.client,
            timestamp: request.timestamp,
            result: result,
            position: position,
            balances: balances
        )
    }
}
