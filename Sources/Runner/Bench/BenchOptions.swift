import Bank
import BankClient
public import Wire

/// What `bench` was asked to do.
public struct BenchOptions: Hashable, Sendable {
    /// How many transactions are under way at any time, each by a client of its own; of several
    /// numbers one after the other.
    public var inFlight = [100]
    /// How many transactions begin a second, in place of ``inFlight``; nil for a closed loop.
    public var ratePerSecond: UInt64?
    /// When it is enough; of several loads for each.
    public var extent = Extent.milliseconds(10_000)
    /// What is done.
    public var workload = Workload.transfer
    /// How many transactions in a hundred are reads of a balance, with the workload of transfers.
    public var readsPercent: UInt64 = 0
    /// How many accounts the bank has, or customers, if nodes are started; nil leaves it to the
    /// workload.
    public var accountCount: Int?
    /// How unequally accounts are drawn, in thousandths of Zipf's θ; 0 draws all equally often.
    public var skewThousandths = 0
    /// How many clients share the work; nil for as many as are under way.
    public var clientCount: Int?
    /// When leaders are killed, in milliseconds after the start, rising.
    public var leaderFailures: [UInt64] = []
    /// Whether everything that clients were answered is remembered and checked.
    public var checksHistory = false
    /// How the nodes keep everything, if they are started.
    public var storage = LocalStorage()
    /// Where the report goes; nil for nowhere.
    public var report: String?
    /// Where the picture goes; nil for nowhere.
    public var plot: String?
    /// The cluster to measure; nil starts five nodes on this machine.
    public var cluster: Cluster?
    /// The form of the result.
    public var form = OutputForm.human
    /// Whether no progress is shown.
    public var isQuiet = false
    /// How long a leader may be waited for, and answers at the end, in milliseconds.
    public var timeoutMilliseconds = 60_000

    /// When no further transaction is begun.
    public enum Extent: Hashable, Sendable {
        /// After this time.
        case milliseconds(UInt64)
        /// When so many were begun.
        case transactions(UInt64)
    }

    /// What transactions do.
    public enum Workload: String, Hashable, Sendable, CaseIterable {
        /// They move money between two accounts.
        case transfer
        /// They are those of the SmallBank benchmark.
        case smallbank
    }

    /// Creates options with their defaults.
    public init() {}
}

// MARK: - Bounds

extension BenchOptions {
    /// How many transactions can be under way.
    public static let inFlightRange: ClosedRange<UInt64> = 1...10_000
    /// How many loads there can be one after the other.
    public static let loadsMax = 32
    /// How many transactions can begin a second.
    public static let rateRange: ClosedRange<UInt64> = 1...10_000_000
    /// How many clients there can be: with the most, a connection has no room for a request.
    public static let clientsRange: ClosedRange<UInt64> = 1...UInt64(ClientLimits.clientsMax - 1)
    /// How many clients an open loop has: as many transactions are under way at most.
    public static let openClientCount = 8_192
    /// How many accounts a bank can have here: a transfer needs two.
    public static let accountsRange: ClosedRange<UInt64> =
        2...UInt64(BankLimits.standard.accountsMax)
    /// How many customers a bank can have here.
    public static let customersRange: ClosedRange<UInt64> = 2...UInt64(SmallBank.customersMax)
    /// The greatest θ of Zipf's law: with it nearly all transactions meet the same account.
    public static let thetaMax = 5
    /// How many transactions can be asked for.
    public static let transactionsRange: ClosedRange<UInt64> = 1...1_000_000_000
    /// How far apart leaders are killed at least, and from the start, in milliseconds: a rate
    /// before the failure is to be measured.
    public static let failureDistanceMin: UInt64 = 1_000
    /// How often leaders can be killed.
    public static let failuresMax = 1_000

    /// How many clients there are.
    var clients: Int {
        if let clientCount { return clientCount }
        return ratePerSecond == nil ? inFlight.max() ?? 1 : Self.openClientCount
    }
}

extension BenchOptions.Extent {
    /// Over how many points a picture of a load is drawn, about.
    private static let pointCount: UInt64 = 200
    /// The least time that a point stands for, in microseconds.
    private static let intervalMin: UInt64 = 100_000

    /// How finely what was done is told over time, in microseconds.
    var intervalMicroseconds: UInt64 {
        switch self {
        case .milliseconds(let milliseconds):
            max(Self.intervalMin, milliseconds * 1_000 / Self.pointCount)
        case .transactions: Self.intervalMin
        }
    }
}
