import Bank

/// A bank written for clarity alone, with texts and dictionaries: what ``Bank`` must agree with.
struct OracleBank {
    /// What each account holds, by name.
    private var held: [String: Int64]
    /// The last request of each client, by name, with its reply.
    private var lasts: [String: (request: Request, reply: Reply)] = [:]
    /// What was answered first under each key, and when.
    private var paid: [IdempotencyKey: (transfer: Transfer, reply: Reply, stamp: UInt64)] = [:]
    /// The keys in the order of their first use; the first ``expired`` of them are expired.
    private var keys: [IdempotencyKey] = []
    /// How many keys are expired.
    private var expired = 0
    /// The bounds.
    private let limits: BankLimits

    init(accounts: [Account], limits: BankLimits) {
        held = [:]
        for account in accounts { held["\(account.id)"] = account.balance.minorUnits }
        self.limits = limits
    }

    /// The sum of all balances.
    var total: Int64 { held.values.reduce(0, +) }

    func balance(of name: String) -> Int64? { held[name] }

    mutating func execute(_ request: Request, position: UInt64) -> Reply {
        let client = "\(request.client)"
        if let last = lasts[client] {
            if request == last.request { return last.reply }
            if request.timestamp == last.request.timestamp {
                return reply(to: request, .conflict, at: 0)
            }
            if request.timestamp < last.request.timestamp {
                return reply(to: request, .stale, at: 0)
            }
        } else if lasts.count == limits.clientsMax {
            return reply(to: request, .failed(.tooManyClients), at: 0)
        }
        let reply =
            if let key = request.command.key {
                pay(request, under: key, at: position)
            } else {
                pay(request, at: position)
            }
        lasts[client] = (request: request, reply: reply)
        return reply
    }

    private mutating func pay(_ request: Request, at position: UInt64) -> Reply {
        let transfer = request.transfer
        let result = move("\(transfer.from)", "\(transfer.to)", transfer.amount.minorUnits)
        return reply(to: request, result, at: position)
    }

    /// Positions are stamps, too.
    private mutating func pay(
        _ request: Request,
        under key: IdempotencyKey,
        at position: UInt64
    ) -> Reply {
        var most = 2
        while most > 0, expired < min(keys.count, limits.expiredKeysMax),
            let oldest = paid[keys[expired]], oldest.stamp + limits.keyLife <= position
        {
            expired += 1
            most -= 1
        }
        guard let first = paid[key], let age = keys.firstIndex(of: key) else {
            if keys.count - expired == limits.keysMax {
                return refusal(of: request, .tooManyKeys, at: position)
            }
            let reply = pay(request, at: position)
            paid[key] = (transfer: request.transfer, reply: reply, stamp: position)
            keys.append(key)
            return reply
        }
        if age < expired { return refusal(of: request, .keyExpired, at: position) }
        if first.transfer != request.transfer {
            return refusal(of: request, .keyReused, at: position)
        }
        return Reply(
            client: request.client,
            timestamp: request.timestamp,
            result: first.reply.result,
            position: first.reply.position,
            balances: first.reply.balances,
            isReplayed: true
        )
    }

    private func refusal(
        of request: Request,
        _ reason: FailureReason,
        at position: UInt64
    ) -> Reply {
        Reply(
            client: request.client,
            timestamp: request.timestamp,
            result: .failed(reason),
            position: position,
            balances: nil
        )
    }

    private mutating func move(_ from: String, _ to: String, _ amount: Int64) -> RequestResult {
        if amount < 1 || amount > limits.amountMax { return .failed(.invalidAmount) }
        if from == to { return .failed(.sameAccount) }
        guard let paying = held[from], let paid = held[to] else { return .failed(.unknownAccount) }
        if paying < amount { return .failed(.insufficientFunds) }
        let (sum, overflow) = paid.addingReportingOverflow(amount)
        if overflow || sum > limits.balanceMax { return .failed(.balanceOverflow) }
        held[from] = paying - amount
        held[to] = sum
        return .success
    }

    private func reply(
        to request: Request,
        _ result: RequestResult,
        at position: UInt64
    ) -> Reply {
        let transfer = request.transfer
        var balances: TransferBalances?
        if position > 0, let from = held["\(transfer.from)"], let to = held["\(transfer.to)"] {
            balances = TransferBalances(
                from: Amount(minorUnits: from),
                to: Amount(minorUnits: to)
            )
        }
        return Reply(
            client: request.client,
            timestamp: request.timestamp,
            result: result,
            position: position,
            balances: balances
        )
    }
}

extension Request {
    /// The transfer asked for.
    var transfer: Transfer {
        command.transfer
    }
}
