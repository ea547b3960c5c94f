import Bank
import HybridClock
import JSON
import Paxos

/// The top level of a line: its keys with their values, each checked by itself.
///
/// Nothing here says which keys belong together; ``require(_:at:)`` does. A field whose key is not
/// in ``seen`` has the value it starts with.
struct LineFields {
    /// The keys read so far.
    private(set) var seen = LineKeys()
    /// Where the type's name stands, without its quotation marks.
    private(set) var type = 0..<0

    /// The sender.
    private(set) var node = NodeID(0)
    /// The sender's hybrid time.
    private(set) var clock = Timestamp.zero
    /// A ballot; ``Paxos/Ballot/zero`` for that of nobody.
    private(set) var ballot = Ballot.zero
    /// The first slot asked for or proposed; from 1.
    private(set) var first = Slot.zero
    /// The first slot of a new view; from 1.
    private(set) var view = Slot.zero
    /// What is proposed for consecutive slots, with all stamps filled in.
    private(set) var entries: [BankEntry] = []
    /// How they are written, if that is as this program does it; else empty.
    private(set) var entriesText: [UInt8] = []
    /// Every slot up to this one is committed.
    private(set) var committed = Slot.zero
    /// Every slot up to this one is accepted or chosen.
    private(set) var through = Slot.zero
    /// The highest ballot promised; ``Paxos/Ballot/zero`` for none.
    private(set) var promised = Ballot.zero
    /// The number of a heartbeat.
    private(set) var beat: UInt64 = 0
    /// Every slot up to this one is executed.
    private(set) var executed = Slot.zero
    /// The digest of everything executed.
    private(set) var digest: UInt64 = 0
    /// Every slot up to this one is in a checkpoint.
    private(set) var checkpoint = Slot.zero
    /// The proposals under the key `accepted` or `chosen`; no type has both.
    private(set) var proposals: [Proposal<StampedRequest>] = []
    /// Whether no page follows.
    private(set) var isLast = false
    /// The number of a question, which its answer repeats.
    private(set) var attempt: UInt64 = 0
    /// The life of who answers.
    private(set) var ownLife: UInt32 = 0
    /// How long the sender's last flush took, in milliseconds.
    private(set) var flushMilliseconds: UInt64 = 0
    /// A life: the sender's, one it wants to begin, or one that is noted.
    private(set) var life: UInt32 = 0
    /// What the sender noted of other nodes, in their order.
    private(set) var notes: [Note] = []
    /// The slots of which the sender has lost what it accepted, in rising order.
    private(set) var lost: [SlotRange] = []
    /// The ballot above which the sender takes part again.
    private(set) var floor: Ballot?
    /// Which part of a snapshot.
    private(set) var index = 0
    /// How many parts there are.
    private(set) var count = 0
    /// The part itself, an object as it stands in the line.
    private(set) var part: [UInt8] = []

    /// Who asks.
    private(set) var client: ClientID?
    /// The client's number for its request.
    private(set) var timestamp: RequestTimestamp?
    /// What to do.
    private(set) var command: Command?
    /// Who passed a request on.
    private(set) var via = NodeID(0)
    /// The word for what became of a request.
    private(set) var result = ""
    /// The word for why it failed.
    private(set) var reason: String?
    /// Where a request was executed, or the last slot in a balance.
    private(set) var slot: Slot?
    /// The sender's and the receiver's balance.
    private(set) var balances: TransferBalances?
    /// The number of a read.
    private(set) var id: UInt64 = 0
    /// The account to be read.
    private(set) var account: AccountID?
    /// The idempotency key to be read.
    private(set) var key: IdempotencyKey?
    /// Whether an answer repeats what became of an earlier request.
    private(set) var isReplayed = false
    /// What it holds.
    private(set) var balance: Amount?
    /// The word for why a line was refused.
    private(set) var code = ""
    /// The same for people.
    private(set) var message = ""
    /// The byte at which the line went wrong.
    private(set) var offset: Int?

    /// Reads the whole object, and nothing may follow it.
    ///
    /// - Parameter bytes: The object, blanks around it included.
    /// - Throws: ``WireError``; also if there is no type.
    init(reading bytes: Span<UInt8>) throws(WireError) {
        var cursor = LineCursor()
        try cursor.beginObject(in: bytes)
        while let name = try cursor.nextKey(in: bytes) {
            guard let key = LineKey(name) else {
                throw .foreignKey("\(name)", at: cursor.keyPosition)
            }
            guard seen.insert(key) else { throw .json(.duplicateKey(at: cursor.keyPosition)) }
            try read(key, from: &cursor, in: bytes)
        }
        try cursor.end(in: bytes)
        guard seen.contains(.type) else { throw .missingKey("type", at: bytes.count) }
    }

    /// Checks that the line has the keys of its type and no others.
    ///
    /// - Parameters:
    ///   - shape: The keys of the type.
    ///   - offset: Where the object ends, for the error.
    /// - Throws: ``WireError`` about the first key that is missing or foreign.
    func require(_ shape: LineShape, at offset: Int) throws(WireError) {
        if let key = shape.required.first(notIn: seen) { throw .missingKey("\(key)", at: offset) }
        if let key = seen.first(notIn: shape.allowed) { throw .foreignKey("\(key)", at: offset) }
    }

