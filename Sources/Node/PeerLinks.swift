import EventLoop
import Paxos
import Wire

/// The connections with the other nodes: one a pair, opened by the node with the higher number.
struct PeerLinks {
    /// What is known of one other node.
    struct Link {
        /// Where it listens; nil if it opens the connection.
        let address: SocketAddress?
        /// The connection, once its HELLO is in.
        var connection: ConnectionID?
        /// The connection that is being opened, or whose HELLO is not in.
        var pending: ConnectionID?
        /// The highest incarnation it has shown.
        var incarnation = Incarnation.none
        /// When the process that showed it was started, by its own wall clock.
        var startedMicroseconds: UInt64 = 0
        /// When its last line arrived, in milliseconds of the loop's clock.
        var heardAt: Int?
        /// How long to wait before the next attempt.
        var backoff = Backoff(retryDelayMillisecondsMax: PeerLinks.redialMillisecondsMax)
        /// The timer of the next attempt.
        var retryTimer: TimerID?
        /// Why the last attempt failed, as people were told it.
        var lastProblem = ""
    }

    /// The longest time between two attempts, in milliseconds: a node that was started again waits
    /// for its peers to dial it, and four attempts in that time cost nothing.
    private static let redialMillisecondsMax = 500

    /// The links by node.
    private var links: [NodeID: Link] = [:]
    /// The nodes, in order.
    let nodes: [NodeID]
    /// Where jitter comes from.
    private var random: SeededGenerator

    /// Looks every peer's address up.
    init(settings: NodeSettings, seed: UInt64) throws(NodeError) {
        random = SeededGenerator(seed: seed)
        nodes = settings.cluster.nodes.map(\.id).filter { $0 != settings.id }
        for member in settings.cluster.nodes where member.id != settings.id {
            // The node with the higher number dials, so a pair has one connection.
            guard settings.id > member.id else {
                links[member.id] = Link(address: nil)
                continue
            }
            do {
                links[member.id] = Link(address: try SocketAddress(member.address))
            } catch {
                throw .badAddress(member.address, reason: "\(error)")
            }
        }
    }

    /// The link with `node`; only members but this node have one.
    subscript(node: NodeID) -> Link? {
        get { links[node] }
        set { links[node] = newValue }
    }

    /// The working connection with `node`.
    func connection(of node: NodeID) -> ConnectionID? { links[node]?.connection }

    /// The nodes with a working connection.
    var linked: NodeSet { NodeSet(links.filter { $0.value.connection != nil }.map(\.key)) }

    /// Draws how long to wait before the next attempt to reach `node`.
    mutating func nextDelay(for node: NodeID) -> Int {
        guard var link = links[node] else { return 0 }
        defer { links[node] = link }
        return link.backoff.next(using: &random)
    }

    /// The node whose attempt `timer` starts.
    func node(waitingFor timer: TimerID) -> NodeID? {
        nodes.first { links[$0]?.retryTimer == timer }
    }

    /// The node that `connection` leads to, as a working one or as an attempt.
    func node(of connection: ConnectionID) -> NodeID? {
        nodes.first { links[$0]?.connection == connection || links[$0]?.pending == connection }
    }
}
