import Bank
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
        let fields = try LineFields(reading: object)
        guard let type = PeerType(object.extracting(fields.type)) else {
            throw .unknownType(at: fields.type.lowerBound)
        }
        try fields.require(type.shape, at: object.count)
        self.init(
            node: fields.node,
            clock: fields.clock,
            message: try Self.message(type, fields, at: object.count)
        )
    }

    private static func message(
        _ type: PeerType,
        _ fields: LineFields,
        at offset: Int
    ) throws(WireError) -> PeerMessage {
        switch type {
        case .request:
            guard fields.via == fields.node else {
                throw .outOfRange("a request relayed twice", at: offset)
            }
            return .request(try fields.request(at: offset), via: fields.via)
        case .reply:
            let request = try fields.request(at: offset)
            return .reply(try fields.reply(at: offset), to: request.command)
        case .fetchSnapshot: return .fetchSnapshot(try fields.snapshotRequest(at: offset))
        case .snapshot: return .snapshot(try fields.snapshotPart(at: offset))
        default:
            guard fields.ballot > .zero || !fields.seen.contains(.ballot) else {
                throw .outOfRange("a ballot of nobody", at: offset)
            }
            return .paxos(try fields.paxosMessage(type, at: offset))
        }
    }
}

/// The types of lines between nodes.
enum PeerType {
    case accept, accepted, commit, heartbeat, request, reply, prepare, promise, newView, reject
    case fetch, entries, recall, noted, fetchSnapshot, snapshot

    /// Creates the type with this name, or nil; the frequent ones are tried first.
    init?(_ name: Span<UInt8>) {
        if name.equals("ACCEPT") {
            self = .accept
        } else if name.equals("ACCEPTED") {
            self = .accepted
        } else if name.equals("COMMIT") {
            self = .commit
        } else if name.equals("REQUEST") {
            self = .request
        } else if name.equals("REPLY") {
            self = .reply
        } else if name.equals("HEARTBEAT") {
            self = .heartbeat
        } else if name.equals("PREPARE") {
            self = .prepare
        } else if name.equals("PROMISE") {
            self = .promise
        } else if name.equals("NEW_VIEW") {
            self = .newView
        } else if name.equals("REJECT") {
            self = .reject
        } else if name.equals("FETCH") {
            self = .fetch
        } else if name.equals("ENTRIES") {
            self = .entries
        } else if name.equals("RECALL") {
            self = .recall
        } else if name.equals("NOTED") {
            self = .noted
        } else if name.equals("FETCH_SNAPSHOT") {
            self = .fetchSnapshot
        } else if name.equals("SNAPSHOT") {
            self = .snapshot
        } else {
            return nil
        }
    }

    /// The keys of the type.
    var shape: LineShape {
        switch self {
        case .accept: .accept
        case .accepted, .commit: .through
        case .heartbeat: .heartbeat
        case .request: .relayedRequest
        case .reply: .relayedReply
        case .prepare: .prepare
        case .promise: .promise
        case .newView: .newView
        case .reject: .reject
        case .fetch: .fetch
        case .entries: .entries
        case .recall: .recall
        case .noted: .noted
        case .fetchSnapshot: .fetchSnapshot
        case .snapshot: .snapshot
        }
    }
}

extension LineShape {
    fileprivate static let accept =
        LineShape(.type, .node, .clock, .ballot, .first, .entries, .committed)
    fileprivate static let through = LineShape(.type, .node, .clock, .ballot, .through)
    fileprivate static let heartbeat =
        LineShape(.type, .node, .clock, .ballot, .beat, .committed, .executed, .digest, .flush)
    fileprivate static let relayedRequest =
        LineShape(.type, .node, .clock, .client, .timestamp, .command, .via)
    fileprivate static let relayedReply = LineShape(
        .type,
        .node,
        .clock,
        .ballot,
        .client,
        .timestamp,
        .result,
        .command,
        optional: [.reason, .slot, .balances, .replayed]
    )
    fileprivate static let prepare = LineShape(.type, .node, .clock, .ballot, .first)
    fileprivate static let promise = LineShape(
        .type,
        .node,
        .clock,
        .ballot,
        .checkpoint,
        .committed,
        .life,
        .notes,
        .lost,
        .first,
        .accepted,
        .last
    )
    fileprivate static let newView =
        LineShape(.type, .node, .clock, .ballot, .view, .first, .entries, .last)
    fileprivate static let reject = LineShape(.type, .node, .clock, .promised)
    fileprivate static let fetch = LineShape(.type, .node, .clock, .first)
    fileprivate static let entries = LineShape(.type, .node, .clock, .chosen)
    fileprivate static let recall =
        LineShape(.type, .node, .clock, .attempt, .life, optional: [.floor])
    fileprivate static let noted =
        LineShape(.type, .node, .clock, .attempt, .life, .own, .promised, .notes)
    fileprivate static let fetchSnapshot = LineShape(.type, .node, .clock, .slot, .index)
    fileprivate static let snapshot = LineShape(.type, .node, .clock, .slot, .index, .count, .part)
}

