public import Bank
public import Paxos

/// What a client says to a node.
public enum ClientMessage: Hashable, Sendable {
    /// Asks for a command to be executed, at most once for its client and timestamp.
    case request(Request)
    /// Asks what stands there now, linearizably; `id` comes back with the answer.
    case read(id: UInt64, ReadSubject)
}

/// What a node answers a client.
public enum ServerMessage: Hashable, Sendable {
    /// The answer to a request.
    case reply(ReplyMessage)
    /// The answer to a read.
    case balance(BalanceMessage)
    /// The answer to a read of an idempotency key.
    case outcome(OutcomeMessage)
    /// A line was refused; the connection is closed after this.
    case error(ErrorMessage)
}

/// The answer to a request, and who leads.
public struct ReplyMessage: Hashable, Sendable {
    /// The ballot of the leader that the answering node knows; ``Paxos/Ballot/zero`` for none.
    ///
    /// It tells the client where to send its next request; it is no part of the recorded reply.
    public let ballot: Ballot
    /// The bank's answer; of any other only the name counts, so that it stands here once.
    private let reply: Reply
    /// Which answer it is.
    private let kind: Kind

    /// What became of a request.
    public enum Answer: Hashable, Sendable {
        /// The bank's own answer: it was executed, now or earlier, or it contradicts what was.
        case bank(Reply)
        /// This node led and leads no more: the outcome is unknown, ask again with the same
        /// timestamp.
        case notLeader
        /// This node took nothing on, because a queue is full: ask again later.
        case unavailable
    }

    private enum Kind: Hashable, Sendable { case bank, notLeader, unavailable }

    /// The word on the wire for ``Answer/notLeader``.
    static let notLeaderWord = "not_leader"
    /// The word on the wire for ``Answer/unavailable``.
    static let unavailableWord = "unavailable"

    /// Creates the bank's answer.
    @inline(__always)
    public init(ballot: Ballot, reply: Reply) {
        self.ballot = ballot
        self.reply = reply
        kind = .bank
    }

    /// Creates an answer; one of the bank MUST be to this client and timestamp.
    public init(
        ballot: Ballot,
        client: ClientID,
        timestamp: RequestTimestamp,
        answer: Answer
    ) {
        self.ballot = ballot
        switch answer {
        case .bank(let reply):
            precondition(
                reply.client == client && reply.timestamp == timestamp,
                "the answer to \(reply.client) goes to \(client)"
            )
            self.reply = reply
            kind = .bank
        case .notLeader, .unavailable:
            reply = Reply(
                client: client,
                timestamp: timestamp,
                result: .stale,
                position: 0,
                balances: nil
            )
            kind = answer == .notLeader ? .notLeader : .unavailable
        }
    }

    /// The client that asked.
    @inline(__always)
    public var client: ClientID { reply.client }

    /// The request's timestamp.
    @inline(__always)
    public var timestamp: RequestTimestamp { reply.timestamp }

    /// What became of it.
    @inline(__always)
    public var answer: Answer {
        switch kind {
        case .bank: .bank(reply)
        case .notLeader: .notLeader
        case .unavailable: .unavailable
        }
    }
}

/// The answer to a read.
public struct BalanceMessage: Hashable, Sendable {
    /// The number the read was asked with.
    public let id: UInt64
    /// The account asked for.
    public let account: AccountID
    /// The ballot of the leader that the answering node knows; ``Paxos/Ballot/zero`` for none.
    public let ballot: Ballot
    /// What was found.
    public let answer: Answer

    /// What a read found.
    public enum Answer: Hashable, Sendable {
        /// The balance after every slot up to `slot`, confirmed by a quorum.
        case balance(Amount, slot: Slot)
        /// There is no such account.
        case unknownAccount
        /// This node does not lead: ask the leader.
        case notLeader
    }

    /// Creates an answer.
    public init(id: UInt64, account: AccountID, ballot: Ballot, answer: Answer) {
        self.id = id
        self.account = account
        self.ballot = ballot
        self.answer = answer
    }
}

/// The answer to a read of an idempotency key.
public struct OutcomeMessage: Hashable, Sendable {
    /// The number the read was asked with.
    public let id: UInt64
    /// The key asked for.
    public let key: IdempotencyKey
    /// The ballot of the leader that the answering node knows; ``Paxos/Ballot/zero`` for none.
    public let ballot: Ballot
    /// What was found.
    public let answer: Answer

    /// What a read of a key found.
    public enum Answer: Hashable, Sendable {
        /// No slot up to this one executed anything under the key, confirmed by a quorum.
        case unused(through: Slot)
        /// `success` or `failed`, in this slot, and the balances then if both accounts exist.
        case executed(RequestResult, slot: Slot, balances: TransferBalances?)
        /// Something was executed in this slot so long ago that what became of it is forgotten.
        case expired(slot: Slot)
        /// This node does not lead: ask the leader.
        case notLeader
    }

    /// Creates an answer.
    public init(id: UInt64, key: IdempotencyKey, ballot: Ballot, answer: Answer) {
        self.id = id
        self.key = key
        self.ballot = ballot
        self.answer = answer
    }
}

/// Why a line was refused.
public struct ErrorMessage: Hashable, Sendable {
    /// A stable word, for example `bad_line`.
    public let code: String
    /// The reason in words, with both values where two do not fit together.
    public let message: String
    /// The byte of the line at which it went wrong, if one can be named.
    public let offset: Int?

    /// Creates a reason.
    public init(code: String, message: String, offset: Int? = nil) {
        self.code = code
        self.message = message
        self.offset = offset
    }
}
