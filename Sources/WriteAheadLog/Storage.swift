/// Files in one flat directory, as the log and the snapshots need them.
///
/// All sizes and offsets are in bytes. What is written survives a power cut only after
/// ``flush(_:)`` of its file, and a name only after ``flushNames()``. No call is ever made a second
/// time after it failed: whoever gets an error stops acknowledging.
public protocol Storage {
    /// Returns the names of all files, sorted.
    mutating func names() throws(StorageError) -> [String]

    /// Returns the size of a file.
    mutating func size(of name: String) throws(StorageError) -> Int

    /// Appends up to `count` bytes from `offset` to `bytes`; fewer only at the file's end.
    mutating func read(
        _ name: String,
        at offset: Int,
        count: Int,
        into bytes: inout [UInt8]
    ) throws(StorageError)

    /// Creates an empty file; there MUST be none of this name.
    mutating func create(_ name: String) throws(StorageError)

    /// Gives a file space up to `size`, and that size; what is new reads as zeros.
    mutating func preallocate(_ name: String, size: Int) throws(StorageError)

    /// Writes all of `bytes`, or throws; a file grows as needed.
    mutating func write(
        _ bytes: Span<UInt8>,
        to name: String,
        at offset: Int
    ) throws(StorageError)

    /// Makes a file's content and size durable, as `fdatasync` does.
    mutating func flush(_ name: String) throws(StorageError)

    /// Makes the names durable: every file created, renamed or removed so far.
    mutating func flushNames() throws(StorageError)

    /// Gives a file another name, in one step; a file that had that name is gone.
    mutating func rename(_ name: String, to newName: String) throws(StorageError)

    /// Removes a file.
    mutating func remove(_ name: String) throws(StorageError)

    /// Writes `count` zeros from `offset` on, in place or behind the end.
    ///
    /// - Throws: ``StorageError``; how many bytes were written is not known then.
    mutating func zero(_ name: String, at offset: Int, count: Int) throws(StorageError)
}

extension Storage {
    /// Writes `count` zeros from `offset` on, in place or behind the end.
    public mutating func zero(
        _ name: String,
        at offset: Int,
        count: Int
    ) throws(StorageError) {
        let zeros = [UInt8](repeating: 0, count: count)
        try write(zeros.span, to: name, at: offset)
    }
}
