import Bank
public import BankReplica
public import Paxos
public import Wire
import WriteAheadLog

/// Work on the directory of a node that does not run.
public enum DataDirectory {
    /// The file whose lock a running node holds.
    static let lockName = "LOCK"

    // MARK: Looking

    /// Reads what lies in a directory, without changing anything.
    ///
    /// - Parameter path: The directory.
    /// - Returns: What is there, and the number of the process that uses it, if one does. Then what
    ///   is found may change underneath, and a write under way looks like one that was cut.
    /// - Throws: ``OfflineError``.
    public static func inspect(
        _ path: String
    ) throws(OfflineError) -> (found: StoreInspection, holder: String?) {
        guard PathKind(path) != .missing else { throw .missing(path) }
        guard PathKind(path) == .directory else { throw .notOfNode(path) }
        var disk = try storing { () throws(StorageError) in
            try FileDisk(path: path, access: .readOnly)
        }
        let names = try storing { () throws(StorageError) in try disk.names() }
        guard StoreInspection.isNodeDirectory(names) else { throw .notOfNode(path) }
        let holder = try storing { () throws(StorageError) in try disk.holder(of: lockName) }
        do {
            return (try StoreInspection(on: &disk), holder)
        } catch {
            throw OfflineError(error)
        }
    }

    // MARK: Restoring

    /// Fills an empty directory from a backup.
    ///
    /// - Parameters:
    ///   - path: The directory; it is created if it is not there.
    ///   - backup: What it is filled from.
    ///   - node: Whose directory it becomes.
    ///   - cluster: The cluster of that node.
    ///   - isNewCluster: Whether all nodes of a new cluster begin from this backup; else the node
    ///     rejoins the living cluster that the backup was taken from.
    /// - Throws: ``OfflineError``; a directory that was begun is worth nothing, and to be removed.
    public static func restore(
        _ path: String,
        from backup: Backup,
        for node: NodeID,
        of cluster: Cluster,
        isNewCluster: Bool
    ) throws(OfflineError) {
        let member: RestoredMember = isNewCluster ? .ofNewCluster : .ofLivingCluster
        try check(backup, fits: cluster, as: member)
        guard PathKind(path) != .other else { throw .noDirectory(path) }
        var disk = try storing { () throws(StorageError) in try FileDisk(path: path) }
        try requireEmpty(&disk)
        let holder = try storing { () throws(StorageError) in try disk.lock(lockName) }
        if let holder { throw .locked(path, holder: holder) }
        // Somebody may have begun to work here just before the lock was taken.
        try requireEmpty(&disk)
        let owner = FileIdentity(cluster: "\(cluster.id)", node: node.rawValue, incarnation: 0)
        do {
            try ReplicaStore.restore(backup.state, for: owner, as: member, on: &disk)
        } catch {
            throw OfflineError(error)
        }
    }

    private static func requireEmpty(_ disk: inout FileDisk) throws(OfflineError) {
        let names = try storing { () throws(StorageError) in try disk.names() }
        if let name = names.first(where: { $0 != lockName }) {
            throw .notEmpty(disk.path, file: name)
        }
    }

    /// Refuses a backup that must not become a part of a cluster.
    private static func check(
        _ backup: Backup,
        fits cluster: Cluster,
        as member: RestoredMember
    ) throws(OfflineError) {
        switch (member, backup.source.cluster == "\(cluster.id)") {
        case (.ofLivingCluster, true), (.ofNewCluster, false): break
        case (.ofLivingCluster, false):
            throw .otherCluster(found: backup.source.cluster, expected: "\(cluster.id)")
        case (.ofNewCluster, true): throw .oldCluster("\(cluster.id)")
        }
        let begin: Bank
        do { begin = try Bank(accounts: cluster.accounts) } catch { throw .foreign("\(error)") }
        let ledger = backup.state.bank.ledger
        let names = ledger.accounts(from: 0, count: ledger.count).map(\.id)
        guard names == cluster.accounts.map(\.id) else {
            throw .otherBank("the cluster file names other accounts than the backup has")
        }
        // Transfers make no money, and lose none.
        guard ledger.total == begin.ledger.total else {
            throw .otherBank(
                "the accounts of the cluster file hold \(begin.ledger.total) together, those of the"
                    + " backup \(ledger.total)"
            )
        }
    }
}

/// Why work on files was not done, or could not be finished.
public enum OfflineError: Error, Hashable, Sendable {
    /// There is no such directory or file.
    case missing(String)
    /// It is no node's directory.
    case notOfNode(String)
    /// It is to be filled, and is no directory.
    case noDirectory(String)
    /// It is to be filled, and something is there already.
    case notEmpty(String, file: String)
    /// A process uses it.
    case locked(String, holder: String)
    /// The backup was taken from another cluster than the node is to rejoin.
    case otherCluster(found: String, expected: String)
    /// A new cluster must not have the name of the one that the backup was taken from.
    case oldCluster(String)
    /// The cluster file describes another bank than the backup holds.
    case otherBank(String)
    /// A file belongs to another cluster or node, is of another version, or is something else.
    case foreign(String)
    /// A file is damaged.
    case damaged(String)
    /// There is such a file; nothing is ever written over one.
    case exists(String)
    /// A file could not be read, written or flushed.
    case storage(String)
}

extension OfflineError {
    /// Creates the error of a directory's files.
    init(_ error: StoreError) {
        switch error {
        case .foreign: self = .foreign("\(error)")
        case .storage, .log, .unreadable: self = .storage("\(error)")
        }
    }

    /// Creates the error of a backup.
    init(_ error: BackupError) {
        switch error {
        case .storage(let error): self = .storage("\(error)")
        case .foreign(let reason): self = .foreign(reason)
        case .damaged, .unexpectedPart: self = .damaged("\(error)")
        case .exists(let file): self = .exists(file)
        }
    }
}

extension OfflineError: CustomStringConvertible {
    /// What is wrong, with the names.
    public var description: String {
        switch self {
        case .missing(let path): "there is no \(path)"
        case .notOfNode(let path): "\(path) holds no file of a node"
        case .noDirectory(let path): "\(path) is no folder"
        case .notEmpty(let path, let file): "in \(path) there is \(file)"
        case .locked(let path, let holder): "\(path) is in use by process \(holder)"
        case .otherCluster(let found, let expected):
            "the backup is of cluster \(found), not of \(expected)"
        case .oldCluster(let id): "the backup is of cluster \(id) itself"
        case .exists(let file): "there is a file \(file) already"
        case .otherBank(let reason), .foreign(let reason), .damaged(let reason),
            .storage(let reason):
            reason
        }
    }
}

/// Runs calls on a disk, and names their error as one of work on files.
func storing<Result>(
    _ calls: () throws(StorageError) -> Result
) throws(OfflineError) -> Result {
    do { return try calls() } catch { throw .storage("\(error)") }
}
