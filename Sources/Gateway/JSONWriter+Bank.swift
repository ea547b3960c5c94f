package import Bank
internal import HybridClock
package import JSON
package import Paxos

/// Accounts and transfers in their one form.
extension JSONWriter {
    /// Writes a transfer.
    ///
    /// - Parameters:
    ///   - transfer: What was asked.
    ///   - result: `success` or `failed`.
    ///   - slot: Where it was executed.
    ///   - balances: What the accounts held then; nil unless both exist.
    ///   - stamp: The stamp that it has in the log; nil leaves the time out.
    package mutating func append(
        _ transfer: Transfer,
        result: RequestResult,
        slot: UInt64,
        balances: TransferBalances?,
        stamp: UInt64?
    ) {
        beginObject()
        append(raw: "\"object\":\"transfer\",\"id\":")
        append(decimalString: slot)
        append(raw: ",\"from\":\"")
        transfer.from.append(to: &bytes)
        append(raw: "\",\"to\":\"")
        transfer.to.append(to: &bytes)
        append(raw: "\",\"amount\":")
        append(integer: transfer.amount.minorUnits)
        append(raw: ",\"outcome\":\"")
        append(word: result.word)
        if let reason = result.reason {
            append(raw: "\",\"reason\":\"")
            append(word: reason.rawValue)
        }
        append(raw: "\",\"slot\":")
        append(integer: Int64(clamping: slot))
        if let stamp {
            append(raw: ",\"at\":\"")
            append(word: UTCText.text(microseconds: Timestamp(raw: stamp).microseconds))
            append(raw: "\"")
        }
        if let balances { append(balances, of: transfer) }
        endObject()
    }

    /// Writes a transfer as a journal has it.
    package mutating func append(_ entry: JournalEntry) {
        append(
            entry.transfer,
            result: entry.result,
            slot: entry.position,
            balances: entry.balances,
            stamp: entry.stamp
        )
    }

    /// Writes what a transfer meant for one of its accounts.
    package mutating func append(_ entry: JournalEntry, of account: AccountID) {
        let transfer = entry.transfer
        let isDebit = transfer.from == account
        beginObject()
        member("object", "entry")
        member("slot", entry.position)
        member("at", UTCText.text(microseconds: Timestamp(raw: entry.stamp).microseconds))
        member("direction", isDebit ? "debit" : "credit")
        member("counterparty", "\(isDebit ? transfer.to : transfer.from)")
        member("amount", transfer.amount.minorUnits)
        member("outcome", entry.result.word)
        if let reason = entry.result.reason { member("reason", reason.rawValue) }
        if let balances = entry.balances {
            member("balance", (isDebit ? balances.from : balances.to).minorUnits)
        }
        member("transfer", "/v1/transfers/\(entry.position)")
        endObject()
    }

    /// Writes an account.
    ///
    /// - Parameters:
    ///   - account: The account with its balance.
    ///   - slot: Every slot up to this one is executed in it; nil leaves it out.
    ///   - consistency: How sure that is; nil leaves it out.
    package mutating func append(_ account: Account, slot: Slot?, consistency: String?) {
        beginObject()
        member("object", "account")
        member("id", "\(account.id)")
        member("balance", account.balance.minorUnits)
        if let slot { member("slot", slot.rawValue) }
        if let consistency { member("consistency", consistency) }
        endObject()
    }

    private mutating func append(_ balances: TransferBalances, of transfer: Transfer) {
        append(raw: ",\"balances\":{\"")
        transfer.from.append(to: &bytes)
        append(raw: "\":")
        append(integer: balances.from.minorUnits)
        // A transfer from an account to itself names it once.
        if transfer.from != transfer.to {
            append(raw: ",\"")
            transfer.to.append(to: &bytes)
            append(raw: "\":")
            append(integer: balances.to.minorUnits)
        }
        append(raw: "}")
    }
}
