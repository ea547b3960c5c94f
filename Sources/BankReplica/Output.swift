public import Paxos
public import Wire

/// What a turn asks the outside world to do, in this order: send `effects.early`, append and flush
/// `effects.records`, send `effects.messages`, then `relays` and `answers`.
///
/// Nothing may leave before what it rests on: an answer rests on a quorum's flushed records.
public struct Output: Hashable, Sendable {
    /// What the protocol asks for.
    public var effects = Effects<StampedRequest>()
    /// Requests and answers for other nodes.
    public var relays: [Relay] = []
    /// Answers for clients that are connected here.
    public var answers: [Answer] = []

    /// A request or an answer on its way to another node.
    public struct Relay: Hashable, Sendable {
        /// Where it goes.
        public let destination: NodeID
        /// The request or the answer.
        public let message: PeerMessage
    }

    /// An answer to a client.
    public struct Answer: Hashable, Sendable {
        /// The client's connection.
        public let session: SessionID
        /// The answer.
        public let message: ServerMessage
    }

    /// Creates an output that asks for nothing.
    public init() {}

    /// Whether there is nothing to do.
    public var isEmpty: Bool { effects.isEmpty && relays.isEmpty && answers.isEmpty }

    /// Asks for nothing again, and keeps the memory for the next turn.
    public mutating func removeAll() {
        effects.removeAll()
        relays.removeAll(keepingCapacity: true)
        answers.removeAll(keepingCapacity: true)
    }
}
