internal import BankClient
package import Paxos
package import Wire

/// How one node is, or why that is not known.
package enum NodeState: Hashable, Sendable {
    /// What it said.
    case known(NodeStatus)
    /// Why it does not answer.
    case away(String)

    /// What it said; nil if it does not answer.
    package var status: NodeStatus? {
        if case .known(let status) = self { status } else { nil }
    }
}

/// How all nodes were at one time.
package struct NodesView: Hashable, Sendable {
    /// The nodes in their order.
    package let nodes: [NodeID]
    /// How each of them is, in the same order.
    package let states: [NodeState]
    /// The clock of this machine when they were asked, in microseconds since 1970.
    package let askedAtMicroseconds: Int64

    /// Creates a view.
    package init(nodes: [NodeID], states: [NodeState], askedAtMicroseconds: Int64) {
        precondition(nodes.count == states.count, "\(states.count) states of \(nodes.count) nodes")
        self.nodes = nodes
        self.states = states
        self.askedAtMicroseconds = askedAtMicroseconds
    }

    /// What the nodes said that answered.
    package var statuses: [NodeStatus] { states.compactMap(\.status) }

    /// The node that leads: of those that say so, the one with the highest ballot.
    package var leader: NodeStatus? {
        statuses.filter { $0.role == .leader && $0.isConnected }.max { $0.ballot < $1.ballot }
    }

    /// The node that knows best: the leader, else the one that has executed most.
    package var best: NodeID? {
        if let leader { return leader.node }
        let takingPart = statuses.filter(\.isConnected)
        let candidates = takingPart.isEmpty ? statuses : takingPart
        return candidates.max { $0.executed < $1.executed }?.node
    }

    /// The highest slot that any node knows to be committed.
    package var committed: Slot { statuses.map(\.committed).max() ?? .zero }

    /// Whether some node and enough others can talk to each other.
    package var hasQuorum: Bool {
        let present = statuses.filter { $0.isConnected && !$0.isRecovering }
        let needed = nodes.count / 2 + 1
        return present.contains { one in
            let reached = present.count { other in
                other.node == one.node
                    || !one.blocked.contains(other.node) && !other.blocked.contains(one.node)
            }
            return reached >= needed
        }
    }
}

/// What was found out about the nodes lately, and who waits to know.
struct NodeWatch {
    /// The nodes.
    private let members: [NodeID]
    /// What was found out last; nil before the first time.
    private(set) var view: NodesView?
    /// When that was, in milliseconds.
    private var viewedAt = Int.min
    /// Whether nodes are being asked.
    private(set) var isAsking = false
    /// Whether something was changed since the nodes are being asked.
    private var isOutdated = false
    /// Until when somebody is interested, in milliseconds.
    private var wantedUntil = Int.min
    /// Who waits for what is being asked.
    private var waiting: [(NodesView) -> Void] = []

    init(members: [NodeID]) { self.members = members }

    /// All nodes, those first that are worth asking: `first`, if it is one.
    func order(first: NodeID?) -> [NodeID] {
        guard let first, members.contains(first) else { return members }
        return [first] + members.filter { $0 != first }
    }

    /// What was found out, if that is recent at `now`, in milliseconds.
    func recent(at now: Int) -> NodesView? {
        viewedAt > .min && now - viewedAt <= GatewayLimits.pollMilliseconds ? view : nil
    }

    /// Whether somebody was interested lately.
    func isWanted(at now: Int) -> Bool { now <= wantedUntil || !waiting.isEmpty }

    /// Whether the nodes should be asked now.
    func isDue(at now: Int) -> Bool { !isAsking && isWanted(at: now) && recent(at: now) == nil }

    /// Takes note that somebody is interested.
    mutating func want(at now: Int) { wantedUntil = now + GatewayLimits.watchMilliseconds }

    /// Lets somebody wait for the next answers.
    mutating func wait(_ body: @escaping (NodesView) -> Void) { waiting.append(body) }

    /// Takes note that what was found out is true no more.
    ///
    /// Whoever waits for what is being asked is told only after it was asked again.
    mutating func forget() {
        viewedAt = .min
        isOutdated = isAsking
    }

    /// Takes note that nodes are being asked.
    mutating func didBegin() { isAsking = true }

    /// Takes what was found out, and returns who waits for it.
    mutating func didEnd(_ view: NodesView, at now: Int) -> [(NodesView) -> Void] {
        isAsking = false
        guard !isOutdated else {
            isOutdated = false
            return []
        }
        self.view = view
        viewedAt = now
        defer { waiting = [] }
        return waiting
    }
}
