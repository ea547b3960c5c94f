/// Why the log, or a file with a header like the log's, cannot be used.
///
/// Nothing but ``outOfSpace(_:)`` may be answered by going on: the log must not be used after any
/// other error that one of its mutating calls threw.
public enum LogError: Error, Hashable, Sendable {
    /// A call on a file failed: stop acknowledging, and exit with 74.
    case storage(StorageError)
    /// There is no room to prepare a segment; what was half made is removed and nothing rested on
    /// it. Refuse new work while ``WriteAheadLog/room`` is low, and prepare again later.
    case outOfSpace(StorageError)
    /// The file does not begin as a file of this kind does.
    case notOurs(file: String)
    /// The file was written in a format this program does not know; it is never upgraded silently.
    case unknownVersion(file: String, found: UInt32)
    /// The header's checksum does not match.
    case damagedHeader(file: String)
    /// The file belongs to another cluster.
    case otherCluster(file: String, found: String, expected: String)
    /// The file belongs to another node of the cluster.
    case otherNode(file: String, found: UInt8, expected: UInt8)
    /// There is no segment: the log was never created, or the disk is lost.
    case missing
    /// A log is to be created where there is one.
    case exists(file: String)
}

extension LogError: CustomStringConvertible {
    /// What is wrong, with the file and both values.
    public var description: String {
        switch self {
        case .storage(let error): "\(error)"
        case .outOfSpace(let error): "no room to prepare a segment: \(error)"
        case .notOurs(let file): "\(file) is not a file of this kind"
        case .unknownVersion(let file, let found):
            "\(file) has format \(found); this program knows \(FileIdentity.formatVersion) only"
        case .damagedHeader(let file): "the header of \(file) is damaged"
        case .otherCluster(let file, let found, let expected):
            "\(file) belongs to cluster \"\(found)\", not to \"\(expected)\""
        case .otherNode(let file, let found, let expected):
            "\(file) belongs to node \(found), not to node \(expected)"
        case .missing: "there is no log"
        case .exists(let file): "there is a log already: \(file)"
        }
    }
}

/// Runs one or several calls on a disk, and names their error as one of the log.
func storing<Result>(
    _ calls: () throws(StorageError) -> Result
) throws(LogError) -> Result {
    do {
        return try calls()
    } catch {
        throw .storage(error)
    }
}
