import Bank
import HybridClock
import JSON
import Paxos

/// Every key that a line between nodes can have, with its value.
///
/// A key means the same in every type, so one pass reads a line whatever the order of its keys is;
/// then the type decides which keys must have been there.
struct PeerFields {
    /// A key of a line; the raw value is its bit.
    enum Field: Int, CaseIterable {
        case type, node, clock, ballot, first, view, entries, committed, through, promised, beat
        case executed, digest, checkpoint, accepted, chosen, last, client, timestamp, command, via
        case result, reason, slot, balances
    }

    /// The bits of the keys read so far.
    private(set) var seen: UInt64 = 0
    /// Where the type's name stands.
    private(set) var type = 0..<0
    private(set) var node = NodeID(0)
    private(set) var clock = Timestamp.zero
    private(set) var ballot = Ballot.zero
    private(set) var first = Slot.zero
    private(set) var view = Slot.zero
    private(set) var entries: [BankEntry] = []
    private(set) var committed = Slot.zero
    private(set) var through = Slot.zero
    private(set) var promised = Ballot.zero
    private(set) var beat: UInt64 = 0
    private(set) var executed = Slot.zero
    private(set) var digest: UInt64 = 0
    private(set) var checkpoint = Slot.zero
    /// The proposals under the key `accepted` or `chosen`.
    private(set) var proposals: [Proposal<StampedRequest>] = []
    private(set) var isLast = false
    /// What a relayed request or its answer says.
    private(set) var relayed = RelayedFields()

    /// Reads the object that begins at the cursor.
    init(_ cursor: inout LineCursor, in bytes: Span<UInt8>) throws(WireError) {
        try cursor.beginObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            guard let field = Self.field(of: key) else {
                throw .foreignKey("\(key)", at: cursor.keyPosition)
            }
            let bit: UInt64 = 1 << UInt64(field.rawValue)
            guard seen & bit == 0 else {
                throw .json(.duplicateKey(at: cursor.keyPosition))
            }
            seen |= bit
            try read(field, from: &cursor, in: bytes)
        }
    }

    private mutating func read(
        _ field: Field,
        from cursor: inout LineCursor,
        in bytes: Span<UInt8>
    ) throws(WireError) {
        switch field {
        case .type: type = try cursor.word(in: bytes)
        case .node: node = try cursor.node(in: bytes)
        case .clock: clock = try cursor.stamp(in: bytes)
        case .ballot: ballot = try cursor.ballot(in: bytes)
        case .first: first = try cursor.slot(in: bytes)
        case .view: view = try cursor.slot(in: bytes)
        case .entries: entries = try cursor.entries(in: bytes)
        case .committed: committed = try cursor.slot(in: bytes)
        case .through: through = try cursor.slot(in: bytes)
        case .promised: promised = try cursor.ballot(in: bytes)
        case .beat: beat = try cursor.natural("a beat below 0", in: bytes)
        case .executed: executed = try cursor.slot(in: bytes)
        case .digest: digest = try cursor.digest(in: bytes)
        case .checkpoint: checkpoint = try cursor.slot(in: bytes)
        case .accepted, .chosen: proposals = try cursor.proposals(in: bytes)
        case .last: isLast = try cursor.boolean(in: bytes)
        case .client: relayed.client = ClientID(identifier: try cursor.identifier(in: bytes))
        case .timestamp: relayed.timestamp = try cursor.timestamp(in: bytes)
        case .command: relayed.command = try cursor.command(in: bytes)
        case .via: relayed.via = try cursor.node(in: bytes)
        case .result: relayed.result = try cursor.text(in: bytes)
        case .reason: relayed.reason = try cursor.text(in: bytes)
        case .slot: relayed.slot = try cursor.slot(in: bytes)
        case .balances: relayed.balances = try cursor.balances(in: bytes)
        }
    }

    private static func field(of key: JSONKey) -> Field? {
        switch key {
        case "type": .type
        case "node": .node
        case "clock": .clock
        case "ballot": .ballot
        case "first": .first
        case "view": .view
        case "entries": .entries
        case "committed": .committed
        case "through": .through
        case "promised": .promised
        case "beat": .beat
        case "executed": .executed
        case "digest": .digest
        case "checkpoint": .checkpoint
        case "accepted": .accepted
        case "chosen": .chosen
        case "last": .last
        case "client": .client
        case "timestamp": .timestamp
        case "command": .command
        case "via": .via
        case "result": .result
        case "reason": .reason
        case "slot": .slot
        case "balances": .balances
        default: nil
        }
    }

    /// Checks that the line has exactly the keys of its type: all the `required` ones and some of
    /// the `optional` ones, as bits; `offset` is where the object ends.
    func requireExactly(
        _ required: UInt64,
        optional: UInt64 = 0,
        at offset: Int
    ) throws(WireError) {
        let missing = required & ~seen
        let foreign = seen & ~(required | optional)
        if missing != 0 { throw .missingKey(Self.name(missing), at: offset) }
        if foreign != 0 { throw .foreignKey(Self.name(foreign), at: offset) }
    }

    /// The name of the lowest key in `bits`.
    private static func name(_ bits: UInt64) -> String {
        Field(rawValue: bits.trailingZeroBitCount).map { "\($0)" } ?? "?"
    }
}

/// The parts of a request and of its answer.
struct RelayedFields {
    var client: ClientID?
    var timestamp: RequestTimestamp?
    var command: Command?
    var via = NodeID(0)
    var result = ""
    var reason: String?
    var slot: Slot?
    var balances: TransferBalances?

    /// Puts an answer together.
    func answer(
        client: ClientID,
        timestamp: RequestTimestamp,
        at offset: Int
    ) throws(WireError) -> ReplyMessage.Answer {
        let isBare = reason == nil && slot == nil && balances == nil
        switch result {
        case ReplyMessage.notLeaderWord where isBare: return .notLeader
        case ReplyMessage.unavailableWord where isBare: return .unavailable
        default:
            guard let result = RequestResult(word: result, reason: reason) else {
                throw .outOfRange("this result", at: offset)
            }
            let reply = Reply(
                client: client,
                timestamp: timestamp,
                result: result,
                position: slot?.rawValue ?? 0,
                balances: balances
            )
            return .bank(reply)
        }
    }
}
