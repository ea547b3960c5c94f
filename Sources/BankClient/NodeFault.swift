public import Bank
public import EventLoop
public import Paxos
public import Wire

/// Why a node cannot be talked to.
public enum NodeFault: Error, Hashable, Sendable {
    /// The connection did not come to be or is gone; it is tried again.
    case connection(CloseReason)
    /// The node took the connection and said nothing for so long; it is tried again.
    case silent(milliseconds: Int)
    /// The node is of another cluster; correct the cluster file.
    case wrongCluster(ours: Identifier, theirs: Identifier)
    /// The node speaks another version of the protocol; run the same version of the program.
    case wrongVersion(ours: UInt64, theirs: UInt64)
    /// Another node than the file says is behind the address; correct the cluster file.
    case wrongNode(expected: NodeID, found: NodeID)
    /// What is behind the address says HELLO as a client or operator; correct the cluster file.
    case notANode
    /// The node refused what we said, for the reason it gives.
    case refused(ErrorMessage)
    /// What came is no line of the protocol.
    case malformed(WireError)

    /// Whether trying again cannot help before somebody corrects something.
    public var isLasting: Bool {
        switch self {
        case .connection, .silent: false
        case .wrongCluster, .wrongVersion, .wrongNode, .notANode, .refused, .malformed: true
        }
    }

    /// A stable word for scripts.
    public var code: String {
        switch self {
        case .connection: "unreachable"
        case .silent: "silent"
        case .wrongCluster: "wrong_cluster"
        case .wrongVersion: "wrong_version"
        case .wrongNode: "wrong_node"
        case .notANode: "not_a_node"
        case .refused(let message): message.code
        case .malformed(let error): error.code
        }
    }
}

extension NodeFault: CustomStringConvertible {
    /// The reason in words, with both values where two do not fit together.
    public var description: String {
        switch self {
        case .connection(let reason): "\(reason)"
        case .silent(let milliseconds): "connected, but no HELLO within \(milliseconds) ms"
        case .wrongCluster(let ours, let theirs): "is of cluster \(theirs), not of \(ours)"
        case .wrongVersion(let ours, let theirs): "speaks version \(theirs), not \(ours)"
        case .wrongNode(let expected, let found): "is \(found), not \(expected)"
        case .notANode: "is no node of a cluster"
        case .refused(let message): "refused: \(message.message) (\(message.code))"
        case .malformed(let error): "sent what is no line of the protocol: \(error)"
        }
    }
}
