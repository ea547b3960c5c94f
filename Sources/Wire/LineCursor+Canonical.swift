import Bank
import HybridClock
import JSON
import Paxos

/// The form in which this program writes what is most frequent.
enum CanonicalText {
    /// About what a usual entry has at least, in bytes: it decides how much memory is reserved.
    static let entryBytes = 72
}

/// The fast way to read what this program wrote: literals are compared as they are.
///
/// What is written in another way, or is wrong, is left for the general way to read or to refuse:
/// these calls return nil then, and nothing has changed. An entry takes about 90 ns so.
extension LineCursor {
    /// Reads `{"client":…}` as it stands in a list of entries.
    @inline(__always)
    mutating func canonicalEntry(
        _ stamp: inout Timestamp?,
        in bytes: Span<UInt8>
    ) -> BankEntry? {
        let start = reader
        guard reader.literal("{", in: bytes), let request = canonicalRequest(in: bytes) else {
            reader = start
            return nil
        }
        if let stamp, reader.literal("}", in: bytes) {
            return .command(StampedRequest(stamp: stamp, request: request))
        }
        guard reader.literal(#","stamp":["#, in: bytes),
            let microseconds = reader.digits(in: bytes), reader.literal(",", in: bytes),
            let logical = reader.digits(in: bytes), reader.literal("]}", in: bytes),
            microseconds <= Timestamp.microsecondsMax, logical <= Timestamp.logicalMax
        else {
            reader = start
            return nil
        }
        let own = Timestamp(microseconds: UInt64(microseconds), logical: UInt64(logical))
        guard own != stamp else {
            // This program leaves out a stamp that goes without saying.
            reader = start
            return nil
        }
        stamp = own
        return .command(StampedRequest(stamp: own, request: request))
    }

    /// Reads the members of a request, without braces.
    @inline(__always)
    mutating func canonicalRequest(in bytes: Span<UInt8>) -> Request? {
        let start = reader
        guard reader.literal(#""client":""#, in: bytes), let client = name(in: bytes),
            reader.literal(#"","timestamp":""#, in: bytes),
            let timestamp = canonicalTimestamp(in: bytes),
            reader.literal(#"","command":{"transfer":[""#, in: bytes), let from = name(in: bytes),
            reader.literal(#"",""#, in: bytes), let to = name(in: bytes),
            reader.literal(#"","#, in: bytes), let amount = reader.digits(in: bytes),
            reader.literal("]", in: bytes), let key = canonicalKey(in: bytes)
        else {
            reader = start
            return nil
        }
        let transfer = Transfer(
            from: AccountID(identifier: from),
            to: AccountID(identifier: to),
            amount: Amount(minorUnits: amount)
        )
        return Request(
            client: ClientID(identifier: client),
            timestamp: timestamp,
            command: key.map { .keyedTransfer(transfer, key: $0) } ?? .transfer(transfer)
        )
    }

    /// Reads what follows the list of a transfer: the end of the command, and a key before that if
    /// there is one.
    ///
    /// - Returns: The key, or that there is none; nil if it stands otherwise here.
    @inline(__always)
    private mutating func canonicalKey(in bytes: Span<UInt8>) -> IdempotencyKey?? {
        if reader.literal("}", in: bytes) { return .some(nil) }
        guard reader.literal(#","key":""#, in: bytes) else { return nil }
        let digits = reader.position..<reader.position + IdempotencyKey.digitCount
        guard digits.upperBound <= bytes.count,
            let key = IdempotencyKey(digits: bytes.extracting(digits))
        else { return nil }
        reader.move(to: digits.upperBound)
        return reader.literal(#""}"#, in: bytes) ? .some(key) : nil
    }

    /// Reads the members of the answer to a transfer that was done, up to the object's end.
    @inline(__always)
    mutating func canonicalSuccess(in bytes: Span<UInt8>) -> ReplyMessage? {
        let start = reader
        guard reader.literal(#""ballot":["#, in: bytes), let round = reader.digits(in: bytes),
            reader.literal(",", in: bytes), let proposer = reader.digits(in: bytes),
            (1...Int64(WireLimits.roundMax)).contains(round),
            (1...Int64(NodeSet.nodeNumberMax)).contains(proposer),
            reader.literal(#"],"client":""#, in: bytes), let client = name(in: bytes),
            reader.literal(#"","timestamp":""#, in: bytes),
            let timestamp = canonicalTimestamp(in: bytes),
            reader.literal(#"","result":"success","slot":"#, in: bytes),
            let slot = reader.digits(in: bytes), (1...Int64(WireLimits.slotMax)).contains(slot),
            reader.literal(#","balances":["#, in: bytes), let from = reader.digits(in: bytes),
            reader.literal(",", in: bytes), let to = reader.digits(in: bytes),
            reader.literal("]}", in: bytes)
        else {
            reader = start
            return nil
        }
        let reply = Reply(
            client: ClientID(identifier: client),
            timestamp: timestamp,
            result: .success,
            position: UInt64(slot),
            balances: TransferBalances(
                from: Amount(minorUnits: from),
                to: Amount(minorUnits: to)
            )
        )
        return ReplyMessage(
            ballot: Ballot(round: UInt64(round), proposer: NodeID(UInt8(proposer))),
            reply: reply
        )
    }

    /// Reads the characters of a name, up to its quotation mark.
    @inline(__always)
    private mutating func name(in bytes: Span<UInt8>) -> Identifier? {
        var end = reader.position
        guard let name = Identifier(in: bytes, from: end, end: &end) else { return nil }
        reader.move(to: end)
        return name
    }

    /// Reads the digits of a timestamp, up to their quotation mark.
    @inline(__always)
    private mutating func canonicalTimestamp(in bytes: Span<UInt8>) -> RequestTimestamp? {
        reader.digits(in: bytes).flatMap { RequestTimestamp(UInt64($0)) }
    }
}
