import Bank
import HybridClock
import JSON
import Paxos

/// An element of one of the lists of a snapshot.
protocol SnapshotRow {
    /// The name of the parts that hold the list.
    static var partName: String { get }
    /// The key of the list in such a part.
    static var listKey: JSONKey { get }
    /// The number of rows of a full part; at the most bytes a row can have, it has at most 64 KiB.
    static var rowsPerPart: Int { get }

    /// Reads a row.
    static func read(
        from cursor: inout LineCursor,
        in bytes: Span<UInt8>
    ) throws(WireError) -> Self

    /// Appends the row.
    func write(into writer: inout JSONWriter)
}

/// `["A",10]`, at most 92 bytes.
extension Account: SnapshotRow {
    static var partName: String { "ACCOUNTS" }
    static var listKey: JSONKey { "accounts" }
    static var rowsPerPart: Int { 700 }

    static func read(
        from cursor: inout LineCursor,
        in bytes: Span<UInt8>
    ) throws(WireError) -> Account {
        try cursor.beginArray(in: bytes)
        try cursor.requireElement(in: bytes)
        let id = AccountID(identifier: try cursor.identifier(in: bytes))
        try cursor.requireElement(in: bytes)
        let balance = Amount(minorUnits: try cursor.integer(in: bytes))
        try cursor.requireArrayEnd(in: bytes)
        return Account(id: id, balance: balance)
    }

