import Bank
import HybridClock
public import JSON
public import Paxos

/// Values of the protocol as trees of JSON, for lines that are not on the hot path.
extension JSONValue {
    static func slot(_ slot: Slot) -> JSONValue { .integer(Int64(slot.rawValue)) }

    static func count(_ count: UInt64) -> JSONValue { .integer(Int64(clamping: count)) }

    /// `[round,node]`, the form of a ballot everywhere.
    public static func ballot(_ ballot: Ballot) -> JSONValue {
        .array([.integer(Int64(ballot.round)), .integer(Int64(ballot.proposer.rawValue))])
    }

    static func nodes(_ nodes: NodeSet) -> JSONValue { .array(nodes.map { .string("\($0)") }) }
}

extension JSONField {
    func count() throws(JSONFieldError) -> UInt64 { UInt64(try integer(in: 0 ... .max)) }

    func slot() throws(JSONFieldError) -> Slot {
        Slot(UInt64(try integer(in: 0...Int64(WireLimits.slotMax))))
    }

    /// Reads a number of things, from 0 to 2^31 - 1.
    func smallCount() throws(JSONFieldError) -> Int {
        Int(try integer(in: 0...Int64(Int32.max)))
    }

    /// Reads a list of at most ``WireLimits/pageElementsMax`` elements.
    func page<Element>(
        _ element: (JSONField) throws(JSONFieldError) -> Element
    ) throws(JSONFieldError) -> [Element] {
        let fields = try array()
        guard fields.count <= WireLimits.pageElementsMax else {
            throw error(.invalid("at most \(WireLimits.pageElementsMax) elements"))
        }
        var elements: [Element] = []
        for field in fields { elements.append(try element(field)) }
        return elements
    }

    func node() throws(JSONFieldError) -> NodeID {
        guard let node = NodeID(name: try string()) else {
            throw error(.invalid("a node is n1 to n\(NodeSet.nodeNumberMax)"))
        }
        return node
    }

    func optionalNode() throws(JSONFieldError) -> NodeID? {
        value == .null ? nil : try node()
    }

    func nodes() throws(JSONFieldError) -> NodeSet {
        var nodes = NodeSet()
        for field in try array() {
            let node = try field.node()
            guard !nodes.contains(node) else { throw field.error(.invalid("\(node) twice")) }
            nodes.insert(node)
        }
        return nodes
    }

    func ballot() throws(JSONFieldError) -> Ballot {
        let parts = try array()
        guard parts.count == 2 else { throw error(.invalid("a ballot is [round,node]")) }
        let round = try parts[0].integer(in: 0...Int64(WireLimits.roundMax))
        let node = try parts[1].integer(in: 0...Int64(NodeSet.nodeNumberMax))
        guard (round == 0) == (node == 0) else {
            throw error(.invalid("only [0,0] has a 0: it is nobody's"))
        }
        return Ballot(round: UInt64(round), proposer: NodeID(UInt8(node)))
    }

    func optionalBallot() throws(JSONFieldError) -> Ballot? {
        value == .null ? nil : try ballot()
    }

    func stamp() throws(JSONFieldError) -> Timestamp {
        let parts = try array()
        guard parts.count == 2 else { throw error(.invalid("a stamp is [microseconds,logical]")) }
        let microseconds = try parts[0].integer(in: 0...Int64(Timestamp.microsecondsMax))
        let logical = try parts[1].integer(in: 0...Int64(Timestamp.logicalMax))
        return Timestamp(microseconds: UInt64(microseconds), logical: UInt64(logical))
    }

    func digest() throws(JSONFieldError) -> UInt64 {
        let text = Array(try string().utf8)
        guard text.count == 16, let value = Hex.value(of: text.span) else {
            throw error(.invalid("a digest is 16 lower-case hexadecimal digits"))
        }
        return value
    }

    /// Reads a word of a closed list.
    func word<Word: RawRepresentable<String>>() throws(JSONFieldError) -> Word {
        let text = try string()
        guard let word = Word(rawValue: text) else {
            throw error(.invalid("\"\(text)\" is not known here"))
        }
        return word
    }
}

extension NodeID {
    /// Creates the node with this name, `n1` to `n64`; nil for any other text.
    public init?(name: String) {
        guard name.first == "n", let number = UInt8(name.dropFirst()),
            (1...NodeSet.nodeNumberMax).contains(Int(number)), "n\(number)" == name
        else { return nil }
        self.init(number)
    }
}

