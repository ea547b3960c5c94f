public import Bank
public import Paxos

/// What a client can read; no read takes a slot.
public enum ReadSubject: Hashable, Sendable {
    /// What an account holds.
    case account(AccountID)
    /// What became of a payment under a key.
    case key(IdempotencyKey)
}

/// The answer to a read, whatever was read.
public enum ReadAnswer: Hashable, Sendable {
    /// What an account holds.
    case balance(BalanceMessage)
    /// What became of a payment.
    case outcome(OutcomeMessage)

    /// The number the read was asked with.
    public var id: UInt64 {
        switch self {
        case .balance(let message): message.id
        case .outcome(let message): message.id
        }
    }

    /// What was read.
    public var subject: ReadSubject {
        switch self {
        case .balance(let message): .account(message.account)
        case .outcome(let message): .key(message.key)
        }
    }

    /// The ballot of the leader that the answering node knows; ``Paxos/Ballot/zero`` for none.
    public var ballot: Ballot {
        switch self {
        case .balance(let message): message.ballot
        case .outcome(let message): message.ballot
        }
    }

    /// Whether a leader answered that a quorum followed.
    public var isConfirmed: Bool {
        switch self {
        case .balance(let message): message.answer != .notLeader
        case .outcome(let message): message.answer != .notLeader
        }
    }
}
