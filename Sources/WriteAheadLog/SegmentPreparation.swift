/// The making of a segment ahead of its use, in steps that are short.
///
/// The file gets its space, is written with zeros to its end and flushed, all under a name that
/// nothing relies on; a crash on the way costs nothing. An overwrite of bytes that were flushed
/// before changes no metadata, so that later each record costs the disk one flush and not two.
struct SegmentPreparation: Hashable, Sendable {
    /// The name of the file until it holds records; removed when a log is opened.
    static let name = "log-next.tmp"

    /// The size of the file when it is ready, in bytes.
    let segmentBytes: Int
    /// The most bytes written by one step.
    let sliceBytes: Int
    /// How many bytes are zero and flushed; nil if there is no file.
    private(set) var zeroedBytes: Int?

    init(limits: LogLimits) {
        segmentBytes = limits.segmentBytes
        sliceBytes = limits.preparedSliceBytes
    }

    /// Whether the file can be used.
    var isReady: Bool { zeroedBytes == segmentBytes }

    /// Takes one step; does nothing when ready.
    ///
    /// - Throws: ``LogError/outOfSpace(_:)`` after the file was removed, or
    ///   ``LogError/storage(_:)``.
    mutating func step<Disk: Storage>(on disk: inout Disk) throws(LogError) {
        do {
            try zeroSlice(on: &disk)
        } catch {
            guard error.isOutOfSpace else { throw .storage(error) }
            try discard(on: &disk)
            throw .outOfSpace(error)
        }
    }

    /// Takes all the steps that are left: the caller waits for a whole segment.
    mutating func finish<Disk: Storage>(on disk: inout Disk) throws(LogError) {
        while !isReady { try step(on: &disk) }
    }

    private mutating func zeroSlice<Disk: Storage>(on disk: inout Disk) throws(StorageError) {
        if zeroedBytes == nil {
            try disk.create(Self.name)
            zeroedBytes = 0
            try disk.preallocate(Self.name, size: segmentBytes)
        }
        let done = zeroedBytes ?? 0
        guard done < segmentBytes else { return }
        let count = min(sliceBytes, segmentBytes - done)
        try disk.zero(Self.name, at: done, count: count)
        try disk.flush(Self.name)
        zeroedBytes = done + count
    }

    /// Gives the space of an unfinished file back.
    private mutating func discard<Disk: Storage>(on disk: inout Disk) throws(LogError) {
        guard zeroedBytes != nil else { return }
        zeroedBytes = nil
        try storing { () throws(StorageError) in
            try disk.remove(Self.name)
            try disk.flushNames()
        }
    }

    /// Makes the file the segment that `header` describes.
    ///
    /// The header is flushed before the file gets its name: a segment whose header does not pass is
    /// damaged, never unfinished. And the name is durable before a record is.
    mutating func install<Disk: Storage>(
        as header: FileHeader,
        on disk: inout Disk
    ) throws(LogError) -> LogSegment {
        precondition(isReady, "a segment of which \(zeroedBytes ?? 0) bytes are prepared")
        let segment = LogSegment(first: LogPosition(header.number))
        let bytes = header.encoded
        try storing { () throws(StorageError) in
            try disk.write(bytes.span, to: Self.name, at: 0)
            try disk.flush(Self.name)
            try disk.rename(Self.name, to: segment.name)
            try disk.flushNames()
        }
        zeroedBytes = nil
        return segment
    }
}
