/// A wish to move money from one account to another.
///
/// Any value may be asked for; what makes no sense fails when it is executed.
public struct Transfer: Hashable, Sendable {
    /// The account that pays.
    public let from: AccountID
    /// The account that is paid.
    public let to: AccountID
    /// How much.
    public let amount: Amount

    /// Creates a transfer.
    public init(from: AccountID, to: AccountID, amount: Amount) {
        self.from = from
        self.to = to
        self.amount = amount
    }

    /// Mixes all fields in, in the order of their declaration.
    public func mix(into hasher: inout DigestHasher) {
        from.identifier.mix(into: &hasher)
        to.identifier.mix(into: &hasher)
        hasher.mix(UInt64(bitPattern: amount.minorUnits))
    }
}

extension Transfer: CustomStringConvertible {
    /// `(G, B, 6)`.
    public var description: String { "(\(from), \(to), \(amount))" }
}

/// The sender's and the receiver's balance right after a transfer was executed or failed.
public struct TransferBalances: Hashable, Sendable, BitwiseCopyable {
    /// The balance of the account that pays.
    public let from: Amount
    /// The balance of the account that is paid.
    public let to: Amount

    /// Creates a pair of balances.
    public init(from: Amount, to: Amount) {
        self.from = from
        self.to = to
    }
}
