public import WriteAheadLog

/// Why a node's files cannot be used, or can be used no more.
public enum StoreError: Error, Hashable, Sendable {
    /// A call failed; nothing may rest on what it was to do.
    case storage(StorageError)
    /// The log cannot be read or written.
    case log(LogError)
    /// A file belongs to another cluster, another node or another version of the format.
    case foreign(file: String, reason: String)
    /// A record that passes its checksum cannot be read: written by another version, or a bug.
    case unreadable(file: String, reason: String)

    /// Creates the error of a failed log call.
    init(_ error: LogError) {
        if case .storage(let error) = error { self = .storage(error) } else { self = .log(error) }
    }
}

extension StoreError {
    /// Whether the disk is full.
    public var isOutOfSpace: Bool {
        switch self {
        case .storage(let error): error.isOutOfSpace
        case .log(let error): error.isOutOfSpace
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
        case .foreign(let file, let reason), .unreadable(let file, let reason):
            "\(file): \(reason)"
        }
    }
}
