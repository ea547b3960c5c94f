public import Bank
public import Paxos

/// A cluster as its one file describes it: the same for every node and for every client.
public struct Cluster: Hashable, Sendable {
    /// The cluster's id; nodes and clients of another one are refused.
    public let id: Identifier
    /// The nodes, numbered from 1 without a gap, an odd number of them.
    public let nodes: [Member]
    /// The accounts with what they hold before slot 1, in the order of prints.
    public let accounts: [Account]
    /// How patient the nodes are.
    public let timers: Timers

    /// One node of the cluster.
    public struct Member: Hashable, Sendable {
        /// Its number.
        public let id: NodeID
        /// Where it listens, as `host:port`.
        public let address: String

        /// Creates a member.
        public init(id: NodeID, address: String) {
            self.id = id
            self.address = address
        }
    }

    /// Time constants, in milliseconds.
    public struct Timers: Hashable, Sendable {
        /// The step of the protocol's time.
        public var tick: UInt64 = 10
        /// How often a leader says that it is alive.
        public var heartbeat: UInt64 = 50
        /// The shortest silence after which a leader is given up.
        public var leaderMin: UInt64 = 300
        /// The longest such silence.
        public var leaderMax: UInt64 = 500
        /// How long nobody else's PREPARE may have come before a node sends its own.
        public var quiet: UInt64 = 100

        /// The defaults.
        public init() {}

        /// Why these constants do not fit together; nil if they do.
        public var problem: String? {
            if tick == 0 || tick > heartbeat { return "heartbeat must be at least one tick" }
            if leaderMin > leaderMax { return "leader_min must not be above leader_max" }
            // The protocol counts whole ticks, so they are what is compared.
            if max(1, heartbeat / tick) * 3 >= leaderMin / tick {
                return "heartbeat must be less than a third of leader_min"
            }
            // The same in ticks: what is shorter by less than a tick may not be shorter at all.
            if quiet / tick >= leaderMin / tick {
                return "quiet must be at least a tick less than leader_min"
            }
            return nil
        }
    }

    /// Creates a cluster.
    ///
    /// - Parameters:
    ///   - id: Its id.
    ///   - addresses: Where the nodes listen, in the order of their numbers.
    ///   - accounts: The accounts with what they hold before slot 1.
    ///   - timers: How patient the nodes are.
    public init(
        id: Identifier,
        addresses: [String],
        accounts: [Account] = Accounts.standard,
        timers: Timers = Timers()
    ) {
        self.id = id
        self.nodes = zip(UInt8(1)..., addresses).map { Member(id: NodeID($0), address: $1) }
        self.accounts = accounts
        self.timers = timers
    }

    /// The numbers of all nodes.
    public var members: NodeSet { NodeSet(nodes.map(\.id)) }

    /// Returns where `node` listens; nil if it is not a member.
    public func address(of node: NodeID) -> String? {
        nodes.first { $0.id == node }?.address
    }

    /// What the protocol needs to know of the timers.
    public var timing: Timing {
        func ticks(_ milliseconds: UInt64) -> UInt64 { max(1, milliseconds / timers.tick) }
        let leader = ticks(timers.leaderMin)...max(ticks(timers.leaderMin), ticks(timers.leaderMax))
        let half = (leader.lowerBound + 1) / 2
        return Timing(
            heartbeatTicks: ticks(timers.heartbeat),
            leaderTicks: leader,
            quietTicks: ticks(timers.quiet),
            // Shorter than the timers of those who promised, however often it asks again.
            candidateTicks: half...max(half, min(leader.upperBound / 2, leader.lowerBound - 1)),
            candidateTicksMax: min(leader.upperBound * 2, leader.lowerBound * 4 - 1),
            resendTicks: ticks(100),
            resendTicksMax: ticks(1_000),
            fetchTicks: ticks(100)
        )
    }
}
