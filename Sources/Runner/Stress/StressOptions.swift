/// What `stress` was asked to do.
public struct StressOptions: Hashable, Sendable {
    /// The gateways; at least one.
    public var servers: [WebServer] = []
    /// How many requests with one key are made at once.
    public var requests = 1_000
    /// How many different keys are used at once.
    public var keys = 1
    /// How often all that is done, each time with new keys.
    public var rounds = 1
    /// How many connections there are to all gateways together.
    public var connections = 256
    /// Whether the leader is cut off in the middle of some rounds.
    public var failsLeader = false
    /// What payments, orders and moments are drawn from.
    public var seed: UInt64 = 1
    /// Where the report goes; nil for nowhere.
    public var report: String?
    /// The form of the result.
    public var form = OutputForm.human
    /// Whether no progress is shown.
    public var isQuiet = false
    /// How long each request may take until it is answered, in milliseconds.
    public var timeoutMilliseconds = 60_000

    /// Creates options with their defaults and without a gateway.
    public init() {}

    /// How many requests with one key can be made at once.
    public static let requestsRange: ClosedRange<UInt64> = 1...100_000
    /// How many keys can be used at once: a gateway has no more payments under way.
    public static let keysRange: ClosedRange<UInt64> = 1...1_000
    /// How many rounds there can be: the bank keeps a key for days.
    public static let roundsRange: ClosedRange<UInt64> = 1...100_000
    /// How many connections there can be.
    public static let connectionsRange: ClosedRange<UInt64> = 1...10_000
    /// The most gateways.
    public static let serversMax = 16
    /// The most requests of a round.
    public static let roundRequestsMax = 100_000
    /// The most keys of a run: the bank refuses new ones when it keeps too many.
    public static let runKeysMax = 1_000_000
}

/// The bounds of a stress run.
enum StressLimits {
    /// How long a gateway may take for an answer until the connection is given up, in milliseconds.
    static let patienceMilliseconds = 15_000
    /// How long to wait before something is asked again, in milliseconds.
    static let retryMilliseconds = 50
    /// How often what is due is looked at, in milliseconds.
    static let turnMilliseconds = 5
    /// Of so many rounds one has a leader that fails: the first and every so many after it.
    static let failingOneIn = 10
    /// The greatest amount of a payment, in minor units.
    static let amountMax = 3
    /// The most accounts of a bank that can be stressed: all are read after each round.
    static let accountsMax = 10_000
    /// The elements of a page of a list.
    static let pageElements = 500
    /// The most violations that are told.
    static let violationsMax = 20
}
