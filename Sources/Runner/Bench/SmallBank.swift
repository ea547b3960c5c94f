package import Bank
package import Paxos

/// The bank of the SmallBank benchmark: customers with a checking and a savings account each, and
/// one account for the cash outside, so that money paid in or out is not lost.
///
/// Source: Alomari, Cahill, Fekete and Röhm, "The Cost of Serializability on Platforms That Use
/// Snapshot Isolation" (2008); shares and amounts are those of OLTP-Bench.
package enum SmallBank {
    /// The place of the account of cash.
    static let cash = 0

    /// The place of a customer's checking account; customers are counted from 0.
    static func checking(_ customer: Int) -> Int { 1 + 2 * customer }

    /// The place of a customer's savings account.
    static func savings(_ customer: Int) -> Int { 2 + 2 * customer }

    /// The most customers that a bank has room for.
    package static let customersMax = (BankLimits.standard.accountsMax - 1) / 2
    /// What each account of a customer holds in a new bank, in minor units.
    static let balance: Int64 = 1_000_000
    /// What the account of cash holds in a new bank, in minor units: more than is paid in a day.
    static let cashBalance: Int64 = 1_000_000_000_000_000

    /// The names of the accounts of a bank, in the order of their places.
    package static func names(customers: Int) -> [String] {
        ["cash"] + (1...customers).flatMap { ["checking-\($0)", "savings-\($0)"] }
    }

    /// Picks the accounts of a bank of SmallBank out of all, in the order of their places.
    ///
    /// - Parameter all: The names of all accounts.
    /// - Returns: Those of cash and of the customers from 1 on that have both; none without cash.
    package static func accounts(among all: [AccountID]) -> [AccountID] {
        let known = Set(all)
        var accounts: [AccountID] = []
        for name in names(customers: max(1, all.count / 2)) {
            guard let id = AccountID(name), known.contains(id) else { break }
            accounts.append(id)
        }
        // A customer's checking account alone makes no customer.
        if accounts.count.isMultiple(of: 2) { accounts.removeLast(min(1, accounts.count)) }
        return accounts
    }

    /// Draws a transaction of the standard mix.
    ///
    /// - Parameters:
    ///   - customers: Draws customers.
    ///   - generator: Draws everything else.
    /// - Returns: The transaction, not begun.
    package static func draw(
        _ customers: BenchSkew,
        using generator: inout SeededGenerator
    ) -> BenchTransaction {
        let share = generator.next().multipliedFullWidth(by: 100).high
        let isNegative = generator.next() >> 63 == 1
        let customer = customers.draw(using: &generator)
        switch share {
        case 0..<15: return BenchTransaction(.balance, subject: customer)
        case 15..<30:
            return BenchTransaction(.depositChecking, subject: customer, amount: 130)
        case 30..<45:
            let amount: Int64 = isNegative ? -2_020 : 2_020
            return BenchTransaction(.transactSavings, subject: customer, amount: amount)
        case 45..<60:
            let other = customers.draw(otherThan: customer, using: &generator)
            return BenchTransaction(.amalgamate, subject: customer, other: other)
        case 60..<75: return BenchTransaction(.writeCheck, subject: customer, amount: 500)
        default:
            let other = customers.draw(otherThan: customer, using: &generator)
            return BenchTransaction(.sendPayment, subject: customer, other: other, amount: 500)
        }
    }
}