    func write(into writer: inout JSONWriter) {
        writer.append(raw: #"[""#)
        id.append(to: &writer.bytes)
        writer.append(raw: #"","#)
        writer.append(integer: balance.minorUnits)
        writer.append(raw: "]")
    }
}

/// `["C","1795225798670388","9f2c41d07a3be518",6,"success",[2,18]]`: client, timestamp, fingerprint
/// of the command, slot, result or reason, balances or null, and `true` behind them if the reply
/// repeats that of an earlier request under its key; at most 203 bytes.
extension ClientRecord: SnapshotRow {
    static var partName: String { "CLIENTS" }
    static var listKey: JSONKey { "clients" }
    static var rowsPerPart: Int { 300 }

    static func read(
        from cursor: inout LineCursor,
        in bytes: Span<UInt8>
    ) throws(WireError) -> ClientRecord {
        try cursor.beginArray(in: bytes)
        try cursor.requireElement(in: bytes)
        let client = ClientID(identifier: try cursor.identifier(in: bytes))
        try cursor.requireElement(in: bytes)
        let timestamp = try cursor.timestamp(in: bytes)
        try cursor.requireElement(in: bytes)
        let fingerprint = try cursor.digest(in: bytes)
        try cursor.requireElement(in: bytes)
        let slot = try cursor.position(in: bytes)
        try cursor.requireElement(in: bytes)
        let (result, balances) = try cursor.outcome(in: bytes)
        let isReplayed = try cursor.lastElementIsTrue(in: bytes)
        let reply = Reply(
            client: client,
            timestamp: timestamp,
            result: result,
            position: slot.rawValue,
            balances: balances,
            isReplayed: isReplayed
        )
        return ClientRecord(reply: reply, fingerprint: fingerprint)
    }

    func write(into writer: inout JSONWriter) {
        writer.bytes.append(addingCapacity: WireLimits.entryBytesMax) { output in
            output.append(literal: #"[""#)
            reply.client.append(to: &output)
            output.append(literal: #"",""#)
            output.append(digits: reply.timestamp.raw)
            output.append(literal: #"",""#)
            Hex.append(fingerprint, count: 16, to: &output)
            output.append(literal: #"","#)
            output.append(digits: reply.position)
            output.append(literal: #",""#)
            output.append(outcome: reply.result, reply.balances)
            if reply.isReplayed { output.append(literal: ",true") }
            output.append(literal: "]")
        }
    }
}

/// `["9f…",6,[1795225798670412,0],"9f2c41d07a3be518","success",[2,18]]`: key, slot, stamp,
/// fingerprint of the transfer, result or reason, balances or null; `["9f…",6]` if it is
/// expired; at most 170 bytes.
extension KeyRecord: SnapshotRow {
    static var partName: String { "KEYS" }
    static var listKey: JSONKey { "keys" }
    static var rowsPerPart: Int { 350 }

    static func read(
        from cursor: inout LineCursor,
        in bytes: Span<UInt8>
    ) throws(WireError) -> KeyRecord {
        try cursor.beginArray(in: bytes)
        try cursor.requireElement(in: bytes)
        let key = try cursor.key(in: bytes)
        try cursor.requireElement(in: bytes)
        let position = try cursor.position(in: bytes).rawValue
        guard try cursor.nextElement(in: bytes) else {
            return KeyRecord(key: key, position: position, outcome: nil)
        }
        let stamp = try cursor.stamp(in: bytes)
        try cursor.requireElement(in: bytes)
        let fingerprint = try cursor.digest(in: bytes)
        try cursor.requireElement(in: bytes)
        let (result, balances) = try cursor.outcome(in: bytes)
        try cursor.requireArrayEnd(in: bytes)
        let outcome = Outcome(
            fingerprint: fingerprint,
            stamp: stamp.raw,
            result: result,
            balances: balances
        )
        return KeyRecord(key: key, position: position, outcome: outcome)
    }

    func write(into writer: inout JSONWriter) {
        writer.bytes.append(addingCapacity: WireLimits.entryBytesMax) { output in
            output.append(literal: #"[""#)
            output.append(key)
            output.append(literal: #"","#)
            output.append(digits: position)
            if let outcome {
                output.append(literal: ",")
                output.append(Timestamp(raw: outcome.stamp))
                output.append(literal: #",""#)
                Hex.append(outcome.fingerprint, count: 16, to: &output)
                output.append(literal: #"",""#)
                output.append(outcome: outcome.result, outcome.balances)
            }
            output.append(literal: "]")
        }
    }
}

/// `[6,[1795225798670412,0],"C","D",8,"success",[2,18]]`: slot, stamp, sender, receiver, amount,
/// result or reason, balances or null; at most 270 bytes.
extension JournalEntry: SnapshotRow {
    static var partName: String { "JOURNAL" }
    static var listKey: JSONKey { "entries" }
    static var rowsPerPart: Int { 200 }

    static func read(
        from cursor: inout LineCursor,
        in bytes: Span<UInt8>
    ) throws(WireError) -> JournalEntry {
        try cursor.beginArray(in: bytes)
        try cursor.requireElement(in: bytes)
        let slot = try cursor.position(in: bytes)
        try cursor.requireElement(in: bytes)
        let stamp = try cursor.stamp(in: bytes)
        try cursor.requireElement(in: bytes)
        let from = AccountID(identifier: try cursor.identifier(in: bytes))
        try cursor.requireElement(in: bytes)
        let to = AccountID(identifier: try cursor.identifier(in: bytes))
        try cursor.requireElement(in: bytes)
        let amount = Amount(minorUnits: try cursor.integer(in: bytes))
        try cursor.requireElement(in: bytes)
        let (result, balances) = try cursor.outcome(in: bytes)
        try cursor.requireArrayEnd(in: bytes)
        return JournalEntry(
            position: slot.rawValue,
            stamp: stamp.raw,
            transfer: Transfer(from: from, to: to, amount: amount),
            result: result,
            balances: balances
        )
    }

    func write(into writer: inout JSONWriter) {
        writer.bytes.append(addingCapacity: WireLimits.entryBytesMax) { output in
            output.append(literal: "[")
            output.append(digits: position)
            output.append(literal: ",")
            output.append(Timestamp(raw: stamp))
            output.append(literal: #",""#)
            transfer.from.append(to: &output)
            output.append(literal: #"",""#)
            transfer.to.append(to: &output)
            output.append(literal: #"","#)
            output.append(integer: transfer.amount.minorUnits)
            output.append(literal: #",""#)
            output.append(outcome: result, balances)
            output.append(literal: "]")
        }
    }
}

// MARK: - What rows are made of

extension OutputSpan<UInt8> {
    /// Appends `success` or a reason, whose opening quotation mark stands already, and balances.
    fileprivate mutating func append(
        outcome result: RequestResult,
        _ balances: TransferBalances?
    ) {
        if result == .success {
            append(literal: "success")
        } else {
            append(copying: (result.reason?.rawValue ?? result.word).utf8.span)
        }
        guard let balances else { return append(literal: #"",null"#) }
        append(literal: #"",["#)
        append(integer: balances.from.minorUnits)
        append(literal: ",")
        append(integer: balances.to.minorUnits)
        append(literal: "]")
    }
}

extension LineCursor {
    /// What can become of a request that takes a slot.
    private static let results: [RequestResult] =
        [.success]
        + FailureReason.allCases.filter { $0 != .tooManyClients }.map { .failed($0) }

    /// Reads `success` or a reason, and then balances or null; success has balances.
    fileprivate mutating func outcome(
        in bytes: Span<UInt8>
    ) throws(WireError) -> (RequestResult, TransferBalances?) {
        let range = try word(in: bytes)
        let text = bytes.extracting(range)
        guard
            let result = Self.results.first(where: { text.equals($0.reason?.rawValue ?? $0.word) })
        else { throw .outOfRange("this result", at: range.lowerBound) }
        try requireElement(in: bytes)
        if try peek(in: bytes) == .null {
            guard result != .success else {
                throw .outOfRange("success without balances", at: position)
            }
            try null(in: bytes)
            return (result, nil)
        }
        return (result, try balances(in: bytes))
    }

    /// Reads the end of a list, or `true` before it; returns whether that stands there.
    fileprivate mutating func lastElementIsTrue(in bytes: Span<UInt8>) throws(WireError) -> Bool {
        guard try nextElement(in: bytes) else { return false }
        let place = position
        guard try boolean(in: bytes) else {
            throw .outOfRange("false in place of nothing", at: place)
        }
        try requireArrayEnd(in: bytes)
        return true
    }

    /// Reads a number of rows.
    mutating func rowCount(in bytes: Span<UInt8>) throws(WireError) -> Int {
        let place = position
        let number = try integer(in: bytes)
        guard number >= 0, number <= Int32.max else {
            throw .outOfRange("this number of rows", at: place)
        }
        return Int(number)
    }

    /// Reads a word that is exactly this one.
    mutating func requireWord(_ word: String, in bytes: Span<UInt8>) throws(WireError) {
        let range = try self.word(in: bytes)
        guard bytes.extracting(range).equals(word) else {
            throw .outOfRange("another part than \(word)", at: range.lowerBound)
        }
    }
}

extension JSONFields {
    /// Requires all of these keys, numbered in this order, of the object that ends at `offset`.
    func requireAll(_ keys: [JSONKey], endingAt offset: Int) throws(WireError) {
        do { try requireAll(keys, at: offset) } catch { throw .json(error) }
    }
}
