/// Why a bank cannot be created out of a configuration or a snapshot; correct it or fetch another.
public enum BankError: Error, Hashable, Sendable {
    /// There is no account.
    case noAccounts
    /// There are more accounts than ``BankLimits/accountsMax``.
    case tooManyAccounts(count: Int)
    /// Two accounts have this name.
    case duplicateAccount(AccountID)
    /// A balance is below 0 or above ``BankLimits/balanceMax``.
    case balanceOutOfRange(Account)
    /// The balances up to this account add up to more than ``BankLimits/totalMax``.
    case totalTooLarge(at: AccountID)
    /// There are more clients than ``BankLimits/clientsMax``.
    case tooManyClients(count: Int)
    /// Two records are of this client.
    case duplicateClient(ClientID)
    /// A client's record holds a reply that no execution up to the snapshot gives.
    case impossibleReply(Reply)
    /// There are more idempotency keys than ``BankLimits/keysMax`` and
    /// ``BankLimits/expiredKeysMax`` allow.
    case tooManyKeys(count: Int)
    /// The record of the key at this position is none that executions leave, or out of order.
    case impossibleKey(position: UInt64)
    /// Journal entries do not rise by position, or lie outside the positions executed.
    case journalOutOfOrder(position: UInt64)
}
