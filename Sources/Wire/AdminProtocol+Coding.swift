import Bank
import HybridClock
public import JSON
import Paxos

extension AdminRequest {
    /// Reads an operator's line; a checksum after the object is checked if there is one.
    ///
    /// - Parameter line: The line without its line feed; one carriage return at its end is allowed.
    /// - Throws: ``WireError``; nothing of the line counts then.
    public init(reading line: Span<UInt8>) throws(WireError) {
        let object = line.extracting(..<(try ClientLine.objectBytes(of: line)))
        var reader = try JSONField.members(of: object)
        do {
            let type = try reader.take("type")
            id = try reader.take("id").count()
            command = try AdminCommand(type, reading: &reader)
            try reader.finish()
        } catch {
            throw .field(error)
        }
    }

    /// Appends the line, with its line feed.
    public func write(into writer: inout JSONWriter) {
        let head: [JSONValue.Member] = [
            .init("type", .string(command.type)), .init("id", .count(id)),
        ]
        JSONValue.object(head + command.members).write(into: &writer)
        writer.append(raw: "\n")
    }
}

extension AdminCommand {
    /// The name on the wire.
    var type: String {
        switch self {
        case .status: "STATUS"
        case .accounts: "ACCOUNTS"
        case .slots: "SLOTS"
        case .journal: "JOURNAL"
        case .metrics: "METRICS"
        case .history: "HISTORY"
        case .block: "BLOCK"
        case .disconnect: "DISCONNECT"
        case .connect: "CONNECT"
        case .idle: "IDLE"
        case .resume: "RESUME"
        case .mark: "MARK"
        case .snapshot: "SNAPSHOT"
        case .part: "PART"
        }
    }

    /// Whether it makes a fault or stops the node's time, which only a node started for tests does.
    public var isFault: Bool {
        switch self {
        case .block, .disconnect, .connect, .idle, .resume: true
        case .status, .accounts, .slots, .journal, .metrics, .history, .mark, .snapshot, .part:
            false
        }
    }

    fileprivate var members: [JSONValue.Member] {
        switch self {
        case .status, .metrics, .connect, .idle, .resume, .snapshot: []
        case .accounts(let first, let count):
            [.init("first", .integer(Int64(first))), .init("count", .integer(Int64(count)))]
        case .slots(let first, let last):
            [.init("first", .slot(first)), .init("last", .slot(last))]
        case .journal(let query): query.members
        case .history(let kind, let after, let wholeRun):
            [
                .init("kind", .string(kind.rawValue)), .init("after", .count(after)),
                .init("whole_run", .bool(wholeRun)),
            ]
        case .block(let nodes): [.init("nodes", .nodes(nodes))]
        case .disconnect(let cause): [.init("cause", .string(cause))]
        case .mark(let set): [.init("set", .integer(Int64(set)))]
        case .part(let request):
            [.init("slot", .slot(request.slot)), .init("index", .integer(Int64(request.index)))]
        }
    }

    fileprivate init(
        _ type: JSONField,
        reading reader: inout JSONObjectReader
    ) throws(JSONFieldError) {
        switch try type.string() {
        case "STATUS": self = .status
        case "ACCOUNTS":
            let first = try reader.take("first").smallCount()
            let page = 1...Int64(WireLimits.pageElementsMax)
            self = .accounts(first: first, count: Int(try reader.take("count").integer(in: page)))
        case "SLOTS":
            let first = try reader.take("first").slot()
            self = .slots(first: first, last: try reader.take("last").slot())
        case "JOURNAL": self = .journal(try JournalQuery(reading: &reader))
        case "METRICS": self = .metrics
        case "HISTORY":
            let kind: HistoryKind = try reader.take("kind").word()
            let after = try reader.take("after").count()
            self = .history(kind, after: after, wholeRun: try reader.take("whole_run").bool())
        case "BLOCK": self = .block(try reader.take("nodes").nodes())
        case "DISCONNECT":
            let cause = try reader.take("cause")
            let text = try cause.string()
            guard text.utf8.count <= WireLimits.causeBytesMax else {
                throw cause.error(.invalid("at most \(WireLimits.causeBytesMax) bytes"))
            }
            self = .disconnect(cause: text)
        case "CONNECT": self = .connect
        case "IDLE": self = .idle
        case "RESUME": self = .resume
        case "MARK": self = .mark(set: try reader.take("set").smallCount())
        case "SNAPSHOT": self = .snapshot
        case "PART": self = .part(try SnapshotRequest(reading: &reader))
        default: throw type.error(.invalid("no operator's request has this type"))
        }
    }
}

