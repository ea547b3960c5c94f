public import Bank
import Checksum
import JSON
import Paxos

/// Reads the parts of a snapshot, in order, and makes a state of them.
///
/// Every part is checked when it comes, and the sum at the end proves that all of them are those
/// that were written. What is kept grows with what has come, never with what was announced. A part
/// that is refused leaves everything as it was, so that it can be asked for again.
public struct SnapshotReader: Sendable {
    /// The bounds of the bank.
    private let limits: BankLimits
    /// The first part; nil until it has come.
    private var head: SnapshotHead?
    /// The accounts that have come, page by page: one long list would be moved each time it
    /// doubles, which takes tens of milliseconds if it has a million rows.
    private var accounts: [[Account]] = []
    /// The clients' records that have come, page by page.
    private var clients: [[ClientRecord]] = []
    /// The idempotency keys' records that have come, page by page.
    private var keys: [[KeyRecord]] = []
    /// The journal entries that have come, page by page, oldest first.
    private var entries: [[JournalEntry]] = []
    /// The mix of the checksums of the parts that have come.
    private var sum = DigestHasher()
    /// The part that is wanted next, counted from 0; the number of parts once all have come.
    public private(set) var next = 0

    /// Creates a reader that wants the first part.
    ///
    /// - Parameter limits: The bounds of the bank; those of the bank the snapshot was taken of.
    public init(limits: BankLimits) {
        self.limits = limits
    }

    /// The number of all parts; nil until the first one has come.
    public var count: Int? { head?.layout.count }

    /// Whether all parts have come.
    public var isComplete: Bool { next == count }

    /// Reads the next part.
    ///
    /// - Parameter part: The part's object.
    /// - Throws: ``SnapshotError``; nothing has changed then. If it is
    ///   ``SnapshotError/wrongSum(_:expected:)``, another part than this one may be wrong: begin
    ///   again with a new reader.
    public mutating func read(_ part: Span<UInt8>) throws(SnapshotError) {
        guard let layout = head?.layout else { return try readHead(part) }
        guard next < layout.count else { throw .tooManyParts(count: layout.count) }
        switch layout.content(at: next) {
        case .state: preconditionFailure("part \(next) is the first one again")
        case .accounts(let rows): accounts.append(try page(rows, in: part))
        case .clients(let rows): clients.append(try page(rows, in: part))
        case .keys(let rows): keys.append(try page(rows, in: part))
        case .journal(let rows): entries.append(try page(rows, in: part))
        case .end: try readEnd(part, of: layout)
        }
        advance(past: part)
    }

    private mutating func readHead(_ part: Span<UInt8>) throws(SnapshotError) {
        let head: SnapshotHead
        do { head = try SnapshotHead(reading: part) } catch { throw .malformed(error, part: 0) }
        let lists = [
            (head.accounts, limits.accountsMax), (head.clients, limits.clientsMax),
            (head.keys, limits.keysMax + limits.expiredKeysMax),
            (head.entries, limits.journalEntriesMax),
        ]
        for (rows, most) in lists where rows > most { throw .tooLarge(rows: rows, most: most) }
        self.head = head
        advance(past: part)
    }

    private func readEnd(_ part: Span<UInt8>, of layout: SnapshotLayout) throws(SnapshotError) {
        let end: SnapshotEnd
        do { end = try SnapshotEnd(reading: part) } catch { throw .malformed(error, part: next) }
        guard end.parts == layout.count else {
            let error = WireError.outOfRange("another number of parts", at: part.count)
            throw .malformed(error, part: next)
        }
        guard end.sum == sum.finished else {
            throw .wrongSum(end.sum, expected: sum.finished)
        }
    }

    private func page<Row: SnapshotRow>(
        _ rows: Range<Int>,
        in part: Span<UInt8>
    ) throws(SnapshotError) -> [Row] {
        do {
            return try SnapshotPage(rows: rows, reading: part).rows
        } catch {
            throw .malformed(error, part: next)
        }
    }

    /// Returns the rows of all pages, in order, and gives the pages' memory back.
    private static func joined<Row>(_ pages: inout [[Row]], count: Int) -> [Row] {
        var rows: [Row] = []
        rows.reserveCapacity(count)
        for page in pages { rows += page }
        pages.removeAll()
        return rows
    }

    private mutating func advance(past part: Span<UInt8>) {
        sum.mix(UInt64(CRC32C.checksum(part)))
        next += 1
    }

    /// Makes the state of all parts, in time that grows with the number of rows: a million accounts
    /// and a million clients take a second.
    ///
    /// The reader is as new afterwards, unless a part is missing.
    ///
    /// - Returns: The state; the bank's last position is the snapshot's slot.
    /// - Throws: ``SnapshotError``, also if a part is missing.
    public mutating func finish() throws(SnapshotError) -> SnapshotState {
        guard let head, isComplete else { throw .incomplete(parts: next) }
        defer { self = SnapshotReader(limits: limits) }
        let accounts = Self.joined(&accounts, count: head.accounts)
        let clients = Self.joined(&clients, count: head.clients)
        let keys = Self.joined(&keys, count: head.keys)
        let entries = Self.joined(&entries, count: head.entries)
        let bank: Bank
        do {
            bank = try Bank(
                accounts: accounts,
                clients: clients,
                keys: keys,
                journal: entries,
                position: head.slot.rawValue,
                limits: limits
            )
        } catch {
            throw .impossible(error)
        }
        guard bank.ledger.total == head.total else {
            throw .wrongTotal(bank.ledger.total, expected: head.total)
        }
        return SnapshotState(slot: head.slot, stamp: head.stamp, digest: head.digest, bank: bank)
    }
}
