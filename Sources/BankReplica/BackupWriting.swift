public import Bank
import JSON
public import Wire
public import WriteAheadLog

/// A backup on its way to disk, part by part; it gets its name when all of it was read back.
public struct BackupWriting: Sendable {
    /// The name of the finished file.
    private let name: String
    /// The bounds of the bank.
    private let limits: BankLimits
    /// The parts so far; nil before the first one.
    private var receiving: SnapshotReceiving?
    /// Text under construction; it keeps its memory.
    private var buffer = JSONWriter(capacity: 64 << 10)

    /// Begins a backup; nothing is written before its first part.
    ///
    /// - Parameters:
    ///   - name: The name of the finished file.
    ///   - disk: Where the file will lie.
    ///   - limits: The bounds of the bank.
    /// - Throws: ``BackupError/exists(file:)`` if there is a file of that name, or an unfinished
    ///   one, which may be another backup under way; ``BackupError/storage(_:)``.
    public init<Disk: Storage>(
        _ name: String,
        on disk: inout Disk,
        limits: BankLimits = .standard
    ) throws(BackupError) {
        self.name = name
        self.limits = limits
        try requireFree(name, on: &disk)
        try requireFree(name + SnapshotFile.temporarySuffix, on: &disk)
    }

    private func requireFree<Disk: Storage>(
        _ name: String,
        on disk: inout Disk
    ) throws(BackupError) {
        let names: [String]
        do { names = try disk.names() } catch { throw .storage(error) }
        if names.contains(name) { throw .exists(file: name) }
    }

    /// Adds a part.
    ///
    /// A first part begins the file anew: the node has a newer snapshot than the one it began with.
    ///
    /// - Parameters:
    ///   - part: The part that was asked for, or the first of a newer snapshot.
    ///   - source: The node that it comes from.
    ///   - disk: Where the file lies.
    /// - Returns: What to ask for next; nil if that was the last part.
    /// - Throws: ``BackupError``; call ``discard(on:)`` then.
    public mutating func add<Disk: Storage>(
        _ part: SnapshotPart,
        from source: FileIdentity,
        on disk: inout Disk
    ) throws(BackupError) -> SnapshotRequest? {
        if part.index == 0 { try begin(part, from: source, on: &disk) }
        guard var current = receiving, current.file.slot == part.slot,
            current.nextIndex == part.index, current.count == part.count
        else { throw .unexpectedPart(part.index) }
        // The stored value lets go of its copy, so that what has arrived is not copied.
        receiving = nil
        defer { receiving = current }
        let fits: Bool
        do throws(StorageError) {
            fits = try current.add(part.bytes, buffer: &buffer, on: &disk)
        } catch {
            throw .storage(error)
        }
        guard fits else { throw .unexpectedPart(part.index) }
        guard part.index + 1 < part.count else { return nil }
        return SnapshotRequest(slot: part.slot, index: part.index + 1)
    }

    private mutating func begin<Disk: Storage>(
        _ part: SnapshotPart,
        from source: FileIdentity,
        on disk: inout Disk
    ) throws(BackupError) {
        do {
            receiving = try SnapshotReceiving(
                SnapshotFile(slot: part.slot, name: name),
                count: part.count,
                reader: SnapshotReader(limits: limits),
                identity: source,
                on: &disk
            )
        } catch {
            throw .storage(error)
        }
    }

    /// Ends it: flushes it, reads all of it back, and gives it its name, durably.
    ///
    /// - Returns: The backup as it was read back.
    /// - Throws: ``BackupError``; call ``discard(on:)`` then.
    public mutating func finish<Disk: Storage>(
        on disk: inout Disk
    ) throws(BackupError) -> Backup {
        guard var current = receiving else { throw .unexpectedPart(0) }
        let state: SnapshotState?
        do { state = try current.close(on: &disk) } catch { throw .storage(error) }
        guard state != nil else { throw .unexpectedPart(current.count - 1) }
        let backup = try Backup(
            reading: current.file.temporaryName,
            on: &disk,
            limits: limits
        )
        try requireFree(name, on: &disk)
        do { try SnapshotFileCalls.finish(current.file, on: &disk) } catch { throw .storage(error) }
        receiving = nil
        return backup
    }

    /// Removes what was written, after an error; what cannot be removed stays.
    public mutating func discard<Disk: Storage>(on disk: inout Disk) {
        guard let file = receiving?.file else { return }
        receiving = nil
        try? disk.remove(file.temporaryName)
    }
}

/// Why a backup cannot be written or read.
public enum BackupError: Error, Hashable, Sendable {
    /// A call on a file failed.
    case storage(StorageError)
    /// The file is no backup, or of a version that this program does not know.
    case foreign(String)
    /// The file is damaged; use another backup.
    case damaged(file: String, reason: String)
    /// There is such a file; nothing is ever written over one.
    case exists(file: String)
    /// The node sent a part that does not follow on those before it.
    case unexpectedPart(Int)
}

extension BackupError: CustomStringConvertible {
    /// What is wrong, with the file or the part.
    public var description: String {
        switch self {
        case .storage(let error): "\(error)"
        case .foreign(let reason): reason
        case .damaged(let file, let reason): "\(file): \(reason)"
        case .exists(let file): "there is a file \(file) already"
        case .unexpectedPart(let index): "part \(index) does not follow on those before it"
        }
    }
}
