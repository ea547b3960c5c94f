import Bank
import JSON
import Paxos

/// Every key that a line between a client and a node can have, with its value; see ``PeerFields``.
struct ClientFields {
    /// A key of a line; the raw value is its bit.
    enum Field: Int {
        case type, client, timestamp, command, id, account, ballot, result, reason, slot, balances
        case balance, code, message, offset
    }

    static let ofRequest = bits(.type, .client, .timestamp, .command)
    static let ofRead = bits(.type, .id, .account)
    static let ofReply = bits(.type, .ballot, .client, .timestamp, .result)
    static let ofReplyOptional = bits(.reason, .slot, .balances)
    static let ofBalance = bits(.type, .id, .account, .ballot)
    static let ofBalanceOptional = bits(.balance, .slot, .reason)
    static let ofError = bits(.type, .code, .message)

    /// The bits of the keys read so far.
    private(set) var seen: UInt64 = 0
    /// Where the type's name stands.
    private(set) var type = 0..<0
    private(set) var parts = RelayedFields()
    private(set) var ballot = Ballot.zero
    private(set) var id: UInt64 = 0
    private(set) var account: AccountID?
    private(set) var amount: Amount?
    private(set) var code = ""
    private(set) var message = ""
    private(set) var offset: Int64?

    /// Reads the object that begins at the cursor.
    init(_ cursor: inout LineCursor, in bytes: Span<UInt8>) throws(WireError) {
        try cursor.beginObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            guard let field = Self.field(of: key) else {
                throw .foreignKey("\(key)", at: cursor.keyPosition)
            }
            let bit = Self.bits(field)
            guard seen & bit == 0 else {
                throw .json(.duplicateKey(at: cursor.keyPosition))
            }
            seen |= bit
            try read(field, from: &cursor, in: bytes)
        }
        if seen & Self.bits(.type) == 0 { throw .missingKey("type", at: bytes.count) }
    }

    private mutating func read(
        _ field: Field,
        from cursor: inout LineCursor,
        in bytes: Span<UInt8>
    ) throws(WireError) {
        switch field {
        case .type: type = try cursor.word(in: bytes)
        case .client: parts.client = ClientID(identifier: try cursor.identifier(in: bytes))
        case .timestamp: parts.timestamp = try cursor.timestamp(in: bytes)
        case .command: parts.command = try cursor.command(in: bytes)
        case .id: id = try cursor.natural("an id below 0", in: bytes)
        case .account: account = AccountID(identifier: try cursor.identifier(in: bytes))
        case .ballot: ballot = try cursor.ballot(in: bytes)
        case .result: parts.result = try cursor.text(in: bytes)
        case .reason: parts.reason = try cursor.text(in: bytes)
        case .slot: parts.slot = try cursor.slot(in: bytes)
        case .balances: parts.balances = try cursor.balances(in: bytes)
        case .balance: amount = Amount(minorUnits: try cursor.integer(in: bytes))
        case .code: code = try cursor.text(in: bytes)
        case .message: message = try cursor.text(in: bytes)
        case .offset: offset = try cursor.integer(in: bytes)
        }
    }

    private static func field(of key: JSONKey) -> Field? {
        switch key {
        case "type": .type
        case "client": .client
        case "timestamp": .timestamp
        case "command": .command
        case "id": .id
        case "account": .account
        case "ballot": .ballot
        case "result": .result
        case "reason": .reason
        case "slot": .slot
        case "balances": .balances
        case "balance": .balance
        case "code": .code
        case "message": .message
        case "offset": .offset
        default: nil
        }
    }

    /// Checks that the line has exactly the keys of its type.
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

    private static func bits(_ fields: Field...) -> UInt64 {
        fields.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
    }

    /// The name of the lowest key in `bits`.
    private static func name(_ bits: UInt64) -> String {
        Field(rawValue: bits.trailingZeroBitCount).map { "\($0)" } ?? "?"
    }

    func reply(at offset: Int) throws(WireError) -> ReplyMessage {
        try requireExactly(Self.ofReply, optional: Self.ofReplyOptional, at: offset)
        guard let client = parts.client, let timestamp = parts.timestamp else {
            throw .missingKey("client", at: offset)
        }
        let answer = try parts.answer(client: client, timestamp: timestamp, at: offset)
        return ReplyMessage(
            ballot: ballot,
            client: client,
            timestamp: timestamp,
            answer: answer
        )
    }

    func balance(at offset: Int) throws(WireError) -> BalanceMessage {
        try requireExactly(Self.ofBalance, optional: Self.ofBalanceOptional, at: offset)
        guard let account else { throw .missingKey("account", at: offset) }
        let answer: BalanceMessage.Answer
        switch (amount, parts.slot, parts.reason) {
        case (let amount?, let slot?, nil): answer = .balance(amount, slot: slot)
        case (nil, nil, BalanceMessage.unknownAccountWord): answer = .unknownAccount
        case (nil, nil, BalanceMessage.notLeaderWord): answer = .notLeader
        default: throw .outOfRange("this answer to a read", at: offset)
        }
        return BalanceMessage(id: id, account: account, ballot: ballot, answer: answer)
    }

    func error(at offset: Int) throws(WireError) -> ErrorMessage {
        let optional: UInt64 = 1 << UInt64(Field.offset.rawValue)
        try requireExactly(Self.ofError, optional: optional, at: offset)
        return ErrorMessage(code: code, message: message, offset: self.offset.map { Int($0) })
    }
}
