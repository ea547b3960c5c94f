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
            switch (fields.account, fields.key) {
            case (let account?, nil): self = .read(id: fields.id, .account(account))
            case (nil, let key?): self = .read(id: fields.id, .key(key))
            case (nil, nil): throw .missingKey("account", at: bytes.count)
            case (.some, .some): throw .foreignKey("key", at: bytes.count)
            }
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
        case .read(let id, let subject):
            writer.append(raw: #"{"type":"READ","id":"#)
            writer.append(integer: Int64(id))
            switch subject {
            case .account(let account):
                writer.append(raw: #","account":"#)
                writer.append(account)
            case .key(let key):
                writer.append(raw: #","key":"#)
                writer.append(key)
            }
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
        } else if name.equals("OUTCOME") {
            try fields.require(.outcome, at: bytes.count)
            self = .outcome(try fields.outcomeMessage(at: bytes.count))
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
        case .outcome(let outcome): outcome.write(into: &writer)
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

extension OutcomeMessage {
    /// The word on the wire for ``Answer/unused(through:)``.
    static let unusedWord = "unused"
    /// The word on the wire for ``Answer/expired(slot:)``.
    static let expiredWord = "expired"
    /// The word on the wire for ``Answer/notLeader``.
    static let notLeaderWord = "not_leader"

    fileprivate func write(into writer: inout JSONWriter) {
        writer.append(raw: #"{"type":"OUTCOME","id":"#)
        writer.append(integer: Int64(id))
        writer.append(raw: #","key":"#)
        writer.append(key)
        writer.append(raw: #","ballot":"#)
        writer.append(ballot)
        writer.append(raw: #","result":""#)
        switch answer {
        case .unused(let slot):
            writer.append(word: Self.unusedWord)
            writer.append(raw: #"","slot":"#)
            writer.append(slot)
        case .executed(let result, let slot, let balances):
            writer.append(outcome: result, position: slot.rawValue, balances)
        case .expired(let slot):
            writer.append(word: Self.expiredWord)
            writer.append(raw: #"","slot":"#)
            writer.append(slot)
        case .notLeader:
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
    fileprivate static let read = LineShape(.type, .id, optional: [.account, .key])
    fileprivate static let reply = LineShape(
        .type,
        .ballot,
        .client,
        .timestamp,
        .result,
        optional: [.reason, .slot, .balances, .replayed]
    )
    fileprivate static let balance =
        LineShape(.type, .id, .account, .ballot, optional: [.balance, .slot, .reason])
    fileprivate static let outcome =
        LineShape(.type, .id, .key, .ballot, .result, optional: [.reason, .slot, .balances])
    fileprivate static let error = LineShape(.type, .code, .message, optional: [.offset])
}

extension LineFields {
    fileprivate func outcomeMessage(at offset: Int) throws(WireError) -> OutcomeMessage {
        guard let key else { throw .missingKey("key", at: offset) }
        let isBare = reason == nil && balances == nil
        let answer: OutcomeMessage.Answer
        switch (result, slot) {
        case (OutcomeMessage.unusedWord, let slot?) where isBare: answer = .unused(through: slot)
        case (OutcomeMessage.expiredWord, let slot?) where isBare && slot > .zero:
            answer = .expired(slot: slot)
        case (OutcomeMessage.notLeaderWord, nil) where isBare: answer = .notLeader
        case (_, let slot?) where slot > .zero:
            guard let result = RequestResult(word: result, reason: reason), result.wasExecuted,
                result != .success || balances != nil
            else { throw .outOfRange("this outcome", at: offset) }
            answer = .executed(result, slot: slot, balances: balances)
        default: throw .outOfRange("this outcome", at: offset)
        }
        return OutcomeMessage(id: id, key: key, ballot: ballot, answer: answer)
    }

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
