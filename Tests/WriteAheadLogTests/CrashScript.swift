import Paxos
import Simulator
import WriteAheadLog

/// What the disk and its user hold after one storage step.
struct Moment {
    /// The disk.
    let disk: SimulatedDisk
    /// How many records are acknowledged; the next one may be under way.
    let acknowledged: UInt64
    /// The first record still wanted.
    let wanted: UInt64

    /// What may be left of the pending steps: every selection of the newest six, with all or none
    /// of the older ones; and each with its last kept write cut after 1 and after 512 bytes, and
    /// with each of its sectors missing.
    var survivals: [[SimulatedDisk.Survival]] {
        let pending = disk.pending
        let olderCount = max(0, pending.count - 6)
        let choiceCount = min(pending.count, 6) + (olderCount > 0 ? 1 : 0)
        var all: [[SimulatedDisk.Survival]] = []
        for selection in 0..<(1 << choiceCount) {
            let kept: [SimulatedDisk.Survival] = pending.indices.map { index in
                let choice = index < olderCount ? choiceCount - 1 : index - olderCount
                return selection >> choice & 1 == 1 ? .whole : .lost
            }
            all.append(kept)
            let lastWrite = pending.indices.last { index in
                guard case .write = pending[index] else { return false }
                return kept[index] == .whole
            }
            guard let lastWrite, case .write(_, let offset, let bytes) = pending[lastWrite] else {
                continue
            }
            for survival in Self.cuts(of: bytes.count, at: offset) {
                var cut = kept
                cut[lastWrite] = survival
                all.append(cut)
            }
        }
        return all
    }

    private static func cuts(of count: Int, at offset: Int) -> [SimulatedDisk.Survival] {
        var cuts: [SimulatedDisk.Survival] = [.cut(bytes: 1)]
        if count > 512 { cuts.append(.cut(bytes: 512)) }
        let sectors = SimulatedDisk.sectors(of: count, at: offset)
        guard sectors.count > 1 else { return cuts }
        cuts += sectors.indices.map { .sectors(~(1 << UInt64($0))) }
        return cuts
    }

    /// How a log ended after a crash.
    enum End: Hashable {
        /// With the last record acknowledged.
        case acknowledged
        /// With the one that was under way.
        case oneMore
        /// With a part of the one that was under way.
        case torn
    }

    /// Recovers, appends, recovers again; returns how the log ended.
    func check(_ crashed: SimulatedDisk) throws -> End {
        var disk = crashed
        var reading = try read(&disk, from: wanted)
        let count = try require(reading, upTo: acknowledged...acknowledged + 1)
        var log = try reading.reader.finish(on: &disk)
        try log.appendText(on: &disk)
        disk.crash()
        let again = try read(&disk, from: count)
        guard again.numbers == [count], again.isGenuine, again.gaps.isEmpty,
            again.verdict == .clean
        else { throw Broken(reason: "then \(again.events) and \(again.verdict)") }
        if case .torn = reading.verdict { return .torn }
        return count == acknowledged ? .acknowledged : .oneMore
    }

    /// Checks that a reading has the records wanted, up to one of `ends`; returns which.
    private func require(_ reading: Reading, upTo ends: ClosedRange<UInt64>) throws -> UInt64 {
        let end = wanted + UInt64(reading.records.count)
        guard reading.gaps.isEmpty else { throw Broken(reason: "gaps: \(reading.gaps)") }
        guard ends.contains(end), reading.numbers == Array(wanted..<end) else {
            throw Broken(reason: "records \(reading.numbers) instead of \(wanted)..<\(ends)")
        }
        guard reading.isGenuine else { throw Broken(reason: "a record is not the one written") }
        if case .damagedEnd = reading.verdict { throw Broken(reason: "\(reading.verdict)") }
        return end
    }

    /// What a recovery got wrong.
    struct Broken: Error {
        let reason: String
    }
}

