import Bank
import HybridClock
import JSON
import Paxos

/// A place in a line, with reading of the values that this bank's messages are made of.
///
/// Each call is lent the bytes of the line; nothing is copied and no tree is built.
struct LineCursor {
    /// The place.
    var reader: JSONReader

    init(at position: Int = 0) {
        reader = JSONReader(at: position)
    }

    /// The index of the next byte.
    var position: Int { reader.position }

    /// Where the key read last stands.
    var keyPosition: Int { reader.keyPosition }

    // MARK: Structure

    mutating func beginObject(in bytes: Span<UInt8>) throws(WireError) {
        do { try reader.beginObject(in: bytes) } catch { throw .json(error) }
    }

    mutating func nextKey(in bytes: Span<UInt8>) throws(WireError) -> JSONKey? {
        do { return try reader.nextKey(in: bytes) } catch { throw .json(error) }
    }

    mutating func beginArray(in bytes: Span<UInt8>) throws(WireError) {
        do { try reader.beginArray(in: bytes) } catch { throw .json(error) }
    }

    mutating func nextElement(in bytes: Span<UInt8>) throws(WireError) -> Bool {
        do { return try reader.nextElement(in: bytes) } catch { throw .json(error) }
    }

    /// Requires one more element of the array.
    mutating func requireElement(in bytes: Span<UInt8>) throws(WireError) {
        let place = position
        guard try nextElement(in: bytes) else { throw .outOfRange("a list this short", at: place) }
    }

    /// Requires the end of the array.
    mutating func requireArrayEnd(in bytes: Span<UInt8>) throws(WireError) {
        let place = position
        if try nextElement(in: bytes) { throw .outOfRange("a list this long", at: place) }
    }

    mutating func end(in bytes: Span<UInt8>) throws(WireError) {
        do { try reader.end(in: bytes) } catch { throw .json(error) }
    }

    mutating func peek(in bytes: Span<UInt8>) throws(WireError) -> JSONKind {
        do { return try reader.peek(in: bytes) } catch { throw .json(error) }
    }

    // MARK: Plain values

    mutating func boolean(in bytes: Span<UInt8>) throws(WireError) -> Bool {
        do { return try reader.boolean(in: bytes) } catch { throw .json(error) }
    }

    mutating func null(in bytes: Span<UInt8>) throws(WireError) {
        do { try reader.null(in: bytes) } catch { throw .json(error) }
    }

    mutating func integer(in bytes: Span<UInt8>) throws(WireError) -> Int64 {
        do { return try reader.integer(in: bytes) } catch { throw .json(error) }
    }

    /// Reads an integer from 0 up.
    mutating func natural(_ what: String, in bytes: Span<UInt8>) throws(WireError) -> UInt64 {
        let place = position
        let value = try integer(in: bytes)
        guard value >= 0 else { throw .outOfRange(what, at: place) }
        return UInt64(value)
    }

    /// Reads a word without escapes; returns where it stands.
    mutating func word(in bytes: Span<UInt8>) throws(WireError) -> Range<Int> {
        do { return try reader.plainString(in: bytes) } catch { throw .json(error) }
    }

    mutating func text(in bytes: Span<UInt8>) throws(WireError) -> String {
        do { return try reader.string(in: bytes) } catch { throw .json(error) }
    }

    /// Reads a word of this program: printable ASCII, in which no escape is allowed.
    mutating func plainText(in bytes: Span<UInt8>) throws(WireError) -> String {
        var probe = self
        _ = try probe.word(in: bytes)
        return try text(in: bytes)
    }

    /// Reads an object as it stands, of at most ``WireLimits/snapshotPartBytesMax`` bytes.
    mutating func part(in bytes: Span<UInt8>) throws(WireError) -> [UInt8] {
        guard try peek(in: bytes) == .object else {
            throw .outOfRange("a part that is no object", at: position)
        }
        let range: Range<Int>
        do { range = try reader.skipValue(in: bytes) } catch { throw .json(error) }
        guard range.count <= WireLimits.snapshotPartBytesMax else {
            throw .outOfRange("a part this long", at: range.lowerBound)
        }
        var copy = JSONWriter(capacity: range.count)
        copy.append(bytes: bytes.extracting(range))
        return copy.bytes
    }

    // MARK: Values of the protocol

    /// Reads a slot, from 0, which means before the first one, to ``WireLimits/slotMax``.
    mutating func slot(in bytes: Span<UInt8>) throws(WireError) -> Slot {
        let place = position
        let value = try integer(in: bytes)
        guard value >= 0, value <= WireLimits.slotMax else {
            throw .outOfRange("this slot", at: place)
        }
        return Slot(UInt64(value))
    }

    /// Reads a slot that can hold an entry: from 1.
    mutating func position(in bytes: Span<UInt8>) throws(WireError) -> Slot {
        let place = position
        let slot = try slot(in: bytes)
        guard slot > .zero else { throw .outOfRange("slot 0", at: place) }
        return slot
    }

    /// Reads a ballot that a node owns: any but `[0,0]`.
    mutating func ownedBallot(in bytes: Span<UInt8>) throws(WireError) -> Ballot {
        let place = position
        let ballot = try ballot(in: bytes)
        guard ballot > .zero else { throw .outOfRange("a ballot of nobody", at: place) }
        return ballot
    }

    /// Reads `[round,node]`; only a message that names no leader has `[0,0]`.
    mutating func ballot(in bytes: Span<UInt8>) throws(WireError) -> Ballot {
        let place = position
        try beginArray(in: bytes)
        try requireElement(in: bytes)
        let round = try integer(in: bytes)
        try requireElement(in: bytes)
        let proposer = try integer(in: bytes)
        try requireArrayEnd(in: bytes)
        let isNone = round == 0 && proposer == 0
        guard isNone || (1...Int64(WireLimits.roundMax)).contains(round),
            isNone || (1...Int64(NodeSet.nodeNumberMax)).contains(proposer)
        else { throw .outOfRange("this ballot", at: place) }
        return Ballot(round: UInt64(round), proposer: NodeID(UInt8(proposer)))
    }

