import Bank

// Short ways to write what tests write often; each stops the process if the value makes no sense.

func account(_ name: StaticString, _ balance: Int64) -> Account {
    Account(id: AccountID(validated: name), balance: Amount(minorUnits: balance))
}

func transfer(_ from: StaticString, _ to: StaticString, _ amount: Int64) -> Transfer {
    Transfer(
        from: AccountID(validated: from),
        to: AccountID(validated: to),
        amount: Amount(minorUnits: amount)
    )
}

func timestamp(_ raw: UInt64) -> RequestTimestamp {
    guard let timestamp = RequestTimestamp(raw) else { preconditionFailure("timestamp \(raw)") }
    return timestamp
}

/// A client's request number `raw` for a transfer.
func request(_ client: StaticString, _ raw: UInt64, _ transfer: Transfer) -> Request {
    Request(
        client: ClientID(validated: client),
        timestamp: timestamp(raw),
        command: .transfer(transfer)
    )
}

func balances(_ from: Int64, _ to: Int64) -> TransferBalances {
    TransferBalances(from: Amount(minorUnits: from), to: Amount(minorUnits: to))
}

/// The names and balances of a bank in the order of printing, as `A:10 B:10`.
func text(of bank: Bank) -> String {
    bank.ledger.accounts.map { "\($0.id):\($0.balance)" }.joined(separator: " ")
}

extension Bank {
    /// Executes at the next position.
    mutating func execute(_ request: Request) -> Reply {
        execute(request, position: position + 1, stamp: position + 1)
    }

    /// A digest of everything a snapshot holds, in its order.
    var stateDigest: UInt64 {
        var hasher = DigestHasher()
        for account in ledger.accounts {
            account.id.identifier.mix(into: &hasher)
            hasher.mix(UInt64(bitPattern: account.balance.minorUnits))
        }
        for record in clients.records(from: 0, count: clients.count) {
            record.reply.mix(into: &hasher)
            hasher.mix(record.fingerprint)
        }
        for record in keys.records(from: 0, count: .max) {
            hasher.mix(record.key.low)
            hasher.mix(record.position)
            hasher.mix(record.outcome?.fingerprint ?? 0)
        }
        for entry in journal.entries(from: 0, count: journal.count) {
            hasher.mix(entry.position)
            hasher.mix(entry.stamp)
            entry.transfer.mix(into: &hasher)
        }
        hasher.mix(position)
        return hasher.finished
    }
}
