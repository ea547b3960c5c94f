import Bank
public import JSON
import Paxos

extension ClientMessage {
    /// Reads a client's line; a checksum after the object is checked if there is one.
    ///
    /// - Parameter line: The line without its line feed; one carriage return at its end is allowed.
    /// - Throws: ``WireError``; nothing of the line counts then.
    public init(reading line: Span<UInt8>) throws(WireError) {
        let bytes = line.extracting(..<(try ClientLine.objectBytes(of: line)))
        var cursor = LineCursor()
        if cursor.reader.literal(#"{"type":"REQUEST","#, in: bytes),
            let request = cursor.canonicalRequest(in: bytes),
            cursor.reader.literal("}", in: bytes), cursor.position == bytes.count
        {
            self = .request(request)
            return
        }
        let fields = try LineFields(reading: bytes)
        let name = bytes.extracting(fields.type)
        if name.equals("REQUEST") {
            try fields.require(.request, at: bytes.count)
            self = .request(try fields.request(at: bytes.count))
        } else if name.equals("READ") {
            try fields.require(.read, at: bytes.count)
            guard let account = fields.account else {
                throw .missingKey("account", at: bytes.count)
            }
            self = .read(id: fields.id, account: account)
        } else {
            throw .unknownType(at: fields.type.lowerBound)
        }
    }

    /// Appends the line, with its line feed and without a checksum.
    public func write(into writer: inout JSONWriter) {
        switch self {
        case .request(let request):
            writer.append(raw: #"{"type":"REQUEST","#)
            writer.append(membersOf: request)
        case .read(let id, let account):
            writer.append(raw: #"{"type":"READ","id":"#)
            writer.append(integer: Int64(id))
            writer.append(raw: #","account":"#)
            writer.append(account)
        }
        writer.append(raw: "}\n")
    }
}

extension ServerMessage {
    /// Reads a node's answer to a client.
    ///
    /// - Parameter line: The line without its line feed.
    /// - Throws: ``WireError``.
    public init(reading line: Span<UInt8>) throws(WireError) {
        let bytes = line.extracting(..<(try ClientLine.objectBytes(of: line)))
        var cursor = LineCursor()
        if cursor.reader.literal(#"{"type":"REPLY","#, in: bytes),
            let reply = cursor.canonicalSuccess(in: bytes), cursor.position == bytes.count
        {
            self = .reply(reply)
            return
        }
        let fields = try LineFields(reading: bytes)
        let name = bytes.extracting(fields.type)
        if name.equals("REPLY") {
            try fields.require(.reply, at: bytes.count)
            self = .reply(try fields.reply(at: bytes.count))
        } else if name.equals("BALANCE") {
            try fields.require(.balance, at: bytes.count)
            self = .balance(try fields.balanceMessage(at: bytes.count))
        } else if name.equals("ERROR") {
            try fields.require(.error, at: bytes.count)
            self = .error(
                ErrorMessage(code: fields.code, message: fields.message, offset: fields.offset)
            )
        } else {
            throw .unknownType(at: fields.type.lowerBound)
        }
    }

    /// Appends the line, with its line feed and without a checksum.
    public func write(into writer: inout JSONWriter) {
        switch self {
        case .reply(let reply):
            writer.append(raw: #"{"type":"REPLY","#)
            writer.append(membersOf: reply)
            writer.append(raw: "}\n")
        case .balance(let balance): balance.write(into: &writer)
        case .error(let error): error.write(into: &writer)
        }
    }
}

extension BalanceMessage {
    /// The word on the wire for ``Answer/unknownAccount``.
    static let unknownAccountWord = "unknown_account"
    /// The word on the wire for ``Answer/notLeader``.
    static let notLeaderWord = "not_leader"

    fileprivate func write(into writer: inout JSONWriter) {
        writer.append(raw: #"{"type":"BALANCE","id":"#)
        writer.append(integer: Int64(id))
        writer.append(raw: #","account":"#)
        writer.append(account)
        writer.append(raw: #","ballot":"#)
        writer.append(ballot)
        switch answer {
        case .balance(let amount, let slot):
            writer.append(raw: #","balance":"#)
            writer.append(integer: amount.minorUnits)
            writer.append(raw: #","slot":"#)
            writer.append(slot)
        case .unknownAccount:
            writer.append(raw: #","reason":""#)
            writer.append(word: Self.unknownAccountWord)
            writer.append(raw: "\"")
        case .notLeader:
            writer.append(raw: #","reason":""#)
            writer.append(word: Self.notLeaderWord)
            writer.append(raw: "\"")
        }
        writer.append(raw: "}\n")
    }
}

extension ErrorMessage {
    /// Appends the ERROR line, with its line feed and without a checksum.
    public func write(into writer: inout JSONWriter) {
        writer.append(raw: #"{"type":"ERROR","code":"#)
        writer.append(string: code)
        writer.append(raw: #","message":"#)
        writer.append(string: message)
        if let offset {
            writer.append(raw: #","offset":"#)
            writer.append(integer: Int64(offset))
        }
        writer.append(raw: "}\n")
    }
}

extension LineShape {
    fileprivate static let request = LineShape(.type, .client, .timestamp, .command)
    fileprivate static let read = LineShape(.type, .id, .account)
    fileprivate static let reply = LineShape(
        .type,
        .ballot,
        .client,
        .timestamp,
        .result,
        optional: [.reason, .slot, .balances]
    )
    fileprivate static let balance =
        LineShape(.type, .id, .account, .ballot, optional: [.balance, .slot, .reason])
    fileprivate static let error = LineShape(.type, .code, .message, optional: [.offset])
}

extension LineFields {
    fileprivate func balanceMessage(at offset: Int) throws(WireError) -> BalanceMessage {
        guard let account else { throw .missingKey("account", at: offset) }
        let answer: BalanceMessage.Answer
        switch (balance, slot, reason) {
        case (let amount?, let slot?, nil): answer = .balance(amount, slot: slot)
        case (nil, nil, BalanceMessage.unknownAccountWord): answer = .unknownAccount
        case (nil, nil, BalanceMessage.notLeaderWord): answer = .notLeader
        default: throw .outOfRange("this answer to a read", at: offset)
        }
        return BalanceMessage(id: id, account: account, ballot: ballot, answer: answer)
    }
}
