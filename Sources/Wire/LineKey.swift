import JSON

/// Every key that a line between nodes, or between a client and a node, can have at its top.
///
/// A key means the same in every type of line, so one pass reads a line whatever the order of its
/// keys is; then the type's ``LineShape`` decides which keys must have been there.
enum LineKey: UInt8, CaseIterable {
    case type, node, clock, ballot, first, view, entries, committed, through, promised, beat
    case executed, digest, checkpoint, accepted, chosen, last, client, timestamp, command, via
    case result, reason, slot, balances, id, account, balance, code, message, offset, life, notes
    case attempt, own, flush, lost, floor, index, count, part, key, replayed

    /// Creates the key with this name; nil for a name that no line has.
    init?(_ name: JSONKey) {
        switch name {
        case "type": self = .type
        case "node": self = .node
        case "clock": self = .clock
        case "ballot": self = .ballot
        case "first": self = .first
        case "view": self = .view
        case "entries": self = .entries
        case "committed": self = .committed
        case "through": self = .through
        case "promised": self = .promised
        case "beat": self = .beat
        case "executed": self = .executed
        case "digest": self = .digest
        case "checkpoint": self = .checkpoint
        case "accepted": self = .accepted
        case "chosen": self = .chosen
        case "last": self = .last
        case "client": self = .client
        case "timestamp": self = .timestamp
        case "command": self = .command
        case "via": self = .via
        case "result": self = .result
        case "reason": self = .reason
        case "slot": self = .slot
        case "balances": self = .balances
        case "id": self = .id
        case "account": self = .account
        case "balance": self = .balance
        case "code": self = .code
        case "message": self = .message
        case "offset": self = .offset
        case "attempt": self = .attempt
        case "own": self = .own
        case "flush": self = .flush
        case "life": self = .life
        case "notes": self = .notes
        case "lost": self = .lost
        case "floor": self = .floor
        case "index": self = .index
        case "count": self = .count
        case "part": self = .part
        case "key": self = .key
        case "replayed": self = .replayed
        default: return nil
        }
    }
}

/// A set of keys, in one word.
struct LineKeys: Hashable, Sendable {
    /// One bit for each key, by its raw value.
    private(set) var bits: UInt64 = 0

    init(_ keys: [LineKey] = []) {
        for key in keys { bits |= Self.bit(of: key) }
    }

    /// Adds a key; returns whether it is new.
    mutating func insert(_ key: LineKey) -> Bool {
        let before = bits
        bits |= Self.bit(of: key)
        return bits != before
    }

    func contains(_ key: LineKey) -> Bool { bits & Self.bit(of: key) != 0 }

    /// The first key of this set that is not in `other`, or nil.
    func first(notIn other: LineKeys) -> LineKey? {
        let rest = bits & ~other.bits
        return rest == 0 ? nil : LineKey(rawValue: UInt8(rest.trailingZeroBitCount))
    }

    private static func bit(of key: LineKey) -> UInt64 { 1 &<< UInt64(key.rawValue) }
}

/// Which keys a type of line has.
struct LineShape: Hashable, Sendable {
    /// The keys that must be there.
    let required: LineKeys
    /// All keys that may be there, the required ones included.
    let allowed: LineKeys

    init(_ required: LineKey..., optional: [LineKey] = []) {
        self.required = LineKeys(required)
        self.allowed = LineKeys(required + optional)
    }
}
