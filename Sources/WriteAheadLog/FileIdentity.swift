/// What every file of a node begins with: who wrote it.
public struct FileIdentity: Hashable, Sendable {
    /// The format of the files this program writes, and the only one it reads.
    public static let formatVersion: UInt32 = 1
    /// The greatest length of a cluster's name, in bytes of UTF-8.
    public static let clusterBytesMax = 64

    /// The cluster's name, of 1 to ``clusterBytesMax`` bytes.
    public let cluster: String
    /// The node's number.
    public let node: UInt8
    /// Which life of the node wrote the file; it rises at every start.
    public let incarnation: UInt64

    /// Creates an identity; the process stops if the cluster's name is empty or too long.
    public init(cluster: String, node: UInt8, incarnation: UInt64) {
        let length = cluster.utf8.count
        precondition(
            1 <= length && length <= Self.clusterBytesMax,
            "a cluster's name of \(length) bytes"
        )
        self.cluster = cluster
        self.node = node
        self.incarnation = incarnation
    }
}
