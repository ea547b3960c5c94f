public import Paxos
public import Wire

/// What one node process is told when it starts.
public struct NodeSettings: Sendable {
    /// The cluster, from its file.
    public let cluster: Cluster
    /// Which of its nodes this is.
    public let id: NodeID
    /// Whether operators may cut this node off; only for tests and demonstrations.
    public let allowsFaults: Bool
    /// A socket that listens already, inherited from the parent; nil to open one.
    public let listeningDescriptor: Int32?
    /// A descriptor with whose end the node ends, so that a runner's child dies with it; nil if
    /// only a signal ends the node.
    public let lifelineDescriptor: Int32?
    /// Where lines for people go.
    public let journalDescriptor: Int32

    /// Creates settings.
    ///
    /// - Parameters:
    ///   - cluster: The cluster, from its file.
    ///   - id: Which of its nodes this is; MUST be a member.
    ///   - allowsFaults: Whether operators may cut this node off.
    ///   - listeningDescriptor: A socket that listens already; nil to open one.
    ///   - lifelineDescriptor: A descriptor with whose end the node ends; nil if there is none.
    ///   - journalDescriptor: Where lines for people go; standard error if nothing else is said.
    public init(
        cluster: Cluster,
        id: NodeID,
        allowsFaults: Bool = false,
        listeningDescriptor: Int32? = nil,
        lifelineDescriptor: Int32? = nil,
        journalDescriptor: Int32 = 2
    ) {
        precondition(cluster.members.contains(id), "\(id) is not a member of the cluster")
        self.cluster = cluster
        self.id = id
        self.allowsFaults = allowsFaults
        self.listeningDescriptor = listeningDescriptor
        self.lifelineDescriptor = lifelineDescriptor
        self.journalDescriptor = journalDescriptor
    }
}

/// Why a node could not start or had to stop.
public enum NodeError: Error, Hashable, Sendable {
    /// The address of the node in the cluster file cannot be understood or resolved.
    case badAddress(String, reason: String)
    /// The node cannot listen at its address.
    case cannotListen(String, reason: String)
    /// Another node knows this one from before it was started again: what it promised is forgotten,
    /// and it must not take part. Start the whole cluster again.
    case forgotten(String)
    /// The system refused something that a node cannot do without.
    case system(String)
}

extension NodeError: CustomStringConvertible {
    /// What happened, in words.
    public var description: String {
        switch self {
        case .badAddress(let address, let reason): "address \(address): \(reason)"
        case .cannotListen(let address, let reason): "cannot listen on \(address): \(reason)"
        case .forgotten(let reason), .system(let reason): reason
        }
    }
}
