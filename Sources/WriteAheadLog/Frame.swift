internal import Checksum

/// A record as the disk holds it.
///
/// | Bytes | What |
/// | --- | --- |
/// | 0 ..< 4 | length of number and content, little-endian; 0 is the end |
/// | 4 ..< 8 | CRC-32C of the length's four bytes, the number and the content |
/// | 8 ..< 16 | number, little-endian |
/// | 16 ... | content: the caller's bytes |
///
/// Zeros fill it up to a multiple of 8 bytes; they are not covered by the sum.
struct Frame: Hashable, Sendable {
    /// The bytes before what the length counts.
    static let headerBytes = 8
    /// The bytes before the content.
    static let overheadBytes = 16
    /// Frames begin at multiples of this many bytes.
    static let alignment = 8
    /// The size of the smallest frame, in bytes.
    static let sizeMin = 24

    /// The number of the record.
    let number: UInt64
    /// Where the frame begins in its file.
    let offset: Int
    /// The length of the content, in bytes: 1 or more.
    let contentBytes: Int

    /// Where the next frame would begin.
    var end: Int { offset + Self.size(contentBytes: contentBytes) }

    /// Where the content stands in the file.
    var content: Range<Int> {
        offset + Self.overheadBytes..<offset + Self.overheadBytes + contentBytes
    }

    /// Returns the size of a frame, in bytes, with what fills it up.
    static func size(contentBytes: Int) -> Int {
        aligned(overheadBytes + contentBytes)
    }

    /// Rounds up to where a frame may begin.
    static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) & ~(alignment - 1) }

    // MARK: - Writing

    /// Replaces `bytes` by a frame.
    static func encode(number: UInt64, content: Span<UInt8>, into bytes: inout [UInt8]) {
        let length = UInt32(overheadBytes - headerBytes + content.count)
        bytes.removeAll(keepingCapacity: true)
        LittleEndian.append(length, to: &bytes)
        LittleEndian.append(length, to: &bytes)
        LittleEndian.append(number, to: &bytes)
        unsafe content.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        let sum = sum(of: bytes, in: 4..<bytes.count)
        LittleEndian.store(sum, in: &bytes, at: 4)
        bytes += repeatElement(0, count: aligned(bytes.count) - bytes.count)
    }

    // MARK: - Reading

    /// Returns whether the sum at `offset` matches, if the length is taken to be `length`.
    ///
    /// The length is covered by the sum and stands before it, apart from the rest. For the time of
    /// the sum it is put next to the rest, in the sum's place; `bytes` is unchanged afterwards.
    static func matches(_ bytes: inout [UInt8], at offset: Int, length: Int) -> Bool {
        let sum = LittleEndian.uint32(bytes, at: offset + 4)
        LittleEndian.store(UInt32(length), in: &bytes, at: offset + 4)
        let found = self.sum(of: bytes, in: offset + 4..<offset + headerBytes + length)
        LittleEndian.store(sum, in: &bytes, at: offset + 4)
        return found == sum
    }

    /// Returns the sum of a part of `bytes`, which are free to be changed again afterwards.
    private static func sum(of bytes: [UInt8], in range: Range<Int>) -> UInt32 {
        CRC32C.checksum(bytes.span.extracting(range))
    }

    /// Returns the frame at `offset` if it passes: it lies in the file, its sum matches and its
    /// number is one of `numbers`.
    ///
    /// The cheap tests come first, so that a search may ask at every place.
    static func passing(
        _ bytes: inout [UInt8],
        at offset: Int,
        numbers: Range<UInt64>,
        contentBytesMax: Int
    ) -> Frame? {
        guard offset + sizeMin <= bytes.count else { return nil }
        let length = Int(LittleEndian.uint32(bytes, at: offset))
        let contentBytes = length - (overheadBytes - headerBytes)
        guard contentBytes >= 1, contentBytes <= contentBytesMax,
            offset + headerBytes + length <= bytes.count
        else { return nil }
        let number = LittleEndian.uint64(bytes, at: offset + headerBytes)
        guard numbers.contains(number), matches(&bytes, at: offset, length: length) else {
            return nil
        }
        return Frame(number: number, offset: offset, contentBytes: contentBytes)
    }
}
