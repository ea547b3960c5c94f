public import BankReplica
import Paxos
public import Wire
import WriteAheadLog

/// A backup in a file, for its owner alone: written from the parts that a node sends, or read.
public struct BackupFile {
    /// The folder of the file.
    private var folder: FileDisk
    /// The file on its way.
    private var writing: BackupWriting

    /// Prepares to write a backup; nothing is written before its first part.
    ///
    /// - Parameter path: The file; nothing may have that name.
    /// - Throws: ``OfflineError``.
    public init(creating path: String) throws(OfflineError) {
        let (folder, name) = Self.split(path)
        var disk = try Self.open(folder)
        do { writing = try BackupWriting(name, on: &disk) } catch { throw OfflineError(error) }
        self.folder = disk
    }

    /// Adds a part; after an error nothing is left of the file.
    ///
    /// - Parameters:
    ///   - part: The part that was asked for, or the first of a newer snapshot.
    ///   - source: The node that sent it, as it says of itself.
    ///   - cluster: The cluster of that node.
    /// - Returns: What to ask for next; nil if that was the last part.
    /// - Throws: ``OfflineError``.
    public mutating func add(
        _ part: SnapshotPart,
        from source: NodeStatus,
        of cluster: Cluster
    ) throws(OfflineError) -> SnapshotRequest? {
        let owner = FileIdentity(
            cluster: "\(cluster.id)",
            node: source.node.rawValue,
            incarnation: source.incarnation
        )
        do {
            return try writing.add(part, from: owner, on: &folder)
        } catch {
            discard()
            throw OfflineError(error)
        }
    }

    /// Ends it: flushes it, reads all of it back, and gives it its name; after an error nothing is
    /// left of it.
    ///
    /// - Returns: The backup as it was read back.
    /// - Throws: ``OfflineError``.
    public mutating func finish() throws(OfflineError) -> Backup {
        do {
            return try writing.finish(on: &folder)
        } catch {
            discard()
            throw OfflineError(error)
        }
    }

    /// Removes what was written, because there will be no more parts.
    public mutating func discard() {
        writing.discard(on: &folder)
    }

    /// Reads a backup with all its checks.
    ///
    /// - Throws: ``OfflineError``.
    public static func read(_ path: String) throws(OfflineError) -> Backup {
        guard PathKind(path) != .missing else { throw .missing(path) }
        let (folder, name) = split(path)
        var disk = try open(folder, access: .readOnly)
        do { return try Backup(reading: name, on: &disk) } catch { throw OfflineError(error) }
    }

    private static func open(
        _ folder: String,
        access: FileDisk.Access = .existing
    ) throws(OfflineError) -> FileDisk {
        try storing { () throws(StorageError) in try FileDisk(path: folder, access: access) }
    }

    /// The folder and the name of a path.
    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = path[..<slash]
        return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
    }
}
