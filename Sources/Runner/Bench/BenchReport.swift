public import Paxos
public import Wire

/// What a bench measured, and whether the cluster is as it must be afterwards.
public struct BenchReport: Hashable, Sendable {
    /// The loads, in the order in which they ran.
    public var loads: [BenchMeasure] = []
    /// What transactions did.
    public var workload = BenchOptions.Workload.transfer
    /// How many accounts the bank has.
    public var accountCount = 0
    /// How many clients shared the work.
    public var clientCount = 0
    /// How unequally accounts were drawn, in thousandths of Zipf's θ.
    public var skewThousandths = 0
    /// What the machine needs for a durable answer; nil if the nodes run elsewhere.
    public var machine: BenchMachine?
    /// How many elections there were meanwhile.
    public var elections: UInt64 = 0
    /// How many nodes the cluster has.
    public var nodeCount = 0
    /// Whether all nodes that were measured survive being stopped.
    public var isDurable = false
    /// The node that leads at the end; nil if none does.
    public var leader: NodeID?
    /// What the work cost each node that was measured, in order of nodes.
    public var nodes: [NodeCost] = []
    /// Whether the sum of all balances is everywhere what it was before slot 1.
    public var isConserved = false
    /// Whether all nodes that were measured executed the same, up to the same slot.
    public var doReplicasAgree = false
    /// How many answers were remembered and checked; nil if that was not asked for.
    public var checkedCount: UInt64?
    /// Whether a load ended before its time, because no more answers are remembered.
    public var hasEndedEarly = false
    /// What is wrong, in words; empty if nothing is.
    public var violations: [String] = []

    /// What the work cost one node.
    public struct NodeCost: Hashable, Sendable {
        /// The node.
        public var node: NodeID
        /// The last slot it executed in the end.
        public var executed: Slot
        /// How many times it flushed its log.
        public var flushes: UInt64
        /// How long these flushes took together, in microseconds.
        public var flushMicroseconds: UInt64
        /// How many bytes of records it wrote to its log.
        public var logBytes: UInt64
        /// The slot of its newest snapshot in the end; 0 if it has none.
        public var snapshot: Slot
        /// The most memory its process held so far, in bytes.
        public var memoryBytes: UInt64

        /// Creates the difference of two states; a node that was started anew counts from its
        /// start.
        public init(from before: NodeStatus, to after: NodeStatus) {
            precondition(before.node == after.node, "\(before.node) is not \(after.node)")
            var base = NodeStatus(node: before.node)
            if before.incarnation == after.incarnation { base = before }
            node = after.node
            executed = after.executed
            flushes = Self.difference(base.flushes, after.flushes)
            flushMicroseconds = Self.difference(base.flushMicroseconds, after.flushMicroseconds)
            logBytes = Self.difference(base.logBytesWritten, after.logBytesWritten)
            snapshot = after.snapshotSlot
            memoryBytes = after.memoryBytes
        }

        /// Counters do not go back, but nodes are processes of their own.
        private static func difference(_ before: UInt64, _ after: UInt64) -> UInt64 {
            after >= before ? after - before : 0
        }
    }

    /// Creates the report of a bench that measured nothing.
    public init() {}

    /// Whether nothing is wrong.
    public var isOK: Bool { violations.isEmpty && isConserved && doReplicasAgree }

    /// The load that the report is about first: of several the fastest one.
    public var main: BenchMeasure {
        loads.max { $0.throughput < $1.throughput } ?? BenchMeasure()
    }

    /// Whether several loads ran one after the other.
    public var isSweep: Bool { loads.count > 1 }

    /// How many transfers were executed in all loads, refused by the bank or not.
    public var transfers: UInt64 { loads.reduce(0) { $0 + $1.transfers } }

    /// What the work cost the node that leads in the end; nil if it was not measured.
    public var leaderCost: NodeCost? { nodes.first { $0.node == leader } }
}
