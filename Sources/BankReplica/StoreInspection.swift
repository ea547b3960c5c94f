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
    /// Damage within the log, with a record that passes behind it, in order.
    public private(set) var gaps: [LogGap] = []
    /// The state that the last record names; nil if there is none.
    public private(set) var state: DurableState?
    /// Every slot up to this one may be missing from the log, as its last record says.
    public private(set) var base = Slot.zero
    /// The oldest record that belongs to the log, as its last record says.
    private var oldest = LogPosition(0)
    /// How the log ends; nil if there is none that can be read.
    public private(set) var verdict: LogVerdict?
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
        /// The size of the file, in bytes; all of it is prepared before the first record.
        public let size: Int
        /// How many of its records pass.
        public internal(set) var records = 0
        /// How many bytes these take.
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

    /// From the first to the last slot that the records touch; nil if they touch none.
    public var slots: SlotRange? { records.reduce(nil) { SlotRange.hull($0, $1.slots) } }

    /// Returns whether files of these names are what a node leaves in its directory.
    public static func isNodeDirectory(_ names: [String]) -> Bool {
        names.contains {
            $0 == IdentityFile.name || SnapshotFile.slot(named: $0) != nil || isSegment($0)
        }
    }

    private static func isSegment(_ name: String) -> Bool {
        name.hasPrefix("log-") && !name.hasSuffix(SnapshotFile.temporarySuffix)
    }

    /// Reads a directory.
    ///
    /// - Parameters:
    ///   - disk: The directory; it is only read.
    ///   - limits: The bounds of the bank; they decide which snapshots can be read.
    /// - Throws: ``StoreError`` if a file cannot be read at all, is of another version, or belongs
    ///   to another node than the rest.
    public init<Disk: Storage>(
        on disk: inout Disk,
        limits: BankLimits = .standard
    ) throws(StoreError) {
        let names: [String]
        do { names = try disk.names() } catch { throw .storage(error) }
        try readIdentity(names, on: &disk)
        for slot in names.compactMap(SnapshotFile.slot(named:)).sorted() {
            try readSnapshot(slot, limits: limits, on: &disk)
        }
        try readLog(names.filter(Self.isSegment), on: &disk)
        let covered = snapshots.last { $0.problem.isEmpty }?.slot ?? .zero
        if covered < base {
            problems.append(
                "slots \(covered.next.rawValue) to \(base.rawValue) are in no sound snapshot"
            )
        }
    }

    // MARK: Headers

    private mutating func readIdentity<Disk: Storage>(
        _ names: [String],
        on disk: inout Disk
    ) throws(StoreError) {
        let name = IdentityFile.name
        guard names.contains(name) else { return problems.append("\(name): missing") }
        switch try header(of: name, kind: .identity, on: &disk) {
        case .success(let header): identity = header.identity
        case .failure(let damage): problems.append("\(damage)")
        }
    }

    /// Reads a header; a damaged one is a result, one that is not this node's an error.
    private func header<Disk: Storage>(
        of name: String,
        kind: FileHeader.Kind,
        on disk: inout Disk
    ) throws(StoreError) -> Result<FileHeader, LogError> {
        var bytes: [UInt8] = []
        do throws(StorageError) {
            try disk.read(name, at: 0, count: FileHeader.byteCount, into: &bytes)
        } catch {
            throw .storage(error)
        }
        do throws(LogError) {
            let header = try FileHeader(reading: bytes, as: kind, file: name)
            if let identity { try header.requireOwner(identity, file: name) }
            return .success(header)
        } catch {
            switch error {
            case .notOurs, .damagedHeader: return .failure(error)
            default: throw StoreError(error)
            }
        }
    }

    // MARK: Snapshots

    private mutating func readSnapshot<Disk: Storage>(
        _ slot: Slot,
        limits: BankLimits,
        on disk: inout Disk
    ) throws(StoreError) {
        let file = SnapshotFile(slot: slot)
        var problem: String
        switch try header(of: file.name, kind: .snapshot, on: &disk) {
        case .success(let header):
            problem = header.number == slot.rawValue ? "" : "its header names slot \(header.number)"
        case .failure(let damage): problem = "\(damage)"
        }
        var loading = SnapshotLoading(file, limits: limits)
        let bytes: Int
        do throws(StorageError) {
            let isSound = try loading.load(on: &disk) != nil
            if problem.isEmpty, !isSound { problem = loading.problem }
            bytes = try disk.size(of: file.name)
        } catch {
            throw .storage(error)
        }
        if !problem.isEmpty { problems.append("\(file.name): \(problem)") }
        snapshots.append(
            Snapshot(
                file: file.name,
                slot: slot,
                bytes: bytes,
                parts: loading.file.count,
                problem: problem
            )
        )
    }

    // MARK: Log

    private mutating func readLog<Disk: Storage>(
        _ names: [String],
        on disk: inout Disk
    ) throws(StoreError) {
        guard !names.isEmpty else { return problems.append("there is no log") }
        var owner = identity
        for name in names {
            let size: Int
            do { size = try disk.size(of: name) } catch { throw .storage(error) }
            segments.append(Segment(file: name, size: size))
            guard owner == nil else { continue }
            // Without the file that says whose directory it is, the first segment tells.
            owner = try? header(of: name, kind: .segment, on: &disk).get().identity
        }
        guard let owner else { return problems.append("no segment of the log can be read") }
        do throws(LogError) {
            var reader = try LogReader(on: &disk, identity: owner, limits: LogLimits(), from: nil)
            var lost: UInt64 = 0
            while let event = try reader.next(on: &disk) {
                switch event {
                case .gap(let gap):
                    lost = gap.next.rawValue - gap.firstLost.rawValue
                    gaps.append(gap)
                    problems.append("\(gap)")
                case .record(let extent, let bytes):
                    note(extent, bytes, lostBefore: lost)
                    lost = 0
                }
            }
            if reader.beginning > oldest {
                problems.append(
                    "the log begins with record \(reader.beginning.rawValue), and those from"
                        + " \(oldest.rawValue) on are gone"
                )
            }
            verdict = reader.verdict
            if case .damagedEnd = reader.verdict { problems.append("\(reader.verdict)") }
        } catch {
            throw StoreError(error)
        }
    }

    private mutating func note(_ extent: LogExtent, _ bytes: [UInt8], lostBefore: UInt64) {
        if let index = segments.lastIndex(where: { $0.file == extent.file }) {
            segments[index].records += 1
            segments[index].bytes += extent.end - extent.start
        }
        do {
            let payload = try LogPayload(reading: bytes.span)
            state = payload.state
            base = payload.base
            oldest = LogPosition(payload.oldest)
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