// MARK: - Messages out of fields

extension LineFields {
    fileprivate func paxosMessage(
        _ type: PeerType,
        at offset: Int
    ) throws(WireError) -> PaxosMessage {
        switch type {
        case .prepare: .prepare(ballot: ballot, first: first)
        case .promise: .promise(try promisePage(at: offset))
        case .newView: .newView(try viewPage(at: offset))
        case .accept: try accept(at: offset)
        case .accepted: .accepted(ballot: ballot, through: through)
        case .commit: .commit(ballot: ballot, through: through)
        case .reject: try reject(at: offset)
        case .heartbeat: .heartbeat(try heartbeat(at: offset))
        case .fetch: .fetch(first: first)
        case .entries: try chosenEntries(at: offset)
        case .recall: .recall(Recall(attempt: attempt, life: life, floor: floor))
        case .noted: .noted(recollection)
        case .request, .reply, .fetchSnapshot, .snapshot:
            preconditionFailure("\(type) is no message of the protocol")
        }
    }

    private func promisePage(
        at offset: Int
    ) throws(WireError) -> PromisePage<StampedRequest> {
        // Slots rise, so the first one stands for all.
        if let slot = proposals.first?.slot, slot < first || slot <= checkpoint {
            throw .outOfRange("a slot that was not asked for", at: offset)
        }
        guard checkpoint <= committed else {
            throw .outOfRange("a checkpoint of what is not committed", at: offset)
        }
        return PromisePage(
            ballot: ballot,
            checkpoint: checkpoint,
            first: first,
            accepted: proposals,
            isLast: isLast,
            memory: PromiseMemory(committed: committed, life: life, notes: notes, lost: lost)
        )
    }

    private var recollection: Recollection {
        Recollection(
            attempt: attempt,
            life: life,
            ownLife: ownLife,
            promised: promised,
            notes: notes
        )
    }

    private func reject(at offset: Int) throws(WireError) -> PaxosMessage {
        guard promised > .zero else { throw .outOfRange("a ballot of nobody", at: offset) }
        return .reject(promised: promised)
    }

    fileprivate func snapshotRequest(at offset: Int) throws(WireError) -> SnapshotRequest {
        guard index < WireLimits.snapshotPartsMax else {
            throw .outOfRange("a part after the last", at: offset)
        }
        return SnapshotRequest(slot: try snapshotSlot(at: offset), index: index)
    }

    fileprivate func snapshotPart(at offset: Int) throws(WireError) -> SnapshotPart {
        guard index < count else { throw .outOfRange("a part after the last", at: offset) }
        let slot = try snapshotSlot(at: offset)
        return SnapshotPart(slot: slot, index: index, count: count, bytes: part)
    }

    private func snapshotSlot(at offset: Int) throws(WireError) -> Slot {
        guard let slot, slot > .zero else { throw .outOfRange("slot 0", at: offset) }
        return slot
    }

    private func heartbeat(at offset: Int) throws(WireError) -> Heartbeat {
        guard executed <= committed else {
            throw .outOfRange("a slot executed before it is committed", at: offset)
        }
        return Heartbeat(
            ballot: ballot,
            beat: beat,
            committed: committed,
            executed: executed,
            digest: digest,
            flushMilliseconds: flushMilliseconds
        )
    }

    private func accept(at offset: Int) throws(WireError) -> PaxosMessage {
        guard !entries.isEmpty else { throw .outOfRange("an empty list", at: offset) }
        return .accept(try run(at: offset), committed: committed)
    }

    private func viewPage(at offset: Int) throws(WireError) -> ViewPage<StampedRequest> {
        guard view <= first else { throw .outOfRange("a page before its view", at: offset) }
        return ViewPage(first: view, run: try run(at: offset), isLast: isLast)
    }

    private func run(at offset: Int) throws(WireError) -> ProposalRun<StampedRequest> {
        guard first.rawValue + UInt64(entries.count) <= WireLimits.slotMax else {
            throw .outOfRange("a run beyond the last slot", at: offset)
        }
        return ProposalRun(ballot: ballot, first: first, entries: entries, text: entriesText)
    }

    private func chosenEntries(at offset: Int) throws(WireError) -> PaxosMessage {
        // Slots rise, so the ends tell whether there is a gap.
        if let first = proposals.first, let last = proposals.last,
            first.slot.distance(to: last.slot) != proposals.count - 1
        {
            throw .outOfRange("a gap between slots", at: offset)
        }
        return .entries(proposals)
    }
}
