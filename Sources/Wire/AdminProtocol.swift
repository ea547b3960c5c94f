public import Bank
public import JSON
public import Paxos

/// What an operator says to a node: a number that comes back with the answer, and what is wanted.
public struct AdminRequest: Hashable, Sendable {
    /// The number; answers come in the order of the requests, and repeat it.
    public let id: UInt64
    /// What is wanted.
    public let command: AdminCommand

    /// Creates a request.
    public init(id: UInt64, command: AdminCommand) {
        self.id = id
        self.command = command
    }
}

/// What an operator can want of one node; every answer comes at once, with or without a quorum.
public enum AdminCommand: Hashable, Sendable {
    /// How the node is.
    case status
    /// Accounts with the balances this node has, `count` of them from the `first`-th, from 0 on.
    case accounts(first: Int, count: Int)
    /// What slots have come to here; at most ``WireLimits/pageElementsMax`` of them.
    case slots(first: Slot, last: Slot)
    /// Transfers that are executed here, with what became of them.
    case journal(JournalQuery)
    /// What the node measures of itself.
    case metrics
    /// Lines that this node sent and received, of one kind.
    case history(HistoryKind, after: UInt64, wholeRun: Bool)
    /// Drops all traffic with these nodes, and with no others. Only where faults are allowed.
    case block(NodeSet)
    /// Drops all traffic with nodes and clients and stops the timers. Only where faults are
    /// allowed.
    case disconnect(cause: String)
    /// Ends a disconnection; timers start afresh. Only where faults are allowed.
    case connect
    /// Stops the timers: nothing happens of itself while people look. Only where faults are
    /// allowed.
    case idle
    /// Ends ``idle``; timers start afresh. Only where faults are allowed.
    case resume
    /// Begins a new scope of prints: what comes from now on belongs to test set `set`.
    case mark(set: Int)
    /// Takes a snapshot now, so that the log before it can go.
    case snapshot
    /// A part of a snapshot that the node has on disk, for a backup.
    case part(SnapshotRequest)
}

/// The kinds of lines that a node remembers, each with a limit of its own.
public enum HistoryKind: String, Hashable, Sendable, CaseIterable {
    /// NEW_VIEW lines.
    case views
    /// Everything else but heartbeats.
    case messages
    /// HEARTBEAT lines.
    case heartbeats
}

/// What a node answers an operator.
public struct AdminReply: Hashable, Sendable {
    /// The number of the request.
    public let id: UInt64
    /// The answer.
    public let answer: AdminAnswer

    /// Creates a reply.
    public init(id: UInt64, answer: AdminAnswer) {
        self.id = id
        self.answer = answer
    }
}

/// What a node can answer an operator.
public enum AdminAnswer: Hashable, Sendable {
    /// How the node is.
    case status(NodeStatus)
    /// A page of accounts.
    case accounts(AccountsPage)
    /// What slots have come to, in slot order.
    case slots([SlotRecord])
    /// A page of executed transfers.
    case journal(JournalPage)
    /// What the node measures of itself, a family once.
    case metrics([MetricFamily])
    /// A page of lines, oldest first.
    case history(HistoryPage)
    /// A snapshot is being taken; every slot up to this one is in it. It is on disk when the status
    /// says so.
    case snapshot(slot: Slot)
    /// A part of a snapshot; the first one of the newest if the one that was asked for is gone.
    case part(SnapshotPart)
    /// It is done.
    case done
    /// It was not done, and why.
    case refused(ErrorMessage)
}

/// Accounts with their balances on one node.
public struct AccountsPage: Hashable, Sendable {
    /// The accounts, in the cluster file's order.
    public let accounts: [Account]
    /// How many accounts there are in all.
    public let count: Int
    /// The sum of all balances, also of those on other pages.
    public let total: Amount
    /// Every slot up to this one is executed in these balances.
    public let executed: Slot

    /// Creates a page.
    public init(accounts: [Account], count: Int, total: Amount, executed: Slot) {
        self.accounts = accounts
        self.count = count
        self.total = total
        self.executed = executed
    }
}

/// What one slot has come to on one node.
public struct SlotRecord: Hashable, Sendable {
    /// The slot.
    public let slot: Slot
    /// What it has come to.
    public let status: SlotStatus
    /// The ballot in which its entry was accepted there; nil if nothing was.
    public let ballot: Ballot?
    /// The entry; nil if nothing was accepted.
    public let entry: BankEntry?

    /// Creates a record.
    public init(slot: Slot, status: SlotStatus, ballot: Ballot?, entry: BankEntry?) {
        self.slot = slot
        self.status = status
        self.ballot = ballot
        self.entry = entry
    }
}

/// Lines that a node sent or received, oldest first.
public struct HistoryPage: Hashable, Sendable {
    /// The lines.
    public let records: [HistoryRecord]
    /// How many lines of this scope were dropped because a limit was reached.
    public let dropped: UInt64
    /// Whether more lines follow after the last one.
    public let hasMore: Bool

    /// Creates a page.
    public init(records: [HistoryRecord], dropped: UInt64, hasMore: Bool) {
        self.records = records
        self.dropped = dropped
        self.hasMore = hasMore
    }
}

/// One line that a node sent or received.
public struct HistoryRecord: Hashable, Sendable {
    /// The number of the line, rising over all kinds; counted from 1.
    public let number: UInt64
    /// When, by the node's own clock, in microseconds since 1970.
    public let microseconds: UInt64
    /// Whether the node sent it.
    public let isSent: Bool
    /// With whom: node names, or the number of a client's connection, apart by blanks.
    public let peers: String
    /// The line's object.
    public let line: JSONValue

    /// Creates a record.
    public init(
        number: UInt64,
        microseconds: UInt64,
        isSent: Bool,
        peers: String,
        line: JSONValue
    ) {
        self.number = number
        self.microseconds = microseconds
        self.isSent = isSent
        self.peers = peers
        self.line = line
    }
}
