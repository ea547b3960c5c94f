public import WriteAheadLog

/// Why a node's files cannot be used, or can be used no more.
public enum StoreError: Error, Hashable, Sendable {
    /// A call failed; nothing may rest on what it was to do.
    case storage(StorageError)
    /// The log cannot be read or written.
    case log(LogError)
    /// A file belongs to another cluster, another node or another version of the format.
    case foreign(String)
    /// A record that passes its checksum cannot be read: written by another version, or a bug.
    case unreadable(file: String, reason: String)

    /// Creates the error of a failed log call.
    init(_ error: LogError) {
        switch error {
        case .storage(let error): self = .storage(error)
        case .unknownVersion, .otherCluster, .otherNode: self = .foreign("\(error)")
        case .outOfSpace, .notOurs, .damagedHeader, .missing, .exists: self = .log(error)
        }
    }
}

extension StoreError {
    /// Whether the disk is full.
    public var isOutOfSpace: Bool {
        switch self {
        case .storage(let error): error.isOutOfSpace
        case .log(.outOfSpace): true
        case .log: false
        case .foreign, .unreadable: false
        }
    }
}

extension StoreError: CustomStringConvertible {
    /// What happened, with the file.
    public var description: String {
        switch self {
        case .storage(let error): "\(error)"
        case .log(let error): "\(error)"
        case .foreign(let reason): reason
        case .unreadable(let file, let reason): "\(file): \(reason)"
        }
    }
}
