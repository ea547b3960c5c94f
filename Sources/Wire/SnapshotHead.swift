import Bank
import HybridClock
import JSON
import Paxos

/// The first part of a snapshot: all that stands in no list, and how long the lists are.
struct SnapshotHead: Hashable, Sendable {
    /// The part's name.
    private static let name = "STATE"
    /// All keys, each of which must be there.
    private static let allKeys: [JSONKey] = [
        "part", "slot", "stamp", "digest", "accounts", "clients", "keys", "entries",
        "total",
    ]

    /// The last slot executed.
    var slot = Slot.zero
    /// The latest stamp executed.
    var stamp = Timestamp.zero
    /// The digest of everything executed.
    var digest: UInt64 = 0
    /// The number of accounts.
    var accounts = 0
    /// The number of clients' records.
    var clients = 0
    /// The number of idempotency keys' records.
    var keys = 0
    /// The number of journal entries.
    var entries = 0
    /// The sum of all balances.
    var total = Amount.zero

    /// Which part holds what.
    var layout: SnapshotLayout {
        SnapshotLayout(accounts: accounts, clients: clients, keys: keys, entries: entries)
    }

    init(_ state: SnapshotState) {
        slot = state.slot
        stamp = state.stamp
        digest = state.digest
        accounts = state.bank.ledger.count
        clients = state.bank.clients.count
        keys = state.bank.keys.count + state.bank.keys.expiredCount
        entries = state.bank.journal.count
        total = state.bank.ledger.total
    }

    func write(into writer: inout JSONWriter) {
        writer.append(raw: #"{"part":""#)
        writer.append(word: Self.name)
        writer.append(raw: #"","slot":"#)
        writer.append(slot)
        writer.append(raw: #","stamp":"#)
        writer.append(stamp)
        writer.append(raw: #","digest":"#)
        writer.append(digest: digest)
        writer.append(raw: #","accounts":"#)
        writer.append(integer: Int64(accounts))
        writer.append(raw: #","clients":"#)
        writer.append(integer: Int64(clients))
        writer.append(raw: #","keys":"#)
        writer.append(integer: Int64(keys))
        writer.append(raw: #","entries":"#)
        writer.append(integer: Int64(entries))
        writer.append(raw: #","total":"#)
        writer.append(integer: total.minorUnits)
        writer.append(raw: "}")
    }

    init(reading bytes: Span<UInt8>) throws(WireError) {
        var cursor = LineCursor()
        var seen = JSONFields()
        try cursor.beginObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            guard let number = Self.allKeys.firstIndex(of: key) else {
                throw .foreignKey("\(key)", at: cursor.keyPosition)
            }
            try cursor.note(number, in: &seen)
            switch key {
            case "part": try cursor.requireWord(Self.name, in: bytes)
            case "slot": slot = try cursor.position(in: bytes)
            case "stamp": stamp = try cursor.stamp(in: bytes)
            case "digest": digest = try cursor.digest(in: bytes)
            case "accounts": accounts = try cursor.rowCount(in: bytes)
            case "clients": clients = try cursor.rowCount(in: bytes)
            case "keys": keys = try cursor.rowCount(in: bytes)
            case "entries": entries = try cursor.rowCount(in: bytes)
            default: total = Amount(minorUnits: try cursor.integer(in: bytes))
            }
        }
        try cursor.end(in: bytes)
        try seen.requireAll(Self.allKeys, endingAt: bytes.count)
    }
}

/// The last part of a snapshot: the proof of all others.
struct SnapshotEnd: Hashable, Sendable {
    /// The part's name.
    private static let name = "END"
    /// All keys, each of which must be there.
    private static let keys: [JSONKey] = ["part", "parts", "sum"]

    /// The number of all parts, this one included.
    private(set) var parts: Int
    /// The mix of the checksums of all other parts, in order.
    private(set) var sum: UInt64

    init(parts: Int, sum: UInt64) {
        self.parts = parts
        self.sum = sum
    }

    func write(into writer: inout JSONWriter) {
        writer.append(raw: #"{"part":""#)
        writer.append(word: Self.name)
        writer.append(raw: #"","parts":"#)
        writer.append(integer: Int64(parts))
        writer.append(raw: #","sum":"#)
        writer.append(digest: sum)
        writer.append(raw: "}")
    }

    init(reading bytes: Span<UInt8>) throws(WireError) {
        self.init(parts: 0, sum: 0)
        var cursor = LineCursor()
        var seen = JSONFields()
        try cursor.beginObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            guard let number = Self.keys.firstIndex(of: key) else {
                throw .foreignKey("\(key)", at: cursor.keyPosition)
            }
            try cursor.note(number, in: &seen)
            switch key {
            case "part": try cursor.requireWord(Self.name, in: bytes)
            case "parts": parts = try cursor.partNumber(in: bytes)
            default: sum = try cursor.digest(in: bytes)
            }
        }
        try cursor.end(in: bytes)
        try seen.requireAll(Self.keys, endingAt: bytes.count)
    }
}
