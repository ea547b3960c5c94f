/// What the bank keeps of an idempotency key.
public struct KeyRecord: Hashable, Sendable {
    /// The key.
    public let key: IdempotencyKey
    /// The position at which its transfer was executed, counted from 1.
    public let position: UInt64
    /// What became of it; nil once that is forgotten.
    public let outcome: Outcome?

    /// What became of a transfer under a key.
    ///
    /// It takes 40 bytes.
    public struct Outcome: Hashable, Sendable, BitwiseCopyable {
        /// The fingerprint of the transfer, which tells a repetition from another transfer.
        public let fingerprint: UInt64
        /// The stamp it was executed with: its life is counted from there.
        public let stamp: UInt64
        /// The balances afterwards; nil unless both accounts exist.
        public let balances: TransferBalances?
        /// `success` or `failed`.
        public let result: RequestResult

        /// Creates an outcome.
        public init(
            fingerprint: UInt64,
            stamp: UInt64,
            result: RequestResult,
            balances: TransferBalances?
        ) {
            self.fingerprint = fingerprint
            self.stamp = stamp
            self.balances = balances
            self.result = result
        }
    }

    /// Creates a record.
    public init(key: IdempotencyKey, position: UInt64, outcome: Outcome?) {
        self.key = key
        self.position = position
        self.outcome = outcome
    }
}
