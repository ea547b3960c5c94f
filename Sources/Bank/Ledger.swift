#if MUTANTS
import Mutation
#endif

/// The accounts and what they hold; money only moves, so the sum of all balances never changes.
///
/// Accounts are fixed when the ledger is created; their order is the order of printing. An account
/// costs 30 bytes: its name 16, its balance 8, the table that finds it 6; one whose name is longer
/// than ten characters 110.
public struct Ledger: Sendable {
    /// The sum of all balances when the ledger was created, in minor units.
    let openingTotal: Int64
    /// The sum of all balances now, in minor units, kept up to date by every change.
    var runningTotal: Int64
    /// The balance of each account in minor units, by index; each 0 or more.
    var balances: [Int64]
    #if MUTANTS
    /// How many transfers were done.
    private var moves = 0
    #endif
    /// The names, by index.
    let names: IdentifierTable
    /// The greatest amount of a transfer, in minor units.
    private let amountMax: Int64
    /// The greatest balance of an account, in minor units.
    let balanceMax: Int64

    /// Creates a ledger.
    ///
    /// - Parameters:
    ///   - accounts: The accounts, in the order of printing.
    ///   - limits: The bounds.
    /// - Throws: ``BankError`` about the first account that is wrong.
    public init(accounts: [Account], limits: BankLimits) throws(BankError) {
        if accounts.isEmpty { throw .noAccounts }
        if accounts.count > limits.accountsMax { throw .tooManyAccounts(count: accounts.count) }
        var names = IdentifierTable(capacity: accounts.count)
        var total: Int64 = 0
        for account in accounts {
            let balance = account.balance.minorUnits
            guard balance >= 0, balance <= limits.balanceMax else {
                throw .balanceOutOfRange(account)
            }
            guard balance <= limits.totalMax - total else { throw .totalTooLarge(at: account.id) }
            guard names.insert(account.id.identifier) != nil else {
                throw .duplicateAccount(account.id)
            }
            total += balance
        }
        self.names = names
        self.balances = accounts.map(\.balance.minorUnits)
        self.openingTotal = total
        self.runningTotal = total
        self.amountMax = limits.amountMax
        self.balanceMax = limits.balanceMax
    }
}

// MARK: - Reading

extension Ledger {
    /// The number of accounts; 1 or more.
    public var count: Int { balances.count }

    /// The sum of all balances.
    public var total: Amount { Amount(minorUnits: runningTotal) }

    /// The sum of all balances, added up anew in O(accounts) time: ``total`` unless the program is
    /// wrong.
    public var countedTotal: Amount { Amount(minorUnits: balances.reduce(0, &+)) }

    /// All accounts, in the order they were created with, in O(accounts) time.
    public var accounts: [Account] { accounts(from: 0, count: count) }

    /// Returns what an account holds.
    ///
    /// - Parameter account: Its name.
    /// - Returns: Its balance, or nil if it does not exist.
    public func balance(of account: AccountID) -> Amount? {
        names.index(of: account.identifier).map { Amount(minorUnits: balances[$0]) }
    }

    /// Returns a page of accounts, in the order they were created with, in O(page) time.
    ///
    /// - Parameters:
    ///   - index: The first account, counted from 0.
    ///   - count: The number of accounts wanted.
    /// - Returns: As many of them as there are; none if `index` or `count` is out of range.
    public func accounts(from index: Int, count: Int) -> [Account] {
        pageIndices(from: index, count: count, of: self.count)
            .map { index in
                Account(
                    id: AccountID(identifier: names.elements[index]),
                    balance: Amount(minorUnits: balances[index])
                )
            }
    }

    /// Returns where an account's balance lies, or nil if the account does not exist.
    func index(of account: AccountID) -> Int? { names.index(of: account.identifier) }
}

// MARK: - Moving money

extension Ledger {
    /// What became of a transfer.
    struct Outcome {
        /// `success`, or `failed` with the first reason that applies.
        let result: RequestResult
        /// The balances afterwards; nil unless both accounts exist.
        let balances: TransferBalances?
        /// Where the two accounts lie.
        let parties: Parties
    }

    /// Moves money, or says why not.
    ///
    /// It is total: no transfer stops the process. The reasons are tried in this order:
    /// `invalidAmount`, `sameAccount`, `unknownAccount`, `insufficientFunds`, `balanceOverflow`.
    /// What is wrong with the request comes before what is wrong with the accounts, so the reason
    /// of a bad request does not depend on the balances.
    mutating func execute(_ transfer: Transfer) -> Outcome {
        let parties = parties(of: transfer)
        guard let from = parties.from, let to = parties.to else {
            let reason = flaw(of: transfer) ?? .unknownAccount
            return Outcome(result: .failed(reason), balances: nil, parties: parties)
        }
        if let reason = flaw(of: transfer) ?? shortage(for: transfer, from: from, to: to) {
            return outcome(.failed(reason), from: from, to: to)
        }
        move(transfer.amount.minorUnits, from: from, to: to)
        return outcome(.success, from: from, to: to)
    }

    /// Returns where the accounts of a transfer lie.
    func parties(of transfer: Transfer) -> Parties {
        Parties(from: index(of: transfer.from), to: index(of: transfer.to))
    }

    /// Returns why the transfer could never be done, whatever the balances; nil if it could.
    private func flaw(of transfer: Transfer) -> FailureReason? {
        let amount = transfer.amount.minorUnits
        guard amount > 0, amount <= amountMax else { return .invalidAmount }
        return transfer.from == transfer.to ? .sameAccount : nil
    }

    /// Returns why the balances forbid a flawless transfer; nil if they allow it.
    private func shortage(for transfer: Transfer, from: Int, to: Int) -> FailureReason? {
        let amount = transfer.amount.minorUnits
        #if MUTANTS
        if Mutant.creditPastTheBound.isPlanted, balances[from] >= amount { return nil }
        if Mutant.overdraft.isPlanted, balances[to] <= balanceMax - amount { return nil }
        #endif
        guard balances[from] >= amount else { return .insufficientFunds }
        // Both limits are positive, so the difference cannot overflow; it may be negative.
        return balances[to] <= balanceMax - amount ? nil : .balanceOverflow
    }

    /// Moves money between two different accounts that allow it.
    private mutating func move(_ amount: Int64, from: Int, to: Int) {
        let before = balances[from] + balances[to]
        balances[from] -= amount
        balances[to] += amount
        #if MUTANTS
        moves += 1
        if Mutant.canary.isPlanted, moves == 1_000 { balances[to] += 1 }
        if Mutant.debitWithoutCredit.isPlanted, moves.isMultiple(of: 50) { balances[to] -= amount }
        // The checkers are to notice these, not the assertions below.
        let planted: [Mutant] = [.canary, .debitWithoutCredit, .overdraft]
        if planted.contains(where: \.isPlanted) { return }
        #endif
        runningTotal += balances[from] + balances[to] - before
        precondition(balances[from] >= 0, "balance of \(names.elements[from]) below 0")
        precondition(runningTotal == openingTotal, "total \(runningTotal), was \(openingTotal)")
    }

    /// Returns an outcome with the balances as they are.
    private func outcome(_ result: RequestResult, from: Int, to: Int) -> Outcome {
        let balances = TransferBalances(
            from: Amount(minorUnits: balances[from]),
            to: Amount(minorUnits: balances[to])
        )
        return Outcome(
            result: result,
            balances: balances,
            parties: Parties(from: from, to: to)
        )
    }
}
