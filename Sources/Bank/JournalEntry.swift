/// What became of an executed transfer.
public struct JournalEntry: Hashable, Sendable {
    /// The position at which it was executed, counted from 1.
    public let position: UInt64
    /// The stamp it was given, as the caller passed it.
    public let stamp: UInt64
    /// What was asked.
    public let transfer: Transfer
    /// `success` or `failed`.
    public let result: RequestResult
    /// The balances afterwards; nil unless both accounts exist.
    public let balances: TransferBalances?

    /// Creates an entry.
    public init(
        position: UInt64,
        stamp: UInt64,
        transfer: Transfer,
        result: RequestResult,
        balances: TransferBalances?
    ) {
        self.position = position
        self.stamp = stamp
        self.transfer = transfer
        self.result = result
        self.balances = balances
    }
}