extension AdminReply {
    /// How deep an answer nests and how many keys it has: a history holds whole lines, and a page
    /// of accounts is one object.
    static let limits = JSONLimits(depthMax: 12, keysMax: WireLimits.pageElementsMax)

    /// Reads a node's answer.
    ///
    /// - Parameter line: The line without its line feed.
    /// - Throws: ``WireError``.
    public init(reading line: Span<UInt8>) throws(WireError) {
        let object = line.extracting(..<(try ClientLine.objectBytes(of: line)))
        var reader = try JSONField.members(of: object, limits: Self.limits)
        do {
            let type = try reader.take("type")
            id = try reader.take("id").count()
            answer = try AdminAnswer(type, reading: &reader)
            try reader.finish()
        } catch {
            throw .field(error)
        }
    }

    /// Appends the line, with its line feed.
    public func write(into writer: inout JSONWriter) {
        let head: [JSONValue.Member] = [
            .init("type", .string(answer.type)), .init("id", .count(id)),
        ]
        JSONValue.object(head + answer.members).write(into: &writer)
        writer.append(raw: "\n")
    }
}

extension AdminAnswer {
    fileprivate var type: String {
        switch self {
        case .status: "STATUS"
        case .accounts: "ACCOUNTS"
        case .slots: "SLOTS"
        case .journal: "JOURNAL"
        case .metrics: "METRICS"
        case .history: "HISTORY"
        case .snapshot: "SNAPSHOT"
        case .part: "PART"
        case .done: "DONE"
        case .refused: "REFUSED"
        }
    }

    fileprivate var members: [JSONValue.Member] {
        switch self {
        case .status(let status): status.members
        case .accounts(let page):
            [
                .init(
                    "accounts",
                    .object(
                        page.accounts.map { .init("\($0.id)", .integer($0.balance.minorUnits)) }
                    )
                ),
                .init("count", .integer(Int64(page.count))),
                .init("total", .integer(page.total.minorUnits)),
                .init("executed", .slot(page.executed)),
            ]
        case .slots(let records): [.init("slots", .array(records.map(\.json)))]
        case .journal(let page): page.members
        case .metrics(let families): [.init("families", .array(families.map(\.json)))]
        case .history(let page):
            [
                .init("records", .array(page.records.map(\.json))),
                .init("dropped", .count(page.dropped)),
                .init("more", .bool(page.hasMore)),
            ]
        case .snapshot(let slot): [.init("slot", .slot(slot))]
        case .part(let part): part.members
        case .done: []
        case .refused(let error):
            [.init("code", .string(error.code)), .init("message", .string(error.message))]
        }
    }

    fileprivate init(
        _ type: JSONField,
        reading reader: inout JSONObjectReader
    ) throws(JSONFieldError) {
        switch try type.string() {
        case "STATUS": self = .status(try NodeStatus(reading: &reader))
        case "ACCOUNTS": self = .accounts(try AccountsPage(reading: &reader))
        case "SLOTS":
            let slots = try reader.take("slots")
            self = .slots(try slots.page(SlotRecord.init(reading:)))
        case "JOURNAL": self = .journal(try JournalPage(reading: &reader))
        case "METRICS":
            let families = try reader.take("families")
            self = .metrics(try families.page(MetricFamily.init(reading:)))
        case "HISTORY":
            let records = try reader.take("records").page(HistoryRecord.init(reading:))
            let dropped = try reader.take("dropped").count()
            let hasMore = try reader.take("more").bool()
            self = .history(HistoryPage(records: records, dropped: dropped, hasMore: hasMore))
        case "SNAPSHOT": self = .snapshot(slot: try reader.take("slot").slot())
        case "PART": self = .part(try SnapshotPart(reading: &reader))
        case "DONE": self = .done
        case "REFUSED":
            let code = try reader.take("code").string()
            self = .refused(
                ErrorMessage(code: code, message: try reader.take("message").string())
            )
        default: throw type.error(.invalid("no answer to an operator has this type"))
        }
    }
}
