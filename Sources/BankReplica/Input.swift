public import Paxos
public import Wire

/// Something that happens to a replica; every source of it is outside this value.
public enum Input: Hashable, Sendable {
    /// A line of another node arrived on a connection whose HELLO named the same node.
    case line(PeerLine)
    /// The connection to a node is up, for the first time or again.
    case connected(NodeID)
    /// A client connected here asks for something.
    case client(SessionID, ClientMessage)
    /// A client's connection is gone: nobody waits for its answers.
    case sessionClosed(SessionID)
    /// One tick of the protocol's time passed.
    case tick
    /// A pause is over in which no tick passed and no line came through.
    case resumed
}

/// The number of a client's connection to this node; never used twice while the node runs.
public struct SessionID: Hashable, Sendable {
    /// The number.
    public let rawValue: UInt64

    /// Creates a session's number.
    public init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }
}
