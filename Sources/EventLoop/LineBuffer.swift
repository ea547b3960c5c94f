/// Bytes as they arrive, lent line by line without copying.
///
/// A line ends with LF, which is not part of what is lent; a CR before it is. Each byte is searched
/// once, however the lines are cut into pieces. Memory grows with the bytes received, never with a
/// length that somebody announced. At the first line that is too long the buffer stops for good:
/// the lines before it are lent, neither it nor anything after it is.
public struct LineBuffer: Sendable {
    /// What stands at the front of the buffer.
    public enum Front: Hashable, Sendable {
        /// No complete line: more bytes are needed.
        case unfinished
        /// A complete line.
        case line
        /// A line that is longer than the limit, complete or not.
        case tooLong
    }

    /// The line feed that ends a line.
    private static let lineFeed: UInt8 = 0x0A

    /// The longest line in bytes, with its LF.
    public private(set) var lineBytesMax: Int
    /// The received bytes; those before ``head`` have been taken.
    private var storage: [UInt8] = []
    /// Where the first byte that was not taken stands.
    private var head = 0
    /// Where the search goes on: there is no LF from ``head`` up to here.
    private var searched = 0
    /// Where the LF of the first line stands, if it was found.
    private var lineEnd: Int?

    /// Creates an empty buffer for lines of at most `lineBytesMax` bytes with their LF.
    public init(lineBytesMax: Int) {
        precondition(lineBytesMax > 0, "no line fits into \(lineBytesMax) bytes")
        self.lineBytesMax = lineBytesMax
    }

    /// How many bytes were received and not taken.
    public var count: Int { storage.count - head }

    /// Whether every received byte was taken.
    public var isEmpty: Bool { storage.count == head }

    /// How many bytes of memory the buffer holds.
    public var capacity: Int { storage.capacity }

    /// Changes the limit for the line that is at the front and all that follow.
    public mutating func setLineBytesMax(_ bytes: Int) {
        precondition(bytes > 0, "no line fits into \(bytes) bytes")
        lineBytesMax = bytes
        lineEnd = nil
        searched = head
    }

    /// Lets `read` append bytes to the free room behind the received ones.
    ///
    /// - Parameters:
    ///   - room: The least and the most free room offered, in bytes: as much as there is, between.
    ///   - read: Appends what it has; it MUST NOT remove anything.
    /// - Returns: How many bytes of the room are still free; 0 means that there may be more to
    ///   read.
    public mutating func receive(
        room: ClosedRange<Int>,
        from read: (inout OutputSpan<UInt8>) -> Void
    ) -> Int {
        precondition(room.lowerBound > 0, "nothing can be read into \(room) bytes")
        makeRoom(room.lowerBound)
        let offered = min(
            max(room.lowerBound, storage.capacity - storage.count),
            room.upperBound
        )
        var free = 0
        storage.append(addingCapacity: offered) { output in
            read(&output)
            free = output.freeCapacity
        }
        return free
    }

    /// Appends `bytes`.
    public mutating func append(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        _ = receive(room: bytes.count...bytes.count) { output in
            for index in bytes.indices { output.append(bytes[index]) }
        }
    }

    /// Looks for the end of the first line, from where the last search stopped.
    public mutating func front() -> Front {
        if lineEnd == nil { search() }
        if lineEnd != nil { return .line }
        return count >= lineBytesMax ? .tooLong : .unfinished
    }

    /// Lends the first line without its LF, if it is complete and not too long, and takes it.
    ///
    /// - Returns: What `body` returned, or nil if there was no line to lend.
    public mutating func takeLine<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard front() == .line, let end = lineEnd else { return nil }
        defer { advance(to: end + 1) }
        return try body(storage.span.extracting(head..<end))
    }

    /// Lends every byte that was not taken, whatever the lines, and takes as many as `body` says.
    public mutating func takeBytes<Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Int
    ) throws(Failure) {
        let taken = try body(storage.span.extracting(droppingFirst: head))
        precondition((0...count).contains(taken), "\(taken) bytes were taken of \(count)")
        advance(to: head + taken)
    }

    /// Drops everything; the memory is kept.
    public mutating func removeAll() {
        advance(to: storage.count)
    }

    /// Gives the memory back if there are no bytes and it is more than `bytes`.
    public mutating func releaseMemory(above bytes: Int) {
        guard isEmpty, storage.capacity > bytes else { return }
        storage = []
    }

    private mutating func search() {
        let end = min(storage.count, head + lineBytesMax)
        guard searched < end else { return }
        lineEnd = storage.span.extracting(..<end).firstIndex(of: Self.lineFeed, from: searched)
        searched = end
    }

    private mutating func advance(to position: Int) {
        head = position
        searched = position
        lineEnd = nil
        guard isEmpty else { return }
        storage.removeAll(keepingCapacity: true)
        head = 0
        searched = 0
    }

    /// Moves the bytes to the front if that frees at least half of the memory.
    ///
    /// Otherwise the memory will grow; either way a byte costs O(1), amortised.
    private mutating func makeRoom(_ room: Int) {
        guard storage.capacity - storage.count < room, head > storage.count / 2 else { return }
        storage.removeSubrange(..<head)
        searched -= head
        lineEnd = lineEnd.map { $0 - head }
        head = 0
    }
}
