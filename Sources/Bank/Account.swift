/// An account with what it holds.
public struct Account: Hashable, Sendable {
    /// The account's name.
    public let id: AccountID
    /// What it holds; 0 or more in every valid ledger.
    public let balance: Amount

    /// Creates an account.
    public init(id: AccountID, balance: Amount) {
        self.id = id
        self.balance = balance
    }
}

extension Account: CustomStringConvertible {
    /// `A: 10`.
    public var description: String { "\(id): \(balance)" }
}

/// Lists of accounts to begin with.
public enum Accounts {
    /// The accounts A to J with 10 units each: the default of a cluster.
    public static var standard: [Account] {
        let names: [StaticString] = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"]
        return names.map { name in
            Account(id: AccountID(validated: name), balance: Amount(minorUnits: 10))
        }
    }
}
