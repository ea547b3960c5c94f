import Bank
import Paxos

/// What one part of a snapshot holds.
enum SnapshotContent: Hashable, Sendable {
    /// The counts and what is not in lists: the first part.
    case state
    /// These accounts.
    case accounts(Range<Int>)
    /// These clients' records.
    case clients(Range<Int>)
    /// These idempotency keys' records.
    case keys(Range<Int>)
    /// These entries of the journal, 0 being the oldest.
    case journal(Range<Int>)
    /// The sum of all other parts: the last part.
    case end
}

/// How many rows each list of a snapshot has, and so which part holds what.
///
/// Every part but the last one of a list is full, so equal states have equal parts on every node.
struct SnapshotLayout: Hashable, Sendable {
    /// The number of accounts.
    let accounts: Int
    /// The number of clients' records.
    let clients: Int
    /// The number of idempotency keys' records.
    let keys: Int
    /// The number of journal entries.
    let entries: Int

    /// The number of parts: the first, the pages of the four lists, the last.
    var count: Int {
        2 + Self.pages(accounts, of: Account.self) + Self.pages(clients, of: ClientRecord.self)
            + Self.pages(keys, of: KeyRecord.self) + Self.pages(entries, of: JournalEntry.self)
    }

    /// Returns what a part holds; `index` counts from 0 and MUST be below ``count``.
    func content(at index: Int) -> SnapshotContent {
        precondition((0..<count).contains(index), "part \(index) of \(count)")
        if index == 0 { return .state }
        var page = index - 1
        if page < Self.pages(accounts, of: Account.self) {
            return .accounts(Self.page(page, of: accounts, Account.self))
        }
        page -= Self.pages(accounts, of: Account.self)
        if page < Self.pages(clients, of: ClientRecord.self) {
            return .clients(Self.page(page, of: clients, ClientRecord.self))
        }
        page -= Self.pages(clients, of: ClientRecord.self)
        if page < Self.pages(keys, of: KeyRecord.self) {
            return .keys(Self.page(page, of: keys, KeyRecord.self))
        }
        page -= Self.pages(keys, of: KeyRecord.self)
        if page < Self.pages(entries, of: JournalEntry.self) {
            return .journal(Self.page(page, of: entries, JournalEntry.self))
        }
        return .end
    }

    private static func pages<Row: SnapshotRow>(_ rows: Int, of: Row.Type) -> Int {
        (rows + Row.rowsPerPart - 1) / Row.rowsPerPart
    }

    private static func page<Row: SnapshotRow>(
        _ page: Int,
        of rows: Int,
        _: Row.Type
    ) -> Range<Int> {
        let first = page * Row.rowsPerPart
        return first..<min(rows, first + Row.rowsPerPart)
    }
}
