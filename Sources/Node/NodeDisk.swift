import WriteAheadLog

/// What a node keeps its files on: a directory, or memory that ends with the process.
///
/// Both obey the same order, so a node in memory differs from another one only in what a restart
/// leaves of it: nothing.
struct NodeDisk: Storage {
    /// The directory; nil for memory.
    private let files: FileDisk?
    /// The memory; empty for a directory.
    private var memory = MemoryDisk()

    /// Creates a disk over a directory, or in memory.
    init(_ files: FileDisk?) {
        self.files = files
    }

    /// Whether it outlives the process.
    var isDurable: Bool { files != nil }

    mutating func names() throws(StorageError) -> [String] {
        guard let files else { return memory.names() }
        return try files.names()
    }

    mutating func size(of name: String) throws(StorageError) -> Int {
        guard let files else { return try memory.size(of: name) }
        return try files.size(of: name)
    }

    mutating func read(
        _ name: String,
        at offset: Int,
        count: Int,
        into bytes: inout [UInt8]
    ) throws(StorageError) {
        guard let files else {
            return try memory.read(name, at: offset, count: count, into: &bytes)
        }
        return try files.read(name, at: offset, count: count, into: &bytes)
    }

    mutating func create(_ name: String) throws(StorageError) {
        guard let files else { return try memory.create(name) }
        return try files.create(name)
    }

    mutating func preallocate(_ name: String, size: Int) throws(StorageError) {
        guard let files else { return try memory.preallocate(name, size: size) }
        return try files.preallocate(name, size: size)
    }

    mutating func write(
        _ bytes: Span<UInt8>,
        to name: String,
        at offset: Int
    ) throws(StorageError) {
        guard let files else { return try memory.write(bytes, to: name, at: offset) }
        return try files.write(bytes, to: name, at: offset)
    }

    mutating func zero(_ name: String, at offset: Int, count: Int) throws(StorageError) {
        guard let files else { return try memory.zero(name, at: offset, count: count) }
        return try files.zero(name, at: offset, count: count)
    }

    mutating func flush(_ name: String) throws(StorageError) {
        guard let files else { return try memory.flush(name) }
        return try files.flush(name)
    }

    mutating func flushNames() throws(StorageError) {
        guard let files else { return memory.flushNames() }
        return try files.flushNames()
    }

    mutating func rename(_ name: String, to newName: String) throws(StorageError) {
        guard let files else { return try memory.rename(name, to: newName) }
        return try files.rename(name, to: newName)
    }

    mutating func remove(_ name: String) throws(StorageError) {
        guard let files else { return try memory.remove(name) }
        return try files.remove(name)
    }
}
