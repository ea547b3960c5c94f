/// A disk that lives as long as its process: the storage of a node that keeps nothing.
///
/// Every flush succeeds at once and means nothing. Costs grow with the number of files, which is
/// small.
public struct MemoryDisk: Storage, Hashable, Sendable {
    /// A file.
    private struct File: Hashable, Sendable {
        /// The name, unique on the disk.
        var name: String
        /// The content.
        var bytes: [UInt8] = []
        /// From here on every byte is zero.
        var zerosFrom = 0
    }

    /// The files, sorted by name.
    private var files: [File] = []

    /// Creates an empty disk.
    public init() {}

    /// Returns the names of all files, sorted.
    public func names() -> [String] { files.map(\.name) }

    /// Returns the size of a file.
    public func size(of name: String) throws(StorageError) -> Int {
        files[try index(of: name, for: "stat")].bytes.count
    }

    /// Appends up to `count` bytes from `offset` to `bytes`; fewer only at the file's end.
    public func read(
        _ name: String,
        at offset: Int,
        count: Int,
        into bytes: inout [UInt8]
    ) throws(StorageError) {
        precondition(offset >= 0 && count >= 0, "\(count) bytes at \(offset) are not a place")
        let index = try index(of: name, for: "read")
        bytes += files[index].bytes.dropFirst(offset).prefix(count)
    }

    /// Creates an empty file; there must be none of this name.
    public mutating func create(_ name: String) throws(StorageError) {
        guard !files.contains(where: { $0.name == name }) else {
            throw StorageError(file: name, call: "create", reason: "File exists")
        }
        insert(File(name: name))
    }

    /// Gives a file that size; what is new reads as zeros.
    public mutating func preallocate(_ name: String, size: Int) throws(StorageError) {
        let index = try index(of: name, for: "preallocate")
        let missing = size - files[index].bytes.count
        guard missing > 0 else { return }
        files[index].bytes += [UInt8](repeating: 0, count: missing)
    }

    /// Writes `bytes` in place; a file grows as needed.
    public mutating func write(
        _ bytes: Span<UInt8>,
        to name: String,
        at offset: Int
    ) throws(StorageError) {
        precondition(offset >= 0, "\(offset) is not a place")
        let index = try index(of: name, for: "write")
        let missing = offset + bytes.count - files[index].bytes.count
        if missing > 0 { files[index].bytes += [UInt8](repeating: 0, count: missing) }
        files[index].zerosFrom = max(files[index].zerosFrom, offset + bytes.count)
        var target = files[index].bytes.mutableSpan
        for place in bytes.indices { target[offset + place] = bytes[place] }
    }

    /// Writes `count` zeros from `offset` on; what is zero already is passed over.
    public mutating func zero(
        _ name: String,
        at offset: Int,
        count: Int
    ) throws(StorageError) {
        try preallocate(name, size: offset + count)
        let index = try index(of: name, for: "write")
        let end = min(offset + count, files[index].zerosFrom)
        for place in offset..<max(offset, end) { files[index].bytes[place] = 0 }
    }

    /// Does nothing: there is nothing to survive.
    public func flush(_ name: String) throws(StorageError) {
        _ = try index(of: name, for: "flush")
    }

    /// Does nothing: there is nothing to survive.
    public func flushNames() {}

    /// Gives a file another name; a file that had that name is gone.
    public mutating func rename(_ name: String, to newName: String) throws(StorageError) {
        var file = files.remove(at: try index(of: name, for: "rename"))
        file.name = newName
        files.removeAll { $0.name == newName }
        insert(file)
    }

    /// Removes a file.
    public mutating func remove(_ name: String) throws(StorageError) {
        files.remove(at: try index(of: name, for: "remove"))
    }

    // MARK: - Names

    private func index(of name: String, for call: String) throws(StorageError) -> Int {
        guard let index = files.firstIndex(where: { $0.name == name }) else {
            throw StorageError(file: name, call: call, reason: "No such file or directory")
        }
        return index
    }

    /// Puts a file where its name sorts it.
    private mutating func insert(_ file: File) {
        let index = files.firstIndex { $0.name > file.name } ?? files.endIndex
        files.insert(file, at: index)
    }
}
