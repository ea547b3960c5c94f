public import EventLog
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
    /// Where lines for people go, which ones, and in which form.
    public let log: EventLogSettings
    /// Where this node keeps everything, and how.
    public let storage: NodeStorage
    /// The version of the program, as the node's metrics name it.
    public let version: String

    /// Creates settings.
    ///
    /// - Parameters:
    ///   - cluster: The cluster, from its file.
    ///   - id: Which of its nodes this is; MUST be a member.
    ///   - storage: Where this node keeps everything, and how.
    ///   - allowsFaults: Whether operators may cut this node off.
    ///   - listeningDescriptor: A socket that listens already; nil to open one.
    ///   - lifelineDescriptor: A descriptor with whose end the node ends; nil if there is none.
    ///   - log: Where lines for people go; standard error if nothing else is said.
    ///   - version: The version of the program.
    public init(
        cluster: Cluster,
        id: NodeID,
        storage: NodeStorage,
        allowsFaults: Bool = false,
        listeningDescriptor: Int32? = nil,
        lifelineDescriptor: Int32? = nil,
        log: EventLogSettings = EventLogSettings(),
        version: String = "unknown"
    ) {
        precondition(cluster.members.contains(id), "\(id) is not a member of the cluster")
        self.cluster = cluster
        self.id = id
        self.allowsFaults = allowsFaults
        self.listeningDescriptor = listeningDescriptor
        self.lifelineDescriptor = lifelineDescriptor
        self.log = log
        self.storage = storage
        self.version = version
    }
}

/// Where a node keeps its log and its snapshots.
public struct NodeStorage: Hashable, Sendable {
    /// The directory; nil for memory, which ends with the process.
    public var directory: String?
    /// Whether the cluster is new, so that an empty directory has lost nothing.
    public var isNewCluster: Bool
    /// Every so many slots a snapshot is taken.
    public var checkpointInterval: UInt64
    /// How large a segment of the log is, in bytes.
    public var segmentBytes: Int

    /// A snapshot is taken every so many slots, unless somebody says otherwise; docs/STORAGE.md has
    /// the measurements.
    public static let checkpointIntervalDefault: UInt64 = 524_288

    /// Creates settings.
    ///
    /// - Parameters:
    ///   - directory: The directory; nil for memory.
    ///   - isNewCluster: Whether an empty directory has lost nothing.
    ///   - checkpointInterval: Every so many slots a snapshot is taken.
    ///   - segmentBytes: How large a segment of the log is, in bytes.
    public init(
        directory: String?,
        isNewCluster: Bool,
        checkpointInterval: UInt64 = Self.checkpointIntervalDefault,
        segmentBytes: Int = 16 << 20
    ) {
        self.directory = directory
        self.isNewCluster = isNewCluster
        self.checkpointInterval = checkpointInterval
        self.segmentBytes = segmentBytes
    }
}

/// Why a node could not start or had to stop.
public enum NodeError: Error, Hashable, Sendable {
    /// The address of the node in the cluster file cannot be understood or resolved.
    case badAddress(String, reason: String)
    /// The node cannot listen at its address.
    case cannotListen(String, reason: String)
    /// Another process uses the directory.
    case locked(String, holder: String)
    /// The directory belongs to another node, another cluster or another version.
    case foreignFiles(String)
    /// A file could not be read, written or flushed; nothing may rest on it any more.
    case storage(String)
    /// The system refused something that a node cannot do without.
    case system(String)
}

extension NodeError: CustomStringConvertible {
    /// What happened, in words.
    public var description: String {
        switch self {
        case .badAddress(let address, let reason): "address \(address): \(reason)"
        case .cannotListen(let address, let reason): "cannot listen on \(address): \(reason)"
        case .locked(let directory, let holder): "\(directory) is in use by process \(holder)"
        case .foreignFiles(let reason), .storage(let reason), .system(let reason): reason
        }
    }
}
