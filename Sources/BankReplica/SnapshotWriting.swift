import JSON
import Paxos
import Wire
import WriteAheadLog

#if MUTANTS
import Mutation
#endif

/// A snapshot on its way to disk, slice by slice, from a state that does not change meanwhile.
///
/// A finished slice is flushed, so that no turn waits for the whole. Then everything is read back
/// and compared with its checksums before the file gets its name: what is dropped from the log
/// afterwards rests on it.
struct SnapshotWriting: Sendable {
    /// Where the parts lie so far.
    private(set) var file: SnapshotFile
    /// The frozen state.
    private var writer: SnapshotWriter
    /// How many parts were read back; nil while there is more to write.
    private var checked: Int?

    /// Begins with the file and its header.
    init<Disk: Storage>(
        _ state: SnapshotState,
        identity: FileIdentity,
        on disk: inout Disk
    ) throws(StorageError) {
        file = SnapshotFile(slot: state.slot)
        writer = SnapshotWriter(state)
        try SnapshotFileCalls.begin(file, identity: identity, on: &disk)
    }

    /// Writes or checks one slice of at most `bytesMax` bytes, but at least a part.
    ///
    /// - Returns: Whether the snapshot is finished: it has its name, and that is durable.
    /// - Throws: ``WriteAheadLog/StorageError``, also if what is read back differs.
    mutating func work<Disk: Storage>(
        bytesMax: Int,
        buffer: inout JSONWriter,
        on disk: inout Disk
    ) throws(StorageError) -> Bool {
        guard let checked else {
            try write(bytesMax: bytesMax, buffer: &buffer, on: &disk)
            return false
        }
        var index = checked
        let start = file.offset(of: index)
        while index < file.count, file.offset(of: index) - start < bytesMax {
            guard try file.read(index, of: file.temporaryName, on: &disk) != nil else {
                throw StorageError(
                    file: file.temporaryName,
                    call: "pread",
                    reason: "part \(index) is not what was written",
                    isOutOfSpace: false
                )
            }
            index += 1
        }
        self.checked = index
        guard index == file.count else { return false }
        try SnapshotFileCalls.finish(file, on: &disk)
        return true
    }

    private mutating func write<Disk: Storage>(
        bytesMax: Int,
        buffer: inout JSONWriter,
        on disk: inout Disk
    ) throws(StorageError) {
        buffer.removeAll()
        let start = file.end
        while file.count < writer.count, buffer.bytes.count < bytesMax {
            let begin = buffer.bytes.count
            _ = writer.writeNext(into: &buffer)
            ChecksummedLine.seal(&buffer.bytes, from: begin)
            file.append(lineBytes: buffer.bytes.count - begin)
        }
        let bytes = buffer.bytes
        try disk.write(bytes.span, to: file.temporaryName, at: start)
        #if MUTANTS
        if !Mutant.renameBeforeFlush.isPlanted { try disk.flush(file.temporaryName) }
        #else
        try disk.flush(file.temporaryName)
        #endif
        if file.count == writer.count { checked = 0 }
    }
}

/// A snapshot on its way from another node to this one's disk, part by part.
struct SnapshotReceiving: Sendable {
    /// Where the parts lie so far.
    private(set) var file: SnapshotFile
    /// How many parts there are in all.
    let count: Int
    /// What the parts amount to.
    private var reader: SnapshotReader
    /// The end of what is flushed.
    private var flushed = 0
    /// How many snapshots were offered since the last part was added.
    private var idleOffers = 0

    /// How many bytes are written at most before they are flushed.
    private static let unflushedBytesMax = 1 << 20
    /// So many offers without a part between them show that nobody sends this snapshot any more.
    private static let idleOffersMax = 4

    /// Begins with the file and its header.
    init<Disk: Storage>(
        _ file: SnapshotFile,
        count: Int,
        reader: SnapshotReader,
        identity: FileIdentity,
        on disk: inout Disk
    ) throws(StorageError) {
        self.file = file
        self.count = count
        self.reader = reader
        try SnapshotFileCalls.begin(file, identity: identity, on: &disk)
    }

