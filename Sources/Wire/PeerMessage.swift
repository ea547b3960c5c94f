public import Bank
public import HybridClock
public import Paxos

/// What one node says to another.
public enum PeerMessage: Hashable, Sendable {
    /// A message of the protocol.
    case paxos(PaxosMessage)
    /// A client's request, relayed once by `via` to the node it takes for the leader.
    case request(Request, via: NodeID)
    /// The answer to a relayed request, on its way back to the client: `to` is what was asked for.
    ///
    /// A client may have used one timestamp for two commands, and answers may come late or twice.
    case reply(ReplyMessage, to: Command)
    /// Asks for parts of a snapshot that was offered.
    case fetchSnapshot(SnapshotRequest)
    /// A part of a snapshot: the first one offers it, the others were asked for.
    case snapshot(SnapshotPart)

    /// The message's name on the wire.
    public var name: String {
        switch self {
        case .paxos(let message): message.name
        case .request: "REQUEST"
        case .reply: "REPLY"
        case .fetchSnapshot: "FETCH_SNAPSHOT"
        case .snapshot: "SNAPSHOT"
        }
    }
}

/// A line between nodes: who says it, at what hybrid time, and what.
public struct PeerLine: Hashable, Sendable {
    /// The sender; the connection's HELLO MUST name the same.
    public let node: NodeID
    /// The sender's hybrid clock when it wrote the line.
    public let clock: Timestamp
    /// What is said.
    public let message: PeerMessage

    /// Creates a line.
    public init(node: NodeID, clock: Timestamp, message: PeerMessage) {
        self.node = node
        self.clock = clock
        self.message = message
    }
}