    private mutating func read(
        _ key: LineKey,
        from cursor: inout LineCursor,
        in bytes: Span<UInt8>
    ) throws(WireError) {
        switch key {
        case .type: type = try cursor.word(in: bytes)
        case .node: node = try cursor.node(in: bytes)
        case .clock: clock = try cursor.stamp(in: bytes)
        case .ballot: ballot = try cursor.ballot(in: bytes)
        case .first: first = try cursor.position(in: bytes)
        case .view: view = try cursor.position(in: bytes)
        case .entries: try readEntries(from: &cursor, in: bytes)
        case .committed: committed = try cursor.slot(in: bytes)
        case .through: through = try cursor.slot(in: bytes)
        case .promised: promised = try cursor.ballot(in: bytes)
        case .beat: beat = try cursor.natural("a beat below 0", in: bytes)
        case .executed: executed = try cursor.slot(in: bytes)
        case .digest: digest = try cursor.digest(in: bytes)
        case .checkpoint: checkpoint = try cursor.slot(in: bytes)
        case .accepted, .chosen: proposals = try cursor.proposals(in: bytes)
        case .last: isLast = try cursor.boolean(in: bytes)
        case .attempt: attempt = try cursor.natural("a number below 0", in: bytes)
        case .own: ownLife = try cursor.life(in: bytes)
        case .flush: flushMilliseconds = try cursor.natural("a time below 0", in: bytes)
        case .life: life = try cursor.life(in: bytes)
        case .notes: notes = try cursor.notes(in: bytes)
        case .lost: lost = try cursor.slotRanges(in: bytes)
        case .floor: floor = try cursor.ballot(in: bytes)
        case .index: index = try cursor.partNumber(in: bytes)
        case .count: count = try cursor.partNumber(in: bytes)
        case .part: part = try cursor.part(in: bytes)
        case .client, .timestamp, .command, .via, .result, .reason, .slot, .balances, .id,
            .account, .balance, .code, .message, .offset, .key, .replayed:
            try readClientKey(key, from: &cursor, in: bytes)
        }
    }

    private mutating func readEntries(
        from cursor: inout LineCursor,
        in bytes: Span<UInt8>
    ) throws(WireError) {
        let list = try cursor.entries(in: bytes)
        entries = list.entries
        guard let text = list.text else { return }
        var copy = JSONWriter(capacity: text.count)
        copy.append(bytes: bytes.extracting(text))
        entriesText = copy.bytes
    }

    /// Reads the value of a key that lines of clients have.
    private mutating func readClientKey(
        _ key: LineKey,
        from cursor: inout LineCursor,
        in bytes: Span<UInt8>
    ) throws(WireError) {
        switch key {
        case .client: client = ClientID(identifier: try cursor.identifier(in: bytes))
        case .timestamp: timestamp = try cursor.timestamp(in: bytes)
        case .command: command = try cursor.command(in: bytes)
        case .via: via = try cursor.node(in: bytes)
        case .result: result = try cursor.plainText(in: bytes)
        case .reason: reason = try cursor.plainText(in: bytes)
        case .slot: slot = try cursor.slot(in: bytes)
        case .balances: balances = try cursor.balances(in: bytes)
        case .id: id = try cursor.natural("an id below 0", in: bytes)
        case .account: account = AccountID(identifier: try cursor.identifier(in: bytes))
        case .balance: balance = Amount(minorUnits: try cursor.integer(in: bytes))
        case .code: code = try cursor.text(in: bytes)
        case .message: message = try cursor.text(in: bytes)
        case .key: self.key = try cursor.key(in: bytes)
        case .replayed: isReplayed = try cursor.boolean(in: bytes)
        case .offset: offset = Int(try cursor.natural("an offset below 0", in: bytes))
        default: preconditionFailure("\(key) is no key of a client's line")
        }
    }
}

// MARK: - What both kinds of lines have

extension LineFields {
    /// The request, of a line that has its keys.
    func request(at offset: Int) throws(WireError) -> Request {
        guard let client, let timestamp, let command else {
            throw .missingKey("client", at: offset)
        }
        return Request(client: client, timestamp: timestamp, command: command)
    }

    /// The answer to a request, of a line that has its keys.
    func reply(at offset: Int) throws(WireError) -> ReplyMessage {
        guard let client, let timestamp else { throw .missingKey("client", at: offset) }
        return ReplyMessage(
            ballot: ballot,
            client: client,
            timestamp: timestamp,
            answer: try answer(to: client, timestamp, at: offset)
        )
    }

    private func answer(
        to client: ClientID,
        _ timestamp: RequestTimestamp,
        at offset: Int
    ) throws(WireError) -> ReplyMessage.Answer {
        let isBare = reason == nil && slot == nil && balances == nil
        switch result {
        case ReplyMessage.notLeaderWord where isBare: return .notLeader
        case ReplyMessage.unavailableWord where isBare: return .unavailable
        default: break
        }
        guard let result = RequestResult(word: result, reason: reason) else {
            throw .outOfRange("this result", at: offset)
        }
        // What was executed has its slot, and success has both accounts; nothing else has either.
        let isWhole =
            result.wasExecuted
            ? (slot ?? .zero) > .zero && (balances != nil || result != .success)
            : slot == nil && balances == nil
        // Whoever repeats nothing does not say so.
        let saysNothing = seen.contains(.replayed) && !isReplayed
        guard isWhole, !saysNothing, !isReplayed || result.wasExecuted else {
            throw .outOfRange("a result with these keys", at: offset)
        }
        return .bank(
            Reply(
                client: client,
                timestamp: timestamp,
                result: result,
                position: slot?.rawValue ?? 0,
                balances: balances,
                isReplayed: isReplayed
            )
        )
    }
}

extension RequestResult {
    /// Whether a request with this result took a slot.
    var wasExecuted: Bool {
        switch self {
        case .success: true
        case .failed(let reason): reason != .tooManyClients
        case .stale, .conflict: false
        }
    }
}