    /// The next part that is missing.
    var nextIndex: Int { file.count }

    /// Notes that a snapshot is offered, of this slot or another one.
    ///
    /// - Returns: Whether that one should be fetched in place of this one: it is newer, or nothing
    ///   of this one has come for some time.
    mutating func givesWay(to slot: Slot) -> Bool {
        idleOffers += 1
        return slot > file.slot || (slot != file.slot && idleOffers > Self.idleOffersMax)
    }

    /// Takes in the next part.
    ///
    /// - Returns: Whether it fits; if not, the whole snapshot is worth nothing.
    mutating func add<Disk: Storage>(
        _ part: [UInt8],
        buffer: inout JSONWriter,
        on disk: inout Disk
    ) throws(StorageError) -> Bool {
        do { try reader.read(part.span) } catch { return false }
        buffer.removeAll()
        buffer.bytes += part
        ChecksummedLine.seal(&buffer.bytes, from: 0)
        let bytes = buffer.bytes
        try disk.write(bytes.span, to: file.temporaryName, at: file.end)
        file.append(lineBytes: bytes.count)
        idleOffers = 0
        if file.end - flushed >= Self.unflushedBytesMax {
            try disk.flush(file.temporaryName)
            flushed = file.end
        }
        return true
    }

    /// Ends it: every part is in.
    ///
    /// - Returns: The state, when the file is durable; nil if the parts do not fit together.
    mutating func finish<Disk: Storage>(
        on disk: inout Disk
    ) throws(StorageError) -> SnapshotState? {
        guard let state = try close(on: &disk) else { return nil }
        try SnapshotFileCalls.finish(file, on: &disk)
        return state
    }

    /// Ends it under its temporary name: every part is in.
    ///
    /// - Returns: The state, when its bytes are durable; nil if the parts do not fit together.
    mutating func close<Disk: Storage>(
        on disk: inout Disk
    ) throws(StorageError) -> SnapshotState? {
        guard let state = try? reader.finish(), state.slot == file.slot else { return nil }
        try disk.flush(file.temporaryName)
        return state
    }
}

/// What writing and receiving a snapshot have in common.
enum SnapshotFileCalls {
    /// Creates the file under its temporary name, with its header; one that is there is replaced.
    ///
    /// - Throws: ``WriteAheadLog/StorageError``; if the disk is full, nothing is left of the file.
    static func begin<Disk: Storage>(
        _ file: SnapshotFile,
        identity: FileIdentity,
        on disk: inout Disk
    ) throws(StorageError) {
        try discard(file, on: &disk)
        let header = FileHeader(kind: .snapshot, identity: identity, number: file.slot.rawValue)
        let bytes = header.encoded
        do throws(StorageError) {
            try disk.create(file.temporaryName)
            try disk.write(bytes.span, to: file.temporaryName, at: 0)
        } catch {
            if error.isOutOfSpace { try discard(file, on: &disk) }
            throw error
        }
    }

    /// Gives the flushed file its name, durably.
    ///
    /// - Throws: ``WriteAheadLog/StorageError``; if the disk is full, nothing has that name.
    static func finish<Disk: Storage>(
        _ file: SnapshotFile,
        on disk: inout Disk
    ) throws(StorageError) {
        try disk.rename(file.temporaryName, to: file.name)
        do throws(StorageError) {
            try disk.flushNames()
        } catch {
            if error.isOutOfSpace { try disk.remove(file.name) }
            throw error
        }
    }

    /// Removes an unfinished file, if there is one.
    static func discard<Disk: Storage>(
        _ file: SnapshotFile,
        on disk: inout Disk
    ) throws(StorageError) {
        if try disk.names().contains(file.temporaryName) { try disk.remove(file.temporaryName) }
    }
}
