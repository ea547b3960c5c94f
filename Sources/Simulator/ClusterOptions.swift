public import Bank
public import BankReplica
public import Paxos
import WriteAheadLog

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
    /// How much each node's store does at once.
    public var storeLimits = StoreLimits.small
    /// Every so many slots each node takes a snapshot.
    public var checkpointInterval: UInt64 = 64
    /// Whether a node does what no turn waits for right after the turn; if not, whoever drives the
    /// cluster says when.
    public var worksAtOnce = true
    /// Bounds of the bank.
    public var bankLimits = BankLimits(journalEntriesMax: 64)
    /// The accounts at the beginning.
    public var accounts = Accounts.standard
    /// How long a tick is, in microseconds of the virtual clock.
    public var tickMicroseconds: UInt64 = 10_000
    /// The most lines on their way in one direction between two nodes.
    public var linesPerLinkMax = 10_000

    /// Whether answers to clients are also written as bytes, compared and read again.
    public var comparesReplyBytes = false

    /// The defaults.
    public init() {}

    /// All nodes.
    public var members: NodeSet {
        NodeSet((1...nodeCount).map { NodeID(UInt8($0)) })
    }
}

extension StoreLimits {
    /// Segments and slices of which a short run fills several.
    public static let small: Self = {
        var limits = StoreLimits()
        limits.log = LogLimits(
            segmentBytes: 32_768,
            recordBytesMax: 16_384,
            preparedSliceBytes: 16_384
        )
        limits.snapshotSliceBytes = 4_096
        limits.reserveBytes = 16_384
        return limits
    }()
}
