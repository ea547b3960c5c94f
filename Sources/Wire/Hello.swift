public import Bank
public import Paxos

/// The first line in each direction of a connection: who speaks, of which cluster.
public struct Hello: Hashable, Sendable {
    /// The version of the protocol that this program speaks.
    public static let versionSpoken: UInt64 = 1

    /// Who speaks.
    public enum Speaker: Hashable, Sendable {
        /// A node of the cluster, with what it says of itself.
        case replica(node: NodeID, NodeGreeting)
        /// A client: it sends requests and reads.
        case client
        /// An operator: it asks for status and prints, and for faults where these are allowed.
        case admin
    }

    /// The cluster's id.
    public let cluster: Identifier
    /// The version of the protocol.
    public let version: UInt64
    /// Who speaks.
    public let speaker: Speaker

    /// Creates a greeting.
    public init(
        cluster: Identifier,
        version: UInt64 = Hello.versionSpoken,
        speaker: Speaker
    ) {
        self.cluster = cluster
        self.version = version
        self.speaker = speaker
    }
}
