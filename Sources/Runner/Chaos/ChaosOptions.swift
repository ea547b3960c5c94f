/// What `chaos` was asked to do.
public struct ChaosOptions: Hashable, Sendable {
    /// For how long faults are made, in milliseconds.
    public var durationMilliseconds: UInt64 = 60_000
    /// What faults and transfers are drawn from.
    public var seed: UInt64 = 1
    /// Where the report goes; nil for nowhere.
    public var report: String?
    /// Where the clients' history goes; nil for nowhere.
    public var history: String?
    /// Whether clients ask gateways over HTTP, and not the nodes.
    public var usesHTTP = false
    /// Where the nodes keep everything.
    public var place = StoragePlace.standard
    /// The form of the result.
    public var form = OutputForm.human
    /// Whether no progress is shown.
    public var isQuiet = false
    /// How long it may take at the end until everything is answered, and again until all nodes are
    /// equal, in milliseconds.
    public var timeoutMilliseconds = 60_000

    /// Creates options with their defaults.
    public init() {}

    /// For how long faults can be made, in milliseconds: the history is kept in memory.
    public static let durationRange: ClosedRange<UInt64> = 1_000...3_600_000
}

/// The bounds of a chaos run.
enum ChaosLimits {
    /// How many clients transfer at a time.
    static let clientCount = 10
    /// The longest pause of a client between an answer and its next transfer, in milliseconds.
    static let thinkMillisecondsMax: UInt64 = 20
    /// How many gateways there are, if clients ask over HTTP.
    static let gatewayCount = 2
    /// How long a gateway gives a request until its outcome counts as unknown, in milliseconds:
    /// less than its client waits.
    static let gatewayMilliseconds = 1_500
    /// How long a client waits for an answer before another client takes its place, in
    /// milliseconds.
    static let patienceMilliseconds: Int64 = 2_000
    /// Of so many requests one goes to another node as well.
    static let copiedOneIn: UInt64 = 2
    /// The most operations of a run; then the load ends, and the faults go on.
    static let operationsMax = 4_000_000
    /// What each account holds at the beginning, in minor units: little, so that it runs out.
    static let balance: Int64 = 100
    /// The greatest amount of a transfer, in minor units.
    static let amountMax: UInt64 = 20
    /// Every so many slots nodes take a snapshot, so that those who were away need one.
    static let checkpointInterval: UInt64 = 1_000
    /// How large a segment of the log is, in bytes: small, so that many come and go.
    static let segmentBytes = 1 << 20
    /// How large the small disk is, in bytes.
    static let diskBytes = 24 << 20
    /// The most bytes that wait on a lane of the network; further lines are lost.
    static let laneBytesMax = 4 << 20
    /// How long a run must be so that every fault must have been made, in milliseconds.
    static let completeMilliseconds: UInt64 = 60_000
}
