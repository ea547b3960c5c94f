internal import EventLoop
internal import Paxos

/// A set of links.
struct NeededLinks {
    /// The nodes at the other end of those of requests.
    var requests: NodeSet
    /// The nodes at the other end of those of questions.
    var questions = NodeSet()

    /// Whether `link` is among them.
    func contains(_ link: NodeLink) -> Bool {
        switch link.role {
        case .client: requests.contains(link.node)
        case .admin: questions.contains(link.node)
        }
    }
}

/// A link's state, its socket and its address.
struct NodeLink {
    /// What is said over it.
    enum Role: Hashable {
        /// Requests and reads.
        case client
        /// Questions of an operator.
        case admin
    }

    /// The node at the other end.
    let node: NodeID
    /// What is said over it.
    let role: Role
    /// Where the node should listen, as the cluster file says.
    let address: String
    /// The same, looked up.
    let socketAddress: SocketAddress
    /// Where it stands.
    var state: NodeLinkStateMachine
    /// The connection of the moment; nil while there is none.
    var connection: ConnectionID?

    /// How the node can be reached, at `now` in milliseconds.
    func reachability(at now: Int) -> NodeReachability {
        NodeReachability(
            node: node,
            address: address,
            isOpen: state.isOpen,
            fault: state.fault,
            heardMilliseconds: state.lastHeardAt.map { max(0, now - $0) }
        )
    }
}
