public import Bank
import Paxos
public import Wire
public import WriteAheadLog

/// A backup: one snapshot in a file of its own, outside every node's directory.
///
/// Its format is that of a node's snapshot file; the header names the node that it was taken from.
public struct Backup: Sendable {
    /// The node that it was taken from.
    public let source: FileIdentity
    /// What it holds.
    public let state: SnapshotState
    /// How many parts it has.
    public let parts: Int
    /// How many bytes the file has.
    public let bytes: Int

    /// Reads a backup with all its checks.
    ///
    /// - Parameters:
    ///   - name: The file.
    ///   - disk: Where it lies.
    ///   - limits: The bounds of the bank.
    /// - Throws: ``BackupError``.
    public init<Disk: Storage>(
        reading name: String,
        on disk: inout Disk,
        limits: BankLimits = .standard
    ) throws(BackupError) {
        let header = try Self.header(of: name, on: &disk)
        let file = SnapshotFile(slot: Slot(header.number), name: name)
        var loading = SnapshotLoading(file, limits: limits)
        let state: SnapshotState?
        do throws(StorageError) {
            state = try loading.load(on: &disk)
            bytes = try disk.size(of: name)
        } catch {
            throw .storage(error)
        }
        guard let state else { throw .damaged(file: name, reason: loading.problem) }
        self.state = state
        source = header.identity
        parts = loading.file.count
    }

    private static func header<Disk: Storage>(
        of name: String,
        on disk: inout Disk
    ) throws(BackupError) -> FileHeader {
        var bytes: [UInt8] = []
        do throws(StorageError) {
            try disk.read(name, at: 0, count: FileHeader.byteCount, into: &bytes)
        } catch {
            throw .storage(error)
        }
        do throws(LogError) {
            return try FileHeader(reading: bytes, as: .snapshot, file: name)
        } catch {
            guard case .damagedHeader = error else { throw .foreign("\(error)") }
            throw .damaged(file: name, reason: "its header's checksum does not match")
        }
    }
}