extension Hex {
    /// The 16 digits of a digest.
    static func text(_ value: UInt64) -> String {
        var bytes: [UInt8] = []
        append(value, count: 16, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

// MARK: - Parts of answers

extension AccountsPage {
    init(reading reader: inout JSONObjectReader) throws(JSONFieldError) {
        var accounts: [Account] = []
        var fields = try reader.take("accounts").object()
        for (name, field) in fields.takeRest() {
            guard let id = AccountID(name) else { throw field.error(.invalid("no account name")) }
            accounts.append(Account(id: id, balance: Amount(minorUnits: try field.integer())))
        }
        self.init(
            accounts: accounts,
            count: try reader.take("count").smallCount(),
            total: Amount(minorUnits: try reader.take("total").integer()),
            executed: try reader.take("executed").slot()
        )
    }
}

extension SlotRecord {
    var json: JSONValue {
        .object([
            .init("slot", .slot(slot)),
            .init("status", .string(status.rawValue)),
            .init("ballot", ballot.map { .ballot($0) } ?? .null),
            .init("entry", entry.map(\.json) ?? .null),
        ])
    }

    init(reading field: JSONField) throws(JSONFieldError) {
        var reader = try field.object()
        let entry = try reader.take("entry")
        self.init(
            slot: try reader.take("slot").slot(),
            status: try reader.take("status").word(),
            ballot: try reader.take("ballot").optionalBallot(),
            entry: entry.value == .null ? nil : try BankEntry(reading: entry)
        )
        try reader.finish()
    }
}

extension HistoryRecord {
    var json: JSONValue {
        .object([
            .init("number", .count(number)),
            .init("time_us", .count(microseconds)),
            .init("sent", .bool(isSent)),
            .init("peers", .string(peers)),
            .init("line", line),
        ])
    }

    init(reading field: JSONField) throws(JSONFieldError) {
        var reader = try field.object()
        self.init(
            number: try reader.take("number").count(),
            microseconds: try reader.take("time_us").count(),
            isSent: try reader.take("sent").bool(),
            peers: try reader.take("peers").string(),
            line: try reader.take("line").value
        )
        try reader.finish()
    }
}

extension BankEntry {
    /// The entry as it stands in a line.
    var json: JSONValue {
        var writer = JSONWriter()
        var stamp: Timestamp?
        writer.append(self, after: &stamp)
        do {
            return try JSONValue(parsing: writer.bytes.span)
        } catch {
            preconditionFailure("what is written cannot be read: \(error)")
        }
    }

    /// Reads an entry as it stands in a line.
    init(reading field: JSONField) throws(JSONFieldError) {
        let bytes = field.value.serialized()
        var cursor = LineCursor()
        var stamp: Timestamp?
        do {
            self = try cursor.entry(&stamp, in: bytes.span)
        } catch {
            throw field.error(.invalid("\(error)"))
        }
    }
}

extension PeerMessage {
    /// Reads the message of a line that a node remembered.
    ///
    /// - Parameter line: The line's object.
    /// - Returns: The message; nil if it is none between nodes.
    public static func remembered(_ line: JSONValue) -> PeerMessage? {
        let bytes = line.serialized()
        do { return try PeerLine(readingObject: bytes.span).message } catch { return nil }
    }
}

// MARK: - Lines as values

extension PeerLine {
    /// The line's object as a value.
    public var json: JSONValue { .written(depthMax: 12) { write(into: &$0) } }
}

extension ClientMessage {
    /// The line's object as a value.
    public var json: JSONValue { .written(depthMax: 8) { write(into: &$0) } }
}

extension ServerMessage {
    /// The line's object as a value.
    public var json: JSONValue { .written(depthMax: 8) { write(into: &$0) } }
}

extension JSONValue {
    /// Reads back what `write` writes as a line.
    fileprivate static func written(
        depthMax: Int,
        _ write: (inout JSONWriter) -> Void
    ) -> JSONValue {
        var writer = JSONWriter()
        write(&writer)
        do {
            let end = try ClientLine.objectBytes(of: writer.bytes.span.extracting(droppingLast: 1))
            return try JSONValue(
                parsing: writer.bytes.span.extracting(..<end),
                limits: JSONLimits(depthMax: depthMax)
            )
        } catch {
            preconditionFailure("what is written cannot be read: \(error)")
        }
    }
}