/// A script of appends, preparations, removals, restarts and torn writes, whose every storage step
/// is kept.
struct CrashScript {
    /// The disk in use, which keeps what it was after each step.
    private var disk: RecordingDisk
    /// The log in use.
    private var log: WriteAheadLog
    /// What comes next.
    private var generator: SeededGenerator

    /// Runs a script; returns what there was after each step.
    static func run(seed: UInt64, operations: Int) throws -> [Moment] {
        var disk = RecordingDisk()
        let log = try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)
        disk.moments.removeAll()
        var script = CrashScript(
            disk: disk,
            log: log,
            generator: SeededGenerator(seed: seed)
        )
        for _ in 0..<operations { try script.operate() }
        return script.disk.moments
    }

    private mutating func operate() throws {
        switch generator.next() % 100 {
        case 0..<66: try append()
        case 66..<83: _ = try log.prepare(on: &disk)
        case 83..<91: want()
        case 91..<93: try removeSegments()
        case 93..<96: try restart()
        default: try tear()
        }
    }

    private mutating func append() throws {
        try log.appendText(on: &disk)
        disk.acknowledged = log.end.rawValue
    }

    /// Wants the newest records only.
    private mutating func want() {
        let behind = generator.next() % 8
        disk.wanted = max(disk.wanted, disk.acknowledged - min(behind, disk.acknowledged))
    }

    private mutating func removeSegments() throws {
        try log.removeSegments(before: LogPosition(disk.wanted), on: &disk)
    }

    private mutating func restart() throws {
        var reading = try read(&disk, from: disk.wanted)
        log = try reading.reader.finish(on: &disk)
    }

    /// Cuts the power while a record is being written.
    private mutating func tear() throws {
        var copy = disk
        var copyOfLog = log
        try copyOfLog.appendText(on: &copy)
        let writing = copy.moments[copy.moments.count - 2].disk
        precondition(writing.pending.contains { !$0.isOfNames }, "\(writing.pending)")
        let cut = Int(generator.next() % 300)
        disk.inner = writing
        disk.inner.crash { _, _ in .cut(bytes: cut) }
        try restart()
        disk.acknowledged = log.end.rawValue
    }
}

/// A simulated disk that keeps a copy of itself after each step.
struct RecordingDisk: Storage {
    /// The disk.
    var inner = SimulatedDisk()
    /// What there was after each step.
    var moments: [Moment] = []
    /// How many records are acknowledged.
    var acknowledged: UInt64 = 0
    /// The first record still wanted.
    var wanted: UInt64 = 0

    private mutating func keep() {
        moments.append(Moment(disk: inner, acknowledged: acknowledged, wanted: wanted))
    }

    func names() throws(StorageError) -> [String] { inner.names() }

    func size(of name: String) throws(StorageError) -> Int { try inner.size(of: name) }

    func read(
        _ name: String,
        at offset: Int,
        count: Int,
        into bytes: inout [UInt8]
    ) throws(StorageError) {
        try inner.read(name, at: offset, count: count, into: &bytes)
    }

    mutating func create(_ name: String) throws(StorageError) {
        try inner.create(name)
        keep()
    }

    mutating func preallocate(_ name: String, size: Int) throws(StorageError) {
        try inner.preallocate(name, size: size)
        keep()
    }

    mutating func write(
        _ bytes: Span<UInt8>,
        to name: String,
        at offset: Int
    ) throws(StorageError) {
        try inner.write(bytes, to: name, at: offset)
        keep()
    }

    mutating func flush(_ name: String) throws(StorageError) {
        try inner.flush(name)
        keep()
    }

    mutating func flushNames() throws(StorageError) {
        try inner.flushNames()
        keep()
    }

    mutating func rename(_ name: String, to newName: String) throws(StorageError) {
        try inner.rename(name, to: newName)
        keep()
    }

    mutating func remove(_ name: String) throws(StorageError) {
        try inner.remove(name)
        keep()
    }
}
