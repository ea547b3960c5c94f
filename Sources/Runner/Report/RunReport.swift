public import Bank
public import Paxos
public import Wire

/// What a run of a scenario file came to: the facts behind the report, the summary and the verdict.
public struct RunReport: Hashable, Sendable {
    /// The file, as the user gave it.
    public var file: String
    /// Whether every invariant held.
    public var isOK: Bool
    /// The sets that were run, in file order.
    public var sets: [SetReport]

    /// Creates a report.
    public init(file: String, isOK: Bool = true, sets: [SetReport] = []) {
        self.file = file
        self.isOK = isOK
        self.sets = sets
    }

    /// The transfers, each once as it stood last, in the order of their rows' first mention.
    public var lastOutcomes: [TransferRow] {
        var places: [Int: Int] = [:]
        var last: [TransferRow] = []
        for row in sets.flatMap(\.transfers) {
            if let place = places[row.row] {
                last[place] = row
            } else {
                places[row.row] = last.count
                last.append(row)
            }
        }
        return last
    }

    /// How many transfers ended how, each counted once by its last outcome.
    public var totals: Totals {
        var totals = Totals()
        for row in lastOutcomes { totals.count(row.outcome) }
        totals.leaderFailures = sets.reduce(0) { $0 + $1.leaderFailureCount }
        return totals
    }

    /// Numbers of transfers by outcome, and of leader failures.
    public struct Totals: Hashable, Sendable {
        /// All transfers.
        public var transfers = 0
        /// Those that were done.
        public var success = 0
        /// Those that the bank refused.
        public var failed = 0
        /// Those without a final answer.
        public var pending = 0
        /// The LF rows.
        public var leaderFailures = 0

        /// Creates zeros.
        public init() {}

        /// Counts one transfer.
        mutating func count(_ outcome: TransferOutcome) {
            transfers += 1
            switch outcome {
            case .success: success += 1
            case .failed: failed += 1
            case .pending, .notExecuted, .unknown: pending += 1
            }
        }
    }
}

/// What one set came to.
public struct SetReport: Hashable, Sendable {
    /// The set's number in the file.
    public var number: Int
    /// The nodes that were connected when it began, ascending.
    public var live: [NodeID]
    /// The nodes that leader failures cut off, in their order.
    public var failed: [NodeID]
    /// The ballot of the leader at its end; nil if nobody led.
    public var ballot: Ballot?
    /// How many leaders were elected in it.
    public var electionCount: Int
    /// How long it took, in milliseconds.
    public var durationMilliseconds: UInt64
    /// Its rows in file order, carried ones first.
    public var rows: [Row]
    /// The balances on each node that was asked, in order of nodes.
    public var balances: [NodeBalances]
    /// The slots first used or executed in the set, in order.
    public var slots: [SlotReport]
    /// The NEW_VIEWs of the set, by ballot.
    public var views: [NewView]

    /// Creates the report of a set in which nothing has happened yet.
    public init(number: Int, live: [NodeID]) {
        self.number = number
        self.live = live
        failed = []
        ballot = nil
        electionCount = 0
        durationMilliseconds = 0
        rows = []
        balances = []
        slots = []
        views = []
    }

    /// One thing that happened.
    public enum Row: Hashable, Sendable {
        /// A transfer.
        case transfer(TransferRow)
        /// A leader failure on this line of the file; nil if there was no leader to fail.
        case leaderFailure(row: Int, node: NodeID?)
    }

    /// The transfers, in order.
    public var transfers: [TransferRow] {
        rows.compactMap { if case .transfer(let row) = $0 { row } else { nil } }
    }

    /// How many LF rows there were.
    public var leaderFailureCount: Int { rows.count - transfers.count }

    /// How many transfers ended how.
    public var totals: RunReport.Totals {
        var totals = RunReport.Totals()
        for row in transfers { totals.count(row.outcome) }
        totals.leaderFailures = leaderFailureCount
        return totals
    }
}

/// A transfer in a set.
public struct TransferRow: Hashable, Sendable {
    /// The line of the file, counted from 1.
    public var row: Int
    /// The client that asked.
    public var client: ClientID
    /// What was asked for.
    public var transfer: Transfer
    /// The client's number for it; nil if it was held back and never sent.
    public var timestamp: RequestTimestamp?
    /// What became of it in this set.
    public var outcome: TransferOutcome
    /// Whether an earlier set left it pending.
    public var isCarried: Bool

    /// Creates a row.
    public init(
        row: Int,
        client: ClientID,
        transfer: Transfer,
        timestamp: RequestTimestamp?,
        outcome: TransferOutcome,
        isCarried: Bool = false
    ) {
        self.row = row
        self.client = client
        self.transfer = transfer
        self.timestamp = timestamp
        self.outcome = outcome
        self.isCarried = isCarried
    }
}

/// The balances on one node.
public struct NodeBalances: Hashable, Sendable {
    /// The node.
    public let node: NodeID
    /// Its accounts, in the cluster file's order.
    public let accounts: [Account]

    /// Creates balances.
    public init(node: NodeID, accounts: [Account]) {
        self.node = node
        self.accounts = accounts
    }
}

/// What one slot has come to.
public struct SlotReport: Hashable, Sendable {
    /// The slot.
    public let slot: Slot
    /// What it has come to on each node that was asked, in order of nodes.
    public let statuses: [NodeSlotStatus]

    /// Creates a report.
    public init(slot: Slot, statuses: [NodeSlotStatus]) {
        self.slot = slot
        self.statuses = statuses
    }
}

/// What a slot has come to on one node.
public struct NodeSlotStatus: Hashable, Sendable {
    /// The node.
    public let node: NodeID
    /// What the slot has come to.
    public let status: SlotStatus

    /// Creates a status.
    public init(node: NodeID, status: SlotStatus) {
        self.node = node
        self.status = status
    }
}
