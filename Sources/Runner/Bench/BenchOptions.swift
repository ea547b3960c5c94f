import Bank
import BankClient
public import Wire

/// What `bench` was asked to do.
public struct BenchOptions: Hashable, Sendable {
    /// How many transfers are under way at any time, each by a client of its own.
    public var inFlight = 100
    /// When it is enough.
    public var extent = Extent.milliseconds(10_000)
    /// How many accounts the bank has, if nodes are started.
    public var accountCount = 10
    /// How the nodes keep everything, if they are started.
    public var storage = LocalStorage()
    /// Where the report goes; nil for nowhere.
    public var report: String?
    /// The cluster to measure; nil starts five nodes on this machine.
    public var cluster: Cluster?
    /// The form of the result.
    public var form = OutputForm.human
    /// Whether no progress is shown.
    public var isQuiet = false
    /// How long a leader may be waited for, and answers at the end, in milliseconds.
    public var timeoutMilliseconds = 60_000

    /// When no further transfer is begun.
    public enum Extent: Hashable, Sendable {
        /// After this time.
        case milliseconds(UInt64)
        /// When so many were begun.
        case transfers(UInt64)
    }

    /// Creates options with their defaults.
    public init() {}

    /// How many transfers can be under way.
    public static let inFlightRange: ClosedRange<UInt64> = 1...10_000
    /// How many accounts a bank can have here: a transfer needs two.
    public static let accountsRange: ClosedRange<UInt64> =
        2...UInt64(BankLimits.standard.accountsMax)
    /// How many transfers can be asked for.
    public static let transfersRange: ClosedRange<UInt64> = 1...1_000_000_000
}
