public import Paxos
public import Wire

/// What a bench measured, and whether the cluster is as it must be afterwards.
public struct BenchReport: Hashable, Sendable {
    /// How many transfers were under way at any time.
    public var inFlight = 0
    /// How many accounts the bank has.
    public var accountCount = 0
    /// From the start to the last answer, in microseconds.
    public var microseconds: UInt64 = 0
    /// How many transfers moved money.
    public var completed: UInt64 = 0
    /// How many were executed and refused, for want of funds as a rule.
    public var failed: UInt64 = 0
    /// How many were not answered in the end.
    public var unanswered: UInt64 = 0
    /// How many requests were sent again, each time counted.
    public var resent: UInt64 = 0
    /// How many elections there were meanwhile.
    public var elections: UInt64 = 0
    /// How long transfers took from begin to answer.
    public var latency = Latency()
    /// The longest time without an answer.
    public var stall = Stall()
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
    /// What is wrong, in words; empty if nothing is.
    public var violations: [String] = []

    /// Some quantiles of latencies, in microseconds.
    public struct Latency: Hashable, Sendable {
        /// Half of the transfers took no longer.
        public var p50: UInt64 = 0
        /// Nine out of ten took no longer.
        public var p90: UInt64 = 0
        /// 99 out of 100 took no longer.
        public var p99: UInt64 = 0
        /// 999 out of 1,000 took no longer.
        public var p999: UInt64 = 0
        /// None took longer.
        public var max: UInt64 = 0

        /// Creates the quantiles of nothing.
        public init() {}

        /// Creates the quantiles of `histogram`.
        public init(_ histogram: LatencyHistogram) {
            p50 = histogram.quantile(perMille: 500)
            p90 = histogram.quantile(perMille: 900)
            p99 = histogram.quantile(perMille: 990)
            p999 = histogram.quantile(perMille: 999)
            max = histogram.max
        }
    }

    /// A time without an answer.
    public struct Stall: Hashable, Sendable {
        /// How long it was, in microseconds.
        public var microseconds: UInt64 = 0
        /// When it began, in microseconds since the start.
        public var beganAt: UInt64 = 0

        /// Creates none.
        public init() {}
    }

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

    /// How many transfers were executed, refused or not.
    public var executed: UInt64 { completed + failed }

    /// How many transfers were executed a second, rounded.
    public var throughput: UInt64 {
        guard microseconds > 0 else { return 0 }
        let product = executed.multipliedFullWidth(by: 1_000_000)
        guard product.high < microseconds else { return .max }
        return microseconds.dividingFullWidth(product).quotient
    }

    /// What the work cost the node that leads in the end; nil if it was not measured.
    public var leaderCost: NodeCost? { nodes.first { $0.node == leader } }
}

extension BenchReport {
    /// Takes over what became of the transfers.
    mutating func add(_ tally: BenchTally) {
        microseconds = tally.microseconds
        completed = tally.completed
        failed = tally.failed
        unanswered = tally.unanswered
        resent = tally.resent
        latency = Latency(tally.latencies)
        stall.microseconds = tally.longestGap.microseconds
        stall.beganAt = tally.longestGap.beganAt
        if tally.unanswered > 0 {
            violations.append("\(tally.unanswered) transfers were not answered in time")
        }
        if tally.disturbed > 0 {
            violations.append(
                "\(tally.disturbed) transfers were not executed: somebody else asks as bench-1 and"
                    + " so on, perhaps another bench"
            )
        }
    }
}
