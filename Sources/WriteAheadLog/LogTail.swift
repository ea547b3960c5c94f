/// What is left of a log behind its last record that passes, when no record behind passes: a write
/// that was cut, or damage.
///
/// What a write is known to leave, if it is cut: whole sectors, in any selection, or the bytes
/// before some place. The rest stays zero, as the segment was prepared. And text has no zero byte.
enum LogTail: Hashable, Sendable {
    /// Nothing but zeros.
    case empty
    /// A write that was cut; there are zeros from this many bytes on.
    case torn(bytes: Int)
    /// A record that was whole once, or remains of several; there are zeros from this many bytes
    /// on.
    case damaged(bytes: Int, reason: String)

    /// The unit that a disk writes whole or not at all, in bytes.
    static let sectorBytes = 512

    /// Looks at what stands at `offset` and behind it, to the end of the last segment.
    ///
    /// - Parameters:
    ///   - bytes: The last segment; unchanged on return.
    ///   - offset: Where the next record would begin, if there were one.
    ///   - limits: The bounds of what can have been written.
    init(_ bytes: inout [UInt8], at offset: Int, limits: LogLimits) {
        let end = Self.endOfContent(bytes, from: offset)
        let contentStart = offset + Frame.headerBytes
        guard end > offset else {
            self = .empty
            return
        }
        guard end > contentStart else {
            // The length or a part of it, or a flipped bit in the space behind the log.
            self = .torn(bytes: end - offset)
            return
        }
        let length = Int(LittleEndian.uint32(bytes, at: offset))
        if Frame.matches(&bytes, at: offset, length: end - contentStart) {
            let reason =
                length == end - contentStart
                ? "another record stands in its place" : "the record's length is damaged"
            self = .damaged(bytes: end - offset, reason: reason)
            return
        }
        let isHeaderMissing = length == 0 && LittleEndian.uint32(bytes, at: offset + 4) == 0
        let isPossible = Self.isPossible(length, at: offset, of: bytes.count, limits: limits)
        // What stands behind the record's end was written after it had been flushed.
        if isHeaderMissing
            || isPossible && end <= contentStart + length
                && Self.lacksPart(bytes, at: offset, end: contentStart + length)
        {
            self = .torn(bytes: end - offset)
        } else {
            let reason =
                isPossible
                ? "the record's checksum does not match" : "the record's length is impossible"
            self = .damaged(bytes: end - offset, reason: reason)
        }
    }

    /// Whether a record of this length, or the beginning of its length, can have been written here.
    private static func isPossible(
        _ length: Int,
        at offset: Int,
        of size: Int,
        limits: LogLimits
    ) -> Bool {
        let overhead = Frame.overheadBytes - Frame.headerBytes
        return length > 0 && length <= LogLimits.recordBytesMost + overhead
            && offset + Frame.headerBytes + length <= max(size, limits.segmentBytes)
    }

    /// Whether the last byte of a record is zero, or all that it has in one of its sectors.
    ///
    /// What lies behind the end of the file counts as zero.
    private static func lacksPart(_ bytes: [UInt8], at offset: Int, end: Int) -> Bool {
        guard end <= bytes.count, bytes[end - 1] != 0 else { return true }
        var start = offset
        while start < end {
            let sectorEnd = min(end, (start / sectorBytes + 1) * sectorBytes)
            var place = start
            while place < sectorEnd, bytes[place] == 0 { place += 1 }
            if place == sectorEnd { return true }
            start = sectorEnd
        }
        return false
    }

    /// Whether nothing but zeros is left from `offset` on.
    static func isEmpty(_ bytes: [UInt8], from offset: Int) -> Bool {
        var place = offset
        while place < bytes.count, bytes[place] == 0 { place += 1 }
        return place >= bytes.count
    }

    /// Returns the place behind the last byte that is not zero, or `offset`.
    private static func endOfContent(_ bytes: [UInt8], from offset: Int) -> Int {
        var end = bytes.count
        while end > offset, bytes[end - 1] == 0 { end -= 1 }
        return max(end, offset)
    }
}
