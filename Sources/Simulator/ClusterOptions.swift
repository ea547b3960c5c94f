public import Bank
public import BankReplica
public import Paxos

/// What a simulated cluster is made of.
public struct ClusterOptions: Sendable {
    /// How many nodes there are; an odd number.
    public var nodeCount = 5
    /// Where every random wait begins.
    public var seed: UInt64 = 1
    /// How patient the nodes are.
    public var timing = Timing()
    /// How much the protocol handles at once.
    public var paxosLimits = PaxosLimits()
    /// Limits of each node's bookkeeping.
    public var replicaLimits = ReplicaLimits(digestsMax: 1_024)
    /// Bounds of the bank.
    public var bankLimits = BankLimits(journalEntriesMax: 64)
    /// The accounts at the beginning.
    public var accounts = Accounts.standard
    /// How long a tick is, in microseconds of the virtual clock.
    public var tickMicroseconds: UInt64 = 10_000
    /// The most lines on their way in one direction between two nodes.
    public var linesPerLinkMax = 10_000

    /// The defaults.
    public init() {}

    /// All nodes.
    public var members: NodeSet {
        NodeSet((1...nodeCount).map { NodeID(UInt8($0)) })
    }
}
