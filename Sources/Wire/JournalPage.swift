public import Bank
public import Paxos

/// Which executed transfers an operator wants of a node's journal.
public struct JournalQuery: Hashable, Sendable {
    /// Where a page begins, and in which order it goes on.
    public enum Order: Hashable, Sendable {
        /// The newest first, from the last one before this slot on; nil for the newest of all.
        case newestFirst(before: Slot?)
        /// The oldest first, from the first one after this slot on; zero for the oldest of all.
        case oldestFirst(after: Slot)
    }

    /// Only transfers from or to this account; nil for all.
    public let account: AccountID?
    /// Where the page begins, and its order.
    public let order: Order
    /// The most entries that are wanted, from 1 to ``WireLimits/journalEntriesMax``.
    public let count: Int

    /// Creates a query.
    ///
    /// - Parameters:
    ///   - account: Only transfers from or to this account; nil for all.
    ///   - order: Where the page begins, and its order.
    ///   - count: The most entries that are wanted; it MUST be from 1 to
    ///     ``WireLimits/journalEntriesMax``.
    public init(
        of account: AccountID? = nil,
        _ order: Order = .newestFirst(before: nil),
        count: Int
    ) {
        precondition(
            1...WireLimits.journalEntriesMax ~= count,
            "\(count) entries in a page of at most \(WireLimits.journalEntriesMax)"
        )
        self.account = account
        self.order = order
        self.count = count
    }
}

/// Executed transfers of one node, successful or failed.
///
/// Requests that had been executed before, and payments made before under their key, took a slot
/// and have no entry. A journal keeps the newest entries: ``oldest`` says how far back.
public struct JournalPage: Hashable, Sendable {
    /// The entries, in the order that was asked for.
    public let entries: [JournalEntry]
    /// Whether the journal has more of them in that order.
    public let hasMore: Bool
    /// Every slot up to this one is executed there.
    public let executed: Slot
    /// The slot of the oldest entry that the journal keeps, of any account; nil if it is empty.
    public let oldest: Slot?
    /// What the account that was asked for holds there after ``executed``; nil if none was asked
    /// for, or there is no such account.
    public let balance: Amount?

    /// Creates a page.
    ///
    /// - Parameters:
    ///   - entries: The entries, in the order that was asked for.
    ///   - hasMore: Whether the journal has more of them in that order.
    ///   - executed: Every slot up to this one is executed.
    ///   - oldest: The slot of the oldest entry that is kept; nil if there is none.
    ///   - balance: What the account that was asked for holds; nil if there is no such account.
    public init(
        entries: [JournalEntry],
        hasMore: Bool,
        executed: Slot,
        oldest: Slot?,
        balance: Amount?
    ) {
        self.entries = entries
        self.hasMore = hasMore
        self.executed = executed
        self.oldest = oldest
        self.balance = balance
    }
}
