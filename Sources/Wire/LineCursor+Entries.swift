import Bank
import HybridClock
import JSON
import Paxos

/// Requests, entries and lists of them.
extension LineCursor {
    /// Reads `"no-op"` or a stamped request; a request without a stamp of its own has the one of
    /// the request before it in the line.
    mutating func entry(
        _ stamp: inout Timestamp?,
        in bytes: Span<UInt8>
    ) throws(WireError) -> BankEntry {
        if try peek(in: bytes) == .string {
            let range = try word(in: bytes)
            guard bytes.extracting(range).equals("no-op") else {
                throw .outOfRange("this entry", at: range.lowerBound)
            }
            return .noop
        }
        let place = position
        var seen = JSONFields()
        var client: Identifier?
        var timestamp: RequestTimestamp?
        var command: Command?
        try beginObject(in: bytes)
        while let key = try nextKey(in: bytes) {
            switch key {
            case "client":
                try note(0, in: &seen)
                client = try identifier(in: bytes)
            case "timestamp":
                try note(1, in: &seen)
                timestamp = try self.timestamp(in: bytes)
            case "command":
                try note(2, in: &seen)
                command = try self.command(in: bytes)
            case "stamp":
                try note(3, in: &seen)
                stamp = try self.stamp(in: bytes)
            default: throw .foreignKey("\(key)", at: keyPosition)
            }
        }
        guard let client else { throw .missingKey("client", at: place) }
        guard let timestamp else { throw .missingKey("timestamp", at: place) }
        guard let command else { throw .missingKey("command", at: place) }
        guard let stamp else { throw .missingKey("stamp", at: place) }
        let request = Request(
            client: ClientID(identifier: client),
            timestamp: timestamp,
            command: command
        )
        return .command(StampedRequest(stamp: stamp, request: request))
    }

    /// Reads a list of entries for consecutive slots.
    ///
    /// - Returns: The entries; and where they stand, if they are written as this program does it.
    mutating func entries(
        atMost countMax: Int = WireLimits.entriesMax,
        in bytes: Span<UInt8>
    ) throws(WireError) -> (entries: [BankEntry], text: Range<Int>?) {
        let start = position
        var entries: [BankEntry] = []
        // A line has one list, about as long as the line; a payload of the log has many.
        if countMax <= WireLimits.entriesMax {
            entries.reserveCapacity(min(countMax, (bytes.count - start) / CanonicalText.entryBytes))
        }
        var stamp: Timestamp?
        var isCanonical = true
        try beginArray(in: bytes)
        while try nextElement(in: bytes) {
            guard entries.count < countMax else {
                throw .outOfRange("a list this long", at: position)
            }
            if let entry = canonicalEntry(&stamp, in: bytes) {
                entries.append(entry)
            } else {
                isCanonical = false
                entries.append(try entry(&stamp, in: bytes))
            }
        }
        return (entries, isCanonical && reader.isCompact ? start..<position : nil)
    }

    /// Reads a list of proposals, `[slot,ballot,entry]` each, in rising order of slots.
    mutating func proposals(
        atMost countMax: Int = WireLimits.entriesMax,
        in bytes: Span<UInt8>
    ) throws(WireError) -> [Proposal<StampedRequest>] {
        var proposals: [Proposal<StampedRequest>] = []
        var stamp: Timestamp?
        try beginArray(in: bytes)
        while try nextElement(in: bytes) {
            guard proposals.count < countMax else {
                throw .outOfRange("a list this long", at: position)
            }
            let place = position
            try beginArray(in: bytes)
            try requireElement(in: bytes)
            let slot = try self.position(in: bytes)
            try requireElement(in: bytes)
            let ballot = try self.ownedBallot(in: bytes)
            try requireElement(in: bytes)
            let entry = try self.entry(&stamp, in: bytes)
            try requireArrayEnd(in: bytes)
            guard slot > (proposals.last?.slot ?? .zero) else {
                throw .outOfRange("a slot that does not rise", at: place)
            }
            proposals.append(Proposal(ballot: ballot, slot: slot, entry: entry))
        }
        return proposals
    }

    /// Notes that key number `index` was read; each may stand once.
    mutating func note(_ index: Int, in seen: inout JSONFields) throws(WireError) {
        do { try seen.insert(index, at: keyPosition) } catch { throw .json(error) }
    }
}

/// Answers.
extension LineCursor {
    /// Reads `[sender's balance,receiver's balance]`.
    mutating func balances(in bytes: Span<UInt8>) throws(WireError) -> TransferBalances {
        try beginArray(in: bytes)
        try requireElement(in: bytes)
        let from = Amount(minorUnits: try integer(in: bytes))
        try requireElement(in: bytes)
        let to = Amount(minorUnits: try integer(in: bytes))
        try requireArrayEnd(in: bytes)
        return TransferBalances(from: from, to: to)
    }
}

extension Span<UInt8> {
    /// Returns whether these bytes are exactly those of `text`.
    func equals(_ text: String) -> Bool {
        let expected = text.utf8.span
        guard count == expected.count else { return false }
        for index in 0..<count where self[index] != expected[index] { return false }
        return true
    }
}
