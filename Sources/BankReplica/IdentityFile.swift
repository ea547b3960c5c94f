import WriteAheadLog

/// The file that says whose directory it is, and how often its node was started.
enum IdentityFile {
    /// Its name.
    static let name = "identity"

    /// Writes it, durably; one that is there is replaced.
    static func write<Disk: Storage>(
        _ identity: FileIdentity,
        on disk: inout Disk
    ) throws(StorageError) {
        let temporary = name + SnapshotFile.temporarySuffix
        let header = FileHeader(kind: .identity, identity: identity, number: 0)
        let bytes = header.encoded
        try disk.create(temporary)
        try disk.write(bytes.span, to: temporary, at: 0)
        try disk.flush(temporary)
        try disk.rename(temporary, to: name)
        try disk.flushNames()
    }
}
