import Bank
import Checksum
import HybridClock
import JSON
import Paxos

extension PeerLine {
    /// Reads a line between nodes: one object, then `#` and its checksum.
    ///
    /// - Parameter bytes: The line without its line feed.
    /// - Throws: ``WireError``; nothing of the line counts then.
    public init(reading bytes: Span<UInt8>) throws(WireError) {
        let end = try ChecksummedLine.objectBytes(of: bytes)
        try self.init(readingObject: bytes.extracting(..<end))
    }

    /// Reads the object of a line, whose checksum was checked before.
    init(readingObject object: Span<UInt8>) throws(WireError) {
        var cursor = LineCursor()
        let fields = try PeerFields(&cursor, in: object)
        try cursor.end(in: object)
        let message = try Self.message(of: fields, in: object)
        self.init(node: fields.node, clock: fields.clock, message: message)
    }

    private static func message(
        of fields: PeerFields,
        in bytes: Span<UInt8>
    ) throws(WireError) -> PeerMessage {
        guard fields.seen & Keys.type != 0 else { throw .missingKey("type", at: bytes.count) }
        let name = bytes.extracting(fields.type)
        guard let type = PeerType.allCases.first(where: { name.equals($0.rawValue) }) else {
            throw .unknownType(at: fields.type.lowerBound)
        }
        try fields.requireExactly(type.required, optional: type.optional, at: bytes.count)
        switch type {
        case .request, .reply:
            return try relayed(type, fields, at: bytes.count)
        default:
            return .paxos(try paxosMessage(type, fields, at: bytes.count))
        }
    }

    private static func paxosMessage(
        _ type: PeerType,
        _ fields: PeerFields,
        at offset: Int
    ) throws(WireError) -> PaxosMessage {
        switch type {
        case .prepare: .prepare(ballot: fields.ballot, first: fields.first)
        case .promise: .promise(fields.promisePage)
        case .newView: .newView(try fields.viewPage(at: offset))
        case .accept: .accept(try fields.run(at: offset), committed: fields.committed)
        case .accepted: .accepted(ballot: fields.ballot, through: fields.through)
        case .commit: .commit(ballot: fields.ballot, through: fields.through)
        case .reject: .reject(promised: fields.promised)
        case .heartbeat: .heartbeat(fields.heartbeat)
        case .fetch: .fetch(first: fields.first)
        case .entries: .entries(fields.proposals)
        case .request, .reply: preconditionFailure("\(type) is no message of the protocol")
        }
    }

    private static func relayed(
        _ type: PeerType,
        _ fields: PeerFields,
        at offset: Int
    ) throws(WireError) -> PeerMessage {
        let relayed = fields.relayed
        guard let client = relayed.client, let timestamp = relayed.timestamp else {
            throw .missingKey("client", at: offset)
        }
        if type == .request, let command = relayed.command {
            let request = Request(client: client, timestamp: timestamp, command: command)
            return .request(request, via: relayed.via)
        }
        let answer = try relayed.answer(client: client, timestamp: timestamp, at: offset)
        return .reply(
            ReplyMessage(
                ballot: fields.ballot,
                client: client,
                timestamp: timestamp,
                answer: answer
            )
        )
    }
}

/// The types of lines between nodes, with the keys of each.
enum PeerType: String, CaseIterable {
    case accept = "ACCEPT"
    case accepted = "ACCEPTED"
    case commit = "COMMIT"
    case heartbeat = "HEARTBEAT"
    case request = "REQUEST"
    case reply = "REPLY"
    case prepare = "PREPARE"
    case promise = "PROMISE"
    case newView = "NEW_VIEW"
    case reject = "REJECT"
    case fetch = "FETCH"
    case entries = "ENTRIES"

    /// The keys that a line of this type must have, as bits.
    var required: UInt64 {
        let common = Keys.type | Keys.node | Keys.clock
        switch self {
        case .accept: return common | Keys.of(.ballot, .first, .entries, .committed)
        case .accepted, .commit: return common | Keys.of(.ballot, .through)
        case .heartbeat:
            return common | Keys.of(.ballot, .beat, .committed, .executed, .digest)
        case .request: return common | Keys.of(.client, .timestamp, .command, .via)
        case .reply: return common | Keys.of(.ballot, .client, .timestamp, .result)
        case .prepare: return common | Keys.of(.ballot, .first)
        case .promise: return common | Keys.of(.ballot, .checkpoint, .first, .accepted, .last)
        case .newView: return common | Keys.of(.ballot, .view, .first, .entries, .last)
        case .reject: return common | Keys.of(.promised)
        case .fetch: return common | Keys.of(.first)
        case .entries: return common | Keys.of(.chosen)
        }
    }

    /// The keys that a line of this type may have besides, as bits.
    var optional: UInt64 { self == .reply ? Keys.of(.reason, .slot, .balances) : 0 }
}

/// Keys as bits.
enum Keys {
    static let type = of(.type)
    static let node = of(.node)
    static let clock = of(.clock)

    static func of(_ fields: PeerFields.Field...) -> UInt64 {
        fields.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
    }
}

extension PeerFields {
    fileprivate var promisePage: PromisePage<StampedRequest> {
        PromisePage(
            ballot: ballot,
            checkpoint: checkpoint,
            first: first,
            accepted: proposals,
            isLast: isLast
        )
    }

    fileprivate var heartbeat: Heartbeat {
        Heartbeat(
            ballot: ballot,
            beat: beat,
            committed: committed,
            executed: executed,
            digest: digest
        )
    }

    fileprivate func run(at offset: Int) throws(WireError) -> ProposalRun<StampedRequest> {
        guard first > .zero else { throw .outOfRange("slot 0", at: offset) }
        return ProposalRun(ballot: ballot, first: first, entries: entries)
    }

    fileprivate func viewPage(at offset: Int) throws(WireError) -> ViewPage<StampedRequest> {
        guard view > .zero, view <= first else {
            throw .outOfRange("a page before its view", at: offset)
        }
        return ViewPage(first: view, run: try run(at: offset), isLast: isLast)
    }
}
