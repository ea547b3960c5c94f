import Bank
import JSON
public import Paxos
public import Wire
public import WriteAheadLog

/// What one node keeps on disk: its identity, the log of its promises and entries, and snapshots.
///
/// It is a value over any ``WriteAheadLog/Storage``: the node gives it files, the simulator a disk
/// that tears and forgets. Every call either leaves everything durable that it says is, or throws;
/// after a throw nothing may be sent any more (``StoreError``).
public struct ReplicaStore<Disk: Storage> {
    /// The disk.
    public var disk: Disk
    /// What is written into every file.
    public let identity: FileIdentity
    /// How much is done at once.
    let limits: StoreLimits
    /// The log.
    var log: WriteAheadLog
    /// Which slots the log's records touch.
    var index: LogIndex
    /// The state that the last record names.
    var written: DurableState
    /// Every slot up to this one may be missing from the log: a snapshot covers it.
    var base: Slot
    /// The oldest record that belongs to the log.
    var oldest: LogPosition
    /// Every record before this place was judged when this node last found that it might have
    /// forgotten something.
    var repaired: LogPosition
    /// The newest snapshot, and the one before it.
    var snapshots: (newest: SnapshotFile?, older: SnapshotFile?)
    /// The snapshot that is being written.
    var writing: SnapshotWriting?
    /// The snapshot that is being fetched from another node.
    var receiving: SnapshotReceiving?
    /// Every slot up to this one is in a snapshot that will be kept, and what that makes
    /// superfluous is still there; nil if it is not.
    var superfluous: Slot?
    /// What found the disk full.
    var space = DiskSpace()
    /// What was found to be damaged since the start, and not yet told.
    var untoldProblems: [String] = []
    /// What was counted since the start.
    public internal(set) var counters = StoreCounters()
    /// Text under construction; it keeps its memory.
    var buffer = JSONWriter(capacity: 64 << 10)

    // MARK: Records

    /// Appends the records of a turn and flushes them: durable on return.
    ///
    /// - Parameters:
    ///   - records: What the turn asks for, in order.
    ///   - state: What is in force after them.
    /// - Throws: ``StoreError``; nothing may be sent then, and the node MUST stop.
    public mutating func append(
        _ records: [DurableRecord<StampedRequest>],
        state: DurableState
    ) throws(StoreError) {
        let payloads = LogPayload.payloads(
            for: records,
            after: written,
            entriesMax: limits.entriesPerRecordMax
        )
        for payload in payloads { try append(payload) }
        precondition(written == state, "the log says \(written), and \(state) is in force")
    }

    /// Says durably that every slot up to `slot` may be missing from the log, before it is: in
    /// ``base`` and ``oldest``.
    ///
    /// The state is the one that the log names already: in the middle of a turn there may be a
    /// newer one, whose records follow at its end.
    ///
    /// - Throws: ``StoreError``; nothing has changed if the disk is full.
    mutating func raiseBase(to slot: Slot) throws(StoreError) {
        let before = (base, oldest, index)
        oldest = index.drop(through: slot) ?? oldest
        base = slot
        do {
            try append(LogPayload(state: written))
        } catch {
            (base, oldest, index) = before
            throw error
        }
    }

    /// Appends one record of the log.
    private mutating func append(_ payload: LogPayload) throws(StoreError) {
        var payload = payload
        payload.base = base
        payload.oldest = oldest.rawValue
        payload.repaired = repaired.rawValue
        payload.behind = index.slotsBehind
        buffer.removeAll()
        payload.write(into: &buffer)
        let bytes = buffer.bytes
        do {
            let extent = try log.append(bytes.span, on: &disk)
            index.add(extent, touching: payload.slots)
            counters.bytesWritten += UInt64(extent.end - extent.start)
        } catch {
            throw StoreError(error)
        }
        written = payload.state
        counters.flushes += 1
    }

    /// How many bytes of log there are.
    public var logBytes: Int { log.segments.count * limits.log.segmentBytes }

    /// The slot of the newest snapshot; nil if there is none.
    public var snapshotSlot: Slot? { snapshots.newest?.slot }

    /// How many bytes the newest snapshot has; 0 if there is none.
    public var snapshotBytes: Int { snapshots.newest?.end ?? 0 }

    /// Whether a snapshot is being written.
    public var isWritingSnapshot: Bool { writing != nil }

    // MARK: Quiet work

    /// Whether there is work that no turn waits for: a snapshot to write or to give up, room to
    /// prepare.
    public func hasWork(_ replica: BankReplica) -> Bool {
        wantsSnapshot(of: replica) || isFetchOvertaken(by: replica) || owesDrop
            || (log.needsPreparation && space.log != .failed)
    }

    /// Does one slice of that work.
    ///
    /// What finds the disk full is given up until ``retrySpace()``; the rest goes on.
    ///
    /// - Parameter replica: Whose state is written; a finished snapshot lets it drop its log.
    /// - Throws: ``StoreError``; the node MUST stop then.
    public mutating func work(for replica: inout BankReplica) throws(StoreError) {
        try giveUpOvertakenFetch(by: replica)
        try workOnSnapshot(for: &replica)
        try dropSuperfluous(for: &replica)
        guard log.needsPreparation, space.log != .failed else { return }
        do {
            if try !log.prepare(on: &disk) { space.log = .succeeded }
        } catch {
            let error = StoreError(error)
            guard error.isOutOfSpace else { throw error }
            space.log = .failed
        }
    }

    /// Whether something found the disk full, and has not succeeded since.
    public var isDiskFull: Bool { space.isFull }

    /// Lets everything that found the disk full try again.
    public mutating func retrySpace() {
        space.retry()
    }

    /// Returns what was found to be damaged while it was in use, in words, each with its file and
    /// place; once.
    public mutating func takeProblems() -> [String] {
        defer { untoldProblems.removeAll() }
        return untoldProblems
    }

    /// How many bytes the log can take without asking the disk for space.
    public var roomBytes: Int { log.room }

    /// Whether the log can take what a turn may bring; if not, requests are refused.
    public var hasRoom: Bool { space.log == .succeeded || roomBytes >= limits.reserveBytes }
}

extension ReplicaStore: Sendable where Disk: Sendable {}

/// How much a store does at once.
public struct StoreLimits: Hashable, Sendable {
    /// The log's.
    public var log = LogLimits()
    /// The most bytes of a snapshot that are written, or checked, in one turn.
    public var snapshotSliceBytes = 512 << 10
    /// The most parts of a snapshot that are sent in answer to one question.
    public var snapshotPartsPerAnswer = 4
    /// Requests are refused on a full disk while the log has less room than this, in bytes.
    public var reserveBytes = 16 << 20

    /// The defaults.
    public init() {}

    /// The most entries of one record of the log; fewer than usual where tests make segments small.
    var entriesPerRecordMax: Int {
        let bytes = log.recordBytesMax
        guard bytes < WireLimits.logPayloadBytesMax else { return WireLimits.logEntriesMax }
        // The state in force and the head of the record take less than a quarter of it.
        return max(2, bytes * 3 / 4 / WireLimits.entryBytesMax)
    }
}

/// What a store counted since the start.
public struct StoreCounters: Hashable, Sendable {
    /// Flushes of the log.
    public var flushes: UInt64 = 0
    /// Bytes of records written to the log, their frames included.
    public var bytesWritten: UInt64 = 0
    /// Snapshots written.
    public var snapshotsWritten: UInt64 = 0
    /// Snapshots taken over from other nodes.
    public var snapshotsInstalled: UInt64 = 0
}
