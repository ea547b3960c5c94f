public import Bank
public import Paxos
import Wire
public import WriteAheadLog

/// What lies in a node's directory, read without changing a byte of it.
public struct StoreInspection: Hashable, Sendable {
    /// Whose directory it is; nil if the file that says so is missing or damaged.
    public private(set) var identity: FileIdentity?
    /// The snapshots, oldest first.
    public private(set) var snapshots: [Snapshot] = []
    /// The segments of the log, oldest first.
    public private(set) var segments: [Segment] = []
    /// The records of the log that pass their checksums, oldest first.
    public private(set) var records: [Record] = []
    /// The state that the last record names; nil if there is none.
    public private(set) var state: DurableState?
    /// How the log ends.
    public private(set) var verdict = LogVerdict.clean
    /// What is damaged, in words, each with its file and place; a torn tail is none.
    public private(set) var problems: [String] = []

    /// A snapshot file.
    public struct Snapshot: Hashable, Sendable {
        /// Its file.
        public let file: String
        /// The last slot that it covers.
        public let slot: Slot
        /// How many bytes it has.
        public let bytes: Int
        /// How many parts passed their checks.
        public let parts: Int
        /// What is wrong with it; empty if nothing is.
        public let problem: String
    }

    /// A segment of the log.
    public struct Segment: Hashable, Sendable {
        /// Its file.
        public let file: String
        /// How many of its records pass.
        public internal(set) var records = 0
        /// How many bytes they take.
        public internal(set) var bytes = 0
    }

    /// A record of the log.
    public struct Record: Hashable, Sendable {
        /// Where it lies.
        public let extent: LogExtent
        /// The slots that it touches; nil if it touches none.
        public let slots: SlotRange?
        /// The ballot that is promised after it.
        public let promised: Ballot
        /// Whether it was written by a node that had forgotten something.
        public let isRecovering: Bool
        /// How many records before it are missing or damaged.
        public let lostBefore: UInt64
    }

    /// Whether every file is as it was written.
    public var isSound: Bool { problems.isEmpty }

    /// Reads a directory.
    ///
    /// - Parameters:
    ///   - disk: The directory.
    ///   - limits: The bounds of the bank; they decide which snapshots can be read.
    /// - Throws: ``StoreError`` if a file cannot be read at all, or is of another version.
    public init<Disk: Storage>(
        on disk: inout Disk,
        limits: BankLimits = .standard
    ) throws(StoreError) {
        let names: [String]
        do { names = try disk.names() } catch { throw .storage(error) }
        do throws(StorageError) {
            try readIdentity(names, on: &disk)
            for slot in names.compactMap(SnapshotFile.slot(named:)).sorted() {
                try readSnapshot(slot, limits: limits, on: &disk)
            }
        } catch {
            throw .storage(error)
        }
        guard let first = names.first(where: { $0.hasPrefix("log-") && !$0.hasSuffix(".tmp") })
        else {
            problems.append("there is no log")
            return
        }
        do { try readLog(from: first, on: &disk) } catch { throw StoreError(error) }
    }

    private mutating func readIdentity<Disk: Storage>(
        _ names: [String],
        on disk: inout Disk
    ) throws(StorageError) {
        let name = "identity"
        guard names.contains(name) else { return problems.append("\(name): missing") }
        var bytes: [UInt8] = []
        try disk.read(name, at: 0, count: FileHeader.byteCount, into: &bytes)
        do throws(LogError) {
            identity = try FileHeader(reading: bytes, as: .identity, file: name).identity
        } catch {
            problems.append("\(error)")
        }
    }

    private mutating func readSnapshot<Disk: Storage>(
        _ slot: Slot,
        limits: BankLimits,
        on disk: inout Disk
    ) throws(StorageError) {
        var loading = SnapshotLoading(slot: slot, limits: limits)
        let name = loading.file.name
        let isSound = try loading.load(on: &disk) != nil
        if !isSound { problems.append("\(name): \(loading.problem)") }
        snapshots.append(
            Snapshot(
                file: name,
                slot: slot,
                bytes: try disk.size(of: name),
                parts: loading.file.count,
                problem: loading.problem
            )
        )
    }

    private mutating func readLog<Disk: Storage>(
        from first: String,
        on disk: inout Disk
    ) throws(LogError) {
        var header: [UInt8] = []
        do throws(StorageError) {
            try disk.read(first, at: 0, count: FileHeader.byteCount, into: &header)
        } catch {
            throw .storage(error)
        }
        let found = try FileHeader(reading: header, as: .segment, file: first).identity
        var reader = try LogReader(
            on: &disk,
            identity: identity ?? found,
            limits: LogLimits(),
            from: nil
        )
        var lost: UInt64 = 0
        while let event = try reader.next(on: &disk) {
            switch event {
            case .gap(let gap):
                lost = gap.next.rawValue - gap.firstLost.rawValue
                problems.append("\(gap)")
            case .record(let extent, let bytes):
                note(extent, bytes, lostBefore: lost)
                lost = 0
            }
        }
        verdict = reader.verdict
        if case .damagedEnd = verdict { problems.append("\(verdict)") }
    }

    private mutating func note(_ extent: LogExtent, _ bytes: [UInt8], lostBefore: UInt64) {
        if segments.last?.file != extent.file { segments.append(Segment(file: extent.file)) }
        segments[segments.count - 1].records += 1
        segments[segments.count - 1].bytes += extent.end - extent.start
        do {
            let payload = try LogPayload(reading: bytes.span)
            state = payload.state
            records.append(
                Record(
                    extent: extent,
                    slots: payload.slots,
                    promised: payload.state.promised,
                    isRecovering: payload.state.isRecovering,
                    lostBefore: lostBefore
                )
            )
        } catch {
            problems.append("\(extent.file) at \(extent.offset): not readable: \(error)")
        }
    }
}
