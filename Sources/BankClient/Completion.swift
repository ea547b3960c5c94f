public import Bank
public import Paxos

/// A request that its client is done with, and what became of it.
public struct Completion: Hashable, Sendable {
    /// The number that the caller gave the request.
    public let tag: Int
    /// The client that asked.
    public let client: ClientID
    /// The request's timestamp; nil if the client never got to it.
    public let timestamp: RequestTimestamp?
    /// What was asked for.
    public let command: Command
    /// What became of it.
    public let outcome: Outcome
    /// The position that the bank's answer names; 0 if it names none or there is no answer.
    let position: UInt64
    /// The balances that the bank's answer names; nil if it names none or there is no answer.
    public let balances: TransferBalances?
    /// Whether the answer repeats what became of an earlier request under the same key.
    public let isReplayed: Bool
    /// The ballot of the leader, by word of the node that answered; zero if unknown.
    public let ballot: Ballot
    /// From the moment the client began with the request until its answer, in microseconds.
    ///
    /// What it waited behind the client's earlier requests does not count.
    public let latencyMicroseconds: Int64
    /// How many times it was sent or was to be sent, a broadcast counted once; 0 if never begun.
    public let attempts: Int
    /// The nodes that answered meanwhile that no requests are taken now.
    public let refusers: NodeSet

    /// Whether the bank answered, without making ``reply``.
    public var isAnswered: Bool { timestamp != nil && outcome.result != nil }

    /// The bank's answer with slot and balances; nil if none came.
    public var reply: Reply? {
        guard let timestamp, let result = outcome.result else { return nil }
        return Reply(
            client: client,
            timestamp: timestamp,
            result: result,
            position: position,
            balances: balances,
            isReplayed: isReplayed
        )
    }

    /// The slot in which it was executed; nil if it was not or that is unknown.
    public var slot: Slot? { position > 0 ? Slot(position) : nil }
}

/// A request that is not answered yet.
public struct PendingRequest: Hashable, Sendable {
    /// The number that the caller gave it.
    public let tag: Int
    /// The client that asks.
    public let client: ClientID
    /// Its timestamp; nil if the client has not begun with it.
    public let timestamp: RequestTimestamp?
    /// What is asked for.
    public let command: Command
    /// How many times it was sent or was to be sent; 0 if not begun.
    public let attempts: Int
}
