/// Why a request was ordered and yet not done; nothing changed and a retry will not help.
///
/// The raw value is the word on the wire and in reports.
public enum FailureReason: String, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// The amount is not positive, or above ``BankLimits/amountMax``.
    case invalidAmount = "invalid_amount"
    /// Sender and receiver are one account.
    case sameAccount = "same_account"
    /// Sender or receiver does not exist.
    case unknownAccount = "unknown_account"
    /// The sender holds less than the amount.
    case insufficientFunds = "insufficient_funds"
    /// The receiver would hold more than ``BankLimits/balanceMax``.
    case balanceOverflow = "balance_overflow"
    /// The client is new and the bank already knows ``BankLimits/clientsMax`` of them.
    case tooManyClients = "too_many_clients"

    /// The idempotency key stands for another transfer.
    case keyReused = "key_reused"
    /// The idempotency key was used so long ago that what became of it is forgotten.
    case keyExpired = "key_expired"
    /// The idempotency key is new, and the bank keeps as many as it can.
    case tooManyKeys = "too_many_keys"

    /// A number for digests; it stays with its case for ever.
    var digestWord: UInt64 {
        switch self {
        case .invalidAmount: 1
        case .sameAccount: 2
        case .unknownAccount: 3
        case .insufficientFunds: 4
        case .balanceOverflow: 5
        case .tooManyClients: 6
        case .keyReused: 7
        case .keyExpired: 8
        case .tooManyKeys: 9
        }
    }
}
