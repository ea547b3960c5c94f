import HybridClock
public import JSON
import Paxos

extension LogPayload {
    /// Appends the payload, one object without a line feed and without a zero byte.
    ///
    /// What is written for equal payloads is equal, byte for byte; what goes without saying (no
    /// notes, nothing behind, not recovering, no records) is left out.
    public func write(into writer: inout JSONWriter) {
        writer.append(raw: #"{"promised":"#)
        writer.append(state.promised)
        writer.append(raw: #","round":"#)
        writer.append(integer: Int64(state.usedRound))
        writer.append(raw: #","life":"#)
        writer.append(integer: Int64(state.life))
        if state.isRecovering { writer.append(raw: #","recovering":true"#) }
        if !state.notes.isEmpty {
            writer.append(raw: #","notes":"#)
            writer.append(state.notes)
        }
        if base > .zero {
            writer.append(raw: #","base":"#)
            writer.append(base)
        }
        if oldest > 0 {
            writer.append(raw: #","oldest":"#)
            writer.append(integer: Int64(oldest))
        }
        if repaired > 0 {
            writer.append(raw: #","repaired":"#)
            writer.append(integer: Int64(repaired))
        }
        if let behind {
            writer.append(raw: #","behind":"#)
            writer.append(behind)
        }
        var isFirst = true
        for record in records where record.hasText {
            writer.append(raw: isFirst ? #","records":["# : ",")
            writer.append(record)
            isFirst = false
        }
        writer.append(raw: isFirst ? "}" : "]}")
    }

    /// Reads a payload out of a record of the log, whose checksum was checked before.
    ///
    /// - Parameter bytes: The object, at most ``WireLimits/logPayloadBytesMax`` bytes.
    /// - Throws: ``WireError``: another program wrote it, or this one is wrong.
    public init(reading bytes: Span<UInt8>) throws(WireError) {
        guard bytes.count <= WireLimits.logPayloadBytesMax else {
            throw .outOfRange("a payload this long", at: WireLimits.logPayloadBytesMax)
        }
        var cursor = LineCursor()
        var fields = Fields()
        try cursor.beginObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            try fields.read(key, from: &cursor, in: bytes)
        }
        try cursor.end(in: bytes)
        self = try fields.payload(at: bytes.count)
    }

    /// The members of a payload that were read so far.
    private struct Fields {
        /// The keys read, by number.
        private var seen = JSONFields()
        /// The highest ballot promised.
        private var promised: Ballot?
        /// The highest round used.
        private var round: UInt64?
        /// How often the node has lost its memory.
        private var life: UInt32?
        /// What is left out unless it says something.
        private var payload = LogPayload(state: DurableState())

        mutating func read(
            _ key: JSONKey,
            from cursor: inout LineCursor,
            in bytes: Span<UInt8>
        ) throws(WireError) {
            let place = cursor.keyPosition
            switch key {
            case "promised":
                try cursor.note(0, in: &seen)
                promised = try cursor.ballot(in: bytes)
            case "round":
                try cursor.note(1, in: &seen)
                round = try cursor.natural("a round below 0", in: bytes)
            case "life":
                try cursor.note(2, in: &seen)
                life = try cursor.life(in: bytes)
            case "recovering":
                try cursor.note(3, in: &seen)
                payload.state.isRecovering = try cursor.boolean(in: bytes)
                try Self.require(payload.state.isRecovering, at: place)
            case "notes":
                try cursor.note(4, in: &seen)
                payload.state.notes = try cursor.notes(in: bytes)
                try Self.require(!payload.state.notes.isEmpty, at: place)
            case "behind":
                try cursor.note(5, in: &seen)
                payload.behind = try cursor.slotRange(in: bytes)
            case "base":
                try cursor.note(6, in: &seen)
                payload.base = try cursor.position(in: bytes)
            case "oldest":
                try cursor.note(9, in: &seen)
                payload.oldest = try cursor.natural("a number below 0", in: bytes)
                try Self.require(payload.oldest > 0, at: place)
            case "repaired":
                try cursor.note(7, in: &seen)
                payload.repaired = try cursor.natural("a number below 0", in: bytes)
                try Self.require(payload.repaired > 0, at: place)
            case "records":
                try cursor.note(8, in: &seen)
                payload.records = try cursor.records(in: bytes)
                try Self.require(!payload.records.isEmpty, at: place)
            default: throw .foreignKey("\(key)", at: place)
            }
        }

        /// Refuses a member that says what goes without saying: a payload has one form only.
        private static func require(_ saysMore: Bool, at place: Int) throws(WireError) {
            guard saysMore else { throw .outOfRange("what goes without saying", at: place) }
        }

        func payload(at offset: Int) throws(WireError) -> LogPayload {
            guard let promised else { throw .missingKey("promised", at: offset) }
            guard let round else { throw .missingKey("round", at: offset) }
            guard let life else { throw .missingKey("life", at: offset) }
            var payload = payload
            payload.state.promised = promised
            payload.state.usedRound = round
            payload.state.life = life
            return payload
        }
    }
}

// MARK: - Records

extension LogPayload.Record {
    /// Whether it has a text of its own, apart from the state.
    fileprivate var hasText: Bool {
        switch self {
        case .accepted, .learned: true
        case .usedRound, .promised, .noted, .forgot, .rejoined: false
        }
    }
}

extension JSONWriter {
    fileprivate mutating func append(_ record: LogPayload.Record) {
        switch record {
        case .accepted(let run, let committed):
            append(raw: #"{"ballot":"#)
            append(run.ballot)
            append(raw: #","first":"#)
            append(run.first)
            append(raw: #","entries":"#)
            append(entriesOf: run)
            append(raw: #","committed":"#)
            append(committed)
            append(raw: "}")
        case .learned(let proposals):
            append(raw: #"{"chosen":"#)
            append(proposals)
            append(raw: "}")
        case .usedRound, .promised, .noted, .forgot, .rejoined:
            preconditionFailure("\(record) has no text of its own")
        }
    }
}

extension LineCursor {
    /// Reads a list of records; the payload's bytes bound it, and the lists in it.
    fileprivate mutating func records(
        in bytes: Span<UInt8>
    ) throws(WireError) -> [LogPayload.Record] {
        var records: [LogPayload.Record] = []
        try beginArray(in: bytes)
        while try nextElement(in: bytes) { records.append(try record(in: bytes)) }
        return records
    }

    /// Reads a run that was accepted, or proposals that were learned.
    private mutating func record(in bytes: Span<UInt8>) throws(WireError) -> LogPayload.Record {
        let place = position
        var seen = JSONFields()
        var ballot: Ballot?
        var first: Slot?
        var entries: [BankEntry]?
        var committed: Slot?
        var chosen: [Proposal<StampedRequest>]?
        try beginObject(in: bytes)
        while let key = try nextKey(in: bytes) {
            switch key {
            case "ballot":
                try note(0, in: &seen)
                ballot = try ownedBallot(in: bytes)
            case "first":
                try note(1, in: &seen)
                first = try position(in: bytes)
            case "entries":
                try note(2, in: &seen)
                entries = try self.entries(atMost: bytes.count, in: bytes).entries
            case "committed":
                try note(3, in: &seen)
                committed = try slot(in: bytes)
            case "chosen":
                try note(4, in: &seen)
                chosen = try proposals(atMost: bytes.count, in: bytes)
            default: throw .foreignKey("\(key)", at: keyPosition)
            }
        }
        switch (ballot, first, entries, committed, chosen) {
        case (nil, nil, nil, nil, let chosen?): return .learned(chosen)
        case (let ballot?, let first?, let entries?, let committed?, nil):
            guard first.rawValue + UInt64(entries.count) <= WireLimits.slotMax else {
                throw .outOfRange("a run beyond the last slot", at: place)
            }
            let run = ProposalRun(ballot: ballot, first: first, entries: entries)
            return .accepted(run, committed: committed)
        default: throw .outOfRange("a record with these keys", at: place)
        }
    }
}