    /// Reads a node's name, `n1` to `n64`.
    mutating func node(in bytes: Span<UInt8>) throws(WireError) -> NodeID {
        let range = try word(in: bytes)
        var number = 0
        var index = range.lowerBound + 1
        let isShort = (2...3).contains(range.count)
        guard isShort, bytes[range.lowerBound] == UInt8(ascii: "n"),
            bytes[index] != UInt8(ascii: "0")
        else { throw .outOfRange("this node name", at: range.lowerBound) }
        while index < range.upperBound {
            let digit = Int(bytes[index]) - Int(UInt8(ascii: "0"))
            guard (0...9).contains(digit) else {
                throw .outOfRange("this node name", at: range.lowerBound)
            }
            number = number * 10 + digit
            index += 1
        }
        guard number <= NodeSet.nodeNumberMax else {
            throw .outOfRange("this node name", at: range.lowerBound)
        }
        return NodeID(UInt8(number))
    }

    /// Reads a stamp, `[microseconds,logical]`.
    mutating func stamp(in bytes: Span<UInt8>) throws(WireError) -> Timestamp {
        let place = position
        try beginArray(in: bytes)
        try requireElement(in: bytes)
        let microseconds = try natural("a time before 1970", in: bytes)
        try requireElement(in: bytes)
        let logical = try natural("a counter below 0", in: bytes)
        try requireArrayEnd(in: bytes)
        guard microseconds <= Timestamp.microsecondsMax, logical <= Timestamp.logicalMax else {
            throw .outOfRange("this stamp", at: place)
        }
        return Timestamp(microseconds: microseconds, logical: logical)
    }

    /// Reads 16 lower-case hexadecimal digits.
    mutating func digest(in bytes: Span<UInt8>) throws(WireError) -> UInt64 {
        let range = try word(in: bytes)
        guard range.count == 16, let value = Hex.value(of: bytes.extracting(range)) else {
            throw .outOfRange("this digest", at: range.lowerBound)
        }
        return value
    }

    // MARK: Values of the bank

    mutating func identifier(in bytes: Span<UInt8>) throws(WireError) -> Identifier {
        let range = try word(in: bytes)
        guard let identifier = Identifier(ascii: bytes.extracting(range)) else {
            throw .outOfRange("this identifier", at: range.lowerBound)
        }
        return identifier
    }

    mutating func timestamp(in bytes: Span<UInt8>) throws(WireError) -> RequestTimestamp {
        let place = position
        let value: UInt64
        do { value = try reader.decimalString(in: bytes) } catch { throw .json(error) }
        guard let timestamp = RequestTimestamp(value) else {
            throw .outOfRange("this timestamp", at: place)
        }
        return timestamp
    }

    /// Reads 32 lower-case hexadecimal digits in quotation marks.
    mutating func key(in bytes: Span<UInt8>) throws(WireError) -> IdempotencyKey {
        let range = try word(in: bytes)
        guard let key = IdempotencyKey(digits: bytes.extracting(range)) else {
            throw .outOfRange("this idempotency key", at: range.lowerBound)
        }
        return key
    }

    /// Reads `{"transfer":["G","B",6]}`, perhaps with `"key":"…"` behind the list.
    mutating func command(in bytes: Span<UInt8>) throws(WireError) -> Command {
        try beginObject(in: bytes)
        guard let key = try nextKey(in: bytes) else {
            throw .missingKey("transfer", at: position)
        }
        guard key == "transfer" else { throw .foreignKey("\(key)", at: keyPosition) }
        try beginArray(in: bytes)
        try requireElement(in: bytes)
        let from = AccountID(identifier: try identifier(in: bytes))
        try requireElement(in: bytes)
        let to = AccountID(identifier: try identifier(in: bytes))
        try requireElement(in: bytes)
        let amount = Amount(minorUnits: try integer(in: bytes))
        try requireArrayEnd(in: bytes)
        let transfer = Transfer(from: from, to: to, amount: amount)
        guard let second = try nextKey(in: bytes) else { return .transfer(transfer) }
        guard second == "key" else { throw .foreignKey("a second command", at: keyPosition) }
        let command = Command.keyedTransfer(transfer, key: try self.key(in: bytes))
        if let third = try nextKey(in: bytes) { throw .foreignKey("\(third)", at: keyPosition) }
        return command
    }
}

/// Numbers as lower-case hexadecimal digits.
enum Hex {
    /// Returns the number, or nil if a byte is no lower-case digit or there are more than 16.
    static func value(of text: Span<UInt8>) -> UInt64? {
        guard text.count <= 16 else { return nil }
        var value: UInt64 = 0
        for index in 0..<text.count {
            let digit: UInt8
            switch text[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = text[index] - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = text[index] - UInt8(ascii: "a") + 10
            default: return nil
            }
            value = value << 4 | UInt64(digit)
        }
        return value
    }

    /// Appends the lowest `count` digits of `value`, the highest of them first.
    static func append(_ value: UInt64, count: Int, to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: count) { append(value, count: count, to: &$0) }
    }

    /// Appends the lowest `count` digits of `value` to memory that has room for them.
    static func append(_ value: UInt64, count: Int, to output: inout OutputSpan<UInt8>) {
        for place in stride(from: count - 1, through: 0, by: -1) {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(place * 4) & 0xF)
            output.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }
}
