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
        let fields = try ClientFields(&cursor, in: bytes)
        try cursor.end(in: bytes)
        let name = bytes.extracting(fields.type)
        if name.equals("REQUEST") {
            try fields.requireExactly(ClientFields.ofRequest, at: bytes.count)
            guard let client = fields.parts.client, let timestamp = fields.parts.timestamp,
                let command = fields.parts.command
            else { throw .missingKey("client", at: bytes.count) }
            self = .request(Request(client: client, timestamp: timestamp, command: command))
        } else if name.equals("READ") {
            try fields.requireExactly(ClientFields.ofRead, at: bytes.count)
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
        let fields = try ClientFields(&cursor, in: bytes)
        try cursor.end(in: bytes)
        let name = bytes.extracting(fields.type)
        if name.equals("REPLY") {
            self = .reply(try fields.reply(at: bytes.count))
        } else if name.equals("BALANCE") {
            self = .balance(try fields.balance(at: bytes.count))
        } else if name.equals("ERROR") {
            self = .error(try fields.error(at: bytes.count))
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
    static let unknownAccountWord = "unknown_account"
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
            writer.append(raw: #","reason":"unknown_account""#)
        case .notLeader:
            writer.append(raw: #","reason":"not_leader""#)
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

/// The frame of a line to or from a client or operator: one object, and a checksum if it likes.
enum ClientLine {
    /// Returns how many bytes the object has; one carriage return at the line's end is allowed.
    static func objectBytes(of line: Span<UInt8>) throws(WireError) -> Int {
        var end = line.count
        if end > 0, line[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        let place = end - ChecksummedLine.sumBytes
        guard place > 0, line[place] == UInt8(ascii: "#") else { return end }
        return try ChecksummedLine.objectBytes(of: line.extracting(..<end))
    }
}
