import Bank
import Paxos
import Wire

/// The bank as simply as it can be said: executes entries to judge those that nodes executed.
///
/// It is written apart from `Bank` on purpose, so that one mistake is not made twice. A request has
/// effect if its timestamp is above the client's last and its key, if it has one, was not used, and
/// moves money if the transfer makes sense and the sender has enough.
struct Replay {
    /// What each account holds.
    private(set) var balances: [AccountID: Amount]
    /// What the slots held besides first executions.
    private(set) var extraSlots = RunSummary.ExtraSlots()
    /// Whether every entry so far was known; else balances and results say nothing.
    var isWhole = true
    /// The last timestamp of each client that had one executed.
    private var last: [ClientID: RequestTimestamp] = [:]
    /// The idempotency keys under which something was executed.
    private var keys: Set<IdempotencyKey> = []
    /// The limits that decide results.
    private let limits = BankLimits.standard

    /// What an entry did.
    enum Effect: Hashable {
        /// Nothing: it is a no-op, or its request or key was executed before.
        case none
        /// It was executed for the first time, and money moved or did not.
        case first(isSuccess: Bool)
    }

    /// Creates a bank before slot 1.
    init(_ accounts: [Account]) {
        balances = Judge.balances(accounts)
    }

    /// Executes the entry of the next slot.
    mutating func execute(_ entry: BankEntry) -> Effect {
        guard let request = entry.request else {
            extraSlots.noopCount += 1
            return .none
        }
        if let last = last[request.client], request.timestamp <= last {
            extraSlots.duplicateCount += 1
            return .none
        }
        last[request.client] = request.timestamp
        if let key = request.command.key, !keys.insert(key).inserted {
            extraSlots.duplicateCount += 1
            return .none
        }
        return .first(isSuccess: move(request.command.transfer))
    }

    private mutating func move(_ transfer: Transfer) -> Bool {
        let amount = transfer.amount.minorUnits
        guard (1...limits.amountMax).contains(amount), transfer.from != transfer.to,
            let payer = balances[transfer.from]?.minorUnits,
            let payee = balances[transfer.to]?.minorUnits,
            payer >= amount, payee <= limits.balanceMax - amount
        else { return false }
        balances[transfer.from] = Amount(minorUnits: payer - amount)
        balances[transfer.to] = Amount(minorUnits: payee + amount)
        return true
    }
}
