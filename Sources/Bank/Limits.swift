/// The bounds of a bank.
///
/// They decide results, so they are part of what all replicas must agree on: same limits, same
/// requests, same state.
public struct BankLimits: Hashable, Sendable, BitwiseCopyable {
    /// The greatest integer that every JSON reader keeps exact: 2^53 - 1.
    public static let exactIntegerMax: Int64 = 9_007_199_254_740_991

    /// Seven days, in microseconds with twelve bits behind them, as a hybrid clock stamps.
    public static let sevenDays: UInt64 = 7 * 86_400_000_000 << 12

    /// The greatest number of accounts.
    public let accountsMax: Int
    /// The greatest number of clients whose last reply is kept; clients are never forgotten.
    public let clientsMax: Int
    /// The greatest number of idempotency keys whose outcome is kept; none is dropped early.
    public let keysMax: Int
    /// The greatest number of idempotency keys of which only the position is kept, for ever.
    public let expiredKeysMax: Int
    /// How long the outcome of a key is kept at least, as a difference of stamps.
    public let keyLife: UInt64
    /// The number of the newest journal entries that are kept; 0 keeps none.
    public let journalEntriesMax: Int
    /// The greatest number of journal entries a page holds.
    public let journalPageEntriesMax: Int
    /// The greatest amount of a transfer, in minor units.
    public let amountMax: Int64
    /// The greatest balance of an account, in minor units.
    public let balanceMax: Int64
    /// The greatest sum of all balances, in minor units.
    public let totalMax: Int64

    /// Creates limits; the process stops if they contradict each other.
    ///
    /// - Parameters:
    ///   - accountsMax: From 1 to 2^24 - 1.
    ///   - clientsMax: From 1 to 2^24 - 1.
    ///   - keysMax: 1 or more.
    ///   - expiredKeysMax: 0 or more; together with `keysMax` at most 2^24 - 1.
    ///   - keyLife: A difference of stamps; seven days of a hybrid clock's.
    ///   - journalEntriesMax: From 0 to 2^24 - 1.
    ///   - journalPageEntriesMax: 1 or more.
    ///   - amountMax: From 1 to `totalMax`.
    ///   - balanceMax: From 1 to `totalMax`.
    ///   - totalMax: 1 or more.
    public init(
        accountsMax: Int = 1_048_576,
        clientsMax: Int = 1_048_576,
        keysMax: Int = 1_048_576,
        expiredKeysMax: Int = 4_194_304,
        keyLife: UInt64 = Self.sevenDays,
        journalEntriesMax: Int = 100_000,
        journalPageEntriesMax: Int = 1_000,
        amountMax: Int64 = 1_000_000_000_000_000,
        balanceMax: Int64 = Self.exactIntegerMax,
        totalMax: Int64 = Self.exactIntegerMax
    ) {
        let countMax = IdentifierTable.countMax
        precondition(1...countMax ~= accountsMax, "accountsMax: \(accountsMax)")
        precondition(1...countMax ~= clientsMax, "clientsMax: \(clientsMax)")
        precondition(1...countMax ~= keysMax, "keysMax: \(keysMax)")
        precondition(0...countMax - keysMax ~= expiredKeysMax, "expiredKeysMax: \(expiredKeysMax)")
        precondition(0...countMax ~= journalEntriesMax, "journalEntriesMax: \(journalEntriesMax)")
        precondition(journalPageEntriesMax >= 1, "journalPageEntriesMax: \(journalPageEntriesMax)")
        precondition(totalMax >= 1, "totalMax: \(totalMax)")
        precondition(1...totalMax ~= amountMax, "amountMax: \(amountMax) of \(totalMax)")
        precondition(1...totalMax ~= balanceMax, "balanceMax: \(balanceMax) of \(totalMax)")
        self.accountsMax = accountsMax
        self.clientsMax = clientsMax
        self.keysMax = keysMax
        self.expiredKeysMax = expiredKeysMax
        self.keyLife = keyLife
        self.journalEntriesMax = journalEntriesMax
        self.journalPageEntriesMax = journalPageEntriesMax
        self.amountMax = amountMax
        self.balanceMax = balanceMax
        self.totalMax = totalMax
    }

    /// The defaults.
    public static let standard = BankLimits()
}
