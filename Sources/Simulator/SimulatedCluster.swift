public import Bank
public import BankReplica
public import Paxos
public import Wire

/// A cluster of ``BankReplica/BankReplica`` values in one place: no socket, disk, clock or thread.
///
/// Whoever drives it decides what happens next: which line is delivered, lost or repeated, whose
/// tick passes, who is cut off. Nothing else happens, so a run is the same each time. After every
/// event the checkers compare all that the nodes did with what they may do, and an event that
/// broke a rule throws.
public struct SimulatedCluster: Sendable {
    /// What the cluster is made of.
    public let options: ClusterOptions
    /// The nodes, in the order of their numbers.
    var nodes: [SimulatedNode]
    /// What was sent since the last time that somebody looked, in order.
    var outbox: [SentLine] = []
    /// Whether what is sent now leaves after the turn's flush.
    var isAfterFlush = false
    /// How often any node's log was flushed.
    var flushes = 0
    /// How long a flush takes, in milliseconds; the next turn's node is told so.
    var flushMilliseconds: UInt64 = 0
    /// The lines on their way, where events say what happens to each.
    var network: SimulatedNetwork
    /// The nodes that ended because of their disks since the last time that somebody looked.
    public internal(set) var failures: [Failure] = []
    /// Which connections are open, by number of either node.
    var connections: [NodeSet]
    /// What was chosen, by what was flushed.
    var chosen: ChosenEntries
    /// What the nodes have said.
    var spoken: SpokenPromises
    /// The snapshots that nodes had.
    var snapshots: SnapshotBodies
    /// The answers that were given first.
    var replies: GivenReplies
    /// The slots that were executed.
    var history: ExecutionHistory
    /// The first slot of each new view that was announced.
    var viewFirsts: [Ballot: Slot] = [:]
    /// The run in the words of the specification; nil if nobody wants to know.
    var model: ModelTrace?
    /// What a turn asks for; empty between turns.
    var output = Output()
    /// The virtual clock, in microseconds.
    public internal(set) var wallMicroseconds = Self.epochMicroseconds
    /// What every clock says at first, in microseconds: far from zero, so that it can run back.
    static let epochMicroseconds: UInt64 = 1_000_000_000_000
    /// The answers that clients got and the driver has not taken.
    var answers: [ClientAnswer] = []
    /// What has happened, in one word; whoever drives the cluster adds what it does.
    var digest = TraceDigest()
    /// How many requests went from a node to the leader it knew.
    public internal(set) var relayedRequests = 0

    /// Creates a cluster in which nothing has happened.
    public init(options: ClusterOptions = ClusterOptions()) {
        self.options = options
        nodes = options.members.map { SimulatedNode(id: $0, options: options) }
        connections = Array(repeating: NodeSet(), count: options.nodeCount)
        network = SimulatedNetwork(
            nodeCount: options.nodeCount,
            linesMax: options.linesPerLinkMax
        )
        chosen = ChosenEntries(quorum: options.nodeCount / 2 + 1)
        spoken = SpokenPromises(nodeCount: options.nodeCount)
        snapshots = SnapshotBodies(nodeCount: options.nodeCount)
        replies = GivenReplies(comparesBytes: options.comparesReplyBytes)
        history = ExecutionHistory(
            accounts: options.accounts,
            limits: options.bankLimits,
            nodeCount: options.nodeCount
        )
        for index in nodes.indices {
            do {
                try nodes[index].start()
            } catch {
                preconditionFailure("\(nodes[index].id) does not start on an empty disk: \(error)")
            }
            connections[index] = members
            connections[index].remove(nodes[index].id)
        }
    }

    /// A line that was sent.
    struct SentLine: Sendable {
        /// The line.
        let line: PeerLine
        /// Who is to get it.
        let destination: NodeID
        /// Whether it left after the turn's flush.
        let isAfterFlush: Bool
    }

    /// A node that ended because of its disk.
    public struct Failure: Sendable {
        /// The node.
        public let node: NodeID
        /// Why.
        public let error: StoreError
    }

    /// An answer that a client got.
    public struct ClientAnswer: Hashable, Sendable {
        /// The node that gave it.
        public let node: NodeID
        /// The client's connection.
        public let session: SessionID
        /// The answer.
        public let message: ServerMessage
    }
}

// MARK: - Looking

extension SimulatedCluster {
    /// All nodes.
    public var members: NodeSet { options.members }

    /// The nodes that take part.
    public var connected: NodeSet { NodeSet(members.filter { isConnected($0) }) }

    /// Returns a node's replica.
    public func replica(_ node: NodeID) -> BankReplica { nodes[index(node)].replica }

    /// Returns whether a node runs and takes part.
    public func isConnected(_ node: NodeID) -> Bool {
        nodes[index(node)].isConnected && nodes[index(node)].isRunning
    }

    /// Returns whether a node's process runs.
    public func isRunning(_ node: NodeID) -> Bool { nodes[index(node)].isRunning }

    /// Returns the lines on their way from one node to another, oldest first.
    public func lines(from sender: NodeID, to receiver: NodeID) -> [PeerLine] {
        network.lines(from: sender, to: receiver)
            + outbox.filter { $0.line.node == sender && $0.destination == receiver }.map(\.line)
    }

    /// Returns what a node's disk holds.
    public func disk(of node: NodeID) -> SimulatedDisk {
        nodes[index(node)].store?.disk ?? nodes[index(node)].disk
    }

    /// The leader: of the connected nodes that lead, the one with the highest ballot.
    public var leader: NodeID? {
        connected.filter { replica($0).paxos.isLeading }
            .max { replica($0).paxos.status.ballot < replica($1).paxos.status.ballot }
    }

    /// The last slot that any node has executed.
    public var lastExecuted: Slot { history.last }

    /// How many executed slots had an effect of their own: neither a no-op nor a repetition.
    public var effects: Int { history.effects }

    /// Returns what an account held after a slot, by the checker's own bank, in minor units.
    ///
    /// - Parameters:
    ///   - account: The account.
    ///   - slot: The slot; at most ``lastExecuted``.
    /// - Returns: What it held; nil if there is no such account.
    public func balance(of account: AccountID, after slot: Slot) -> Int64? {
        precondition(slot <= history.last, "\(slot) is not executed, \(history.last) is the last")
        return history.balance(of: account, after: slot)
    }

    /// The last slot that any node held an entry for when it last ran.
    var lastAccepted: Slot { nodes.map(\.replica.paxos.acceptor.last).max() ?? .zero }

    /// How often any node's log was flushed.
    var flushCount: Int { flushes }

    /// Takes what was sent since the last time, in order.
    mutating func takeOutbox() -> [SentLine] {
        defer { outbox.removeAll(keepingCapacity: true) }
        return outbox
    }

    /// Returns whether a node has work that no turn waits for.
    func hasQuietWork(_ node: NodeID) -> Bool { nodes[index(node)].hasQuietWork }

    /// Takes the answers that clients got since the last time, in order.
    public mutating func takeAnswers() -> [ClientAnswer] {
        defer { answers.removeAll() }
        return answers
    }

    func index(_ node: NodeID) -> Int {
        precondition(members.contains(node), "\(node) is not among \(members)")
        return Int(node.rawValue) - 1
    }
}
