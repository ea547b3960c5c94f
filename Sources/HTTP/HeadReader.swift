/// Where a header stands in its head, in eight bytes.
struct HeaderField: Hashable, Sendable, BitwiseCopyable {
    private let nameStart: UInt16
    private let nameEnd: UInt16
    private let valueStart: UInt16
    private let valueEnd: UInt16

    /// Creates a field from places within ``HTTPLimits/headBytesCeiling``.
    init(name: Range<Int>, value: Range<Int>) {
        nameStart = UInt16(name.lowerBound)
        nameEnd = UInt16(name.upperBound)
        valueStart = UInt16(value.lowerBound)
        valueEnd = UInt16(value.upperBound)
    }

    /// The bytes of the name.
    var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
    /// The bytes of the value, without the blanks at its ends.
    var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
}

/// Reads a head line by line, from bytes that begin with the head and grow from call to call.
///
/// Each byte is searched for a line's end once, however slowly the bytes arrive. Everything but
/// CRLF at a line's end is refused here.
struct HeadReader: Hashable, Sendable {
    /// The headers read so far.
    private(set) var fields: [HeaderField] = []
    /// Where the next line begins.
    private(set) var lineStart = 0
    /// Where the search goes on: from ``lineStart`` up to here there is no control character.
    private var searched = 0

    /// Whether nothing of the head was seen.
    var isFresh: Bool { searched == 0 }

    /// Takes the next line, if it is complete.
    ///
    /// - Parameters:
    ///   - bytes: Everything from the head's first byte on.
    ///   - bytesMax: The longest head.
    /// - Returns: Where the line stands, without its CRLF; nil if its end is not there yet.
    /// - Throws: ``HTTPRefusal``.
    @inline(__always)
    mutating func nextLine(
        in bytes: Span<UInt8>,
        bytesMax: Int
    ) throws(HTTPRefusal) -> Range<Int>? {
        precondition(bytes.count >= searched, "\(bytes.count) bytes of \(searched) are left")
        let end = min(bytes.count, bytesMax)
        var index = searched
        while index < end, !Byte.isControl(bytes[index]) { index &+= 1 }
        searched = index
        if index < end {
            try Self.requireCarriageReturn(bytes[index])
            if index &+ 1 < end {
                guard bytes[index &+ 1] == Byte.lineFeed else { throw .bareCarriageReturn }
                defer { lineStart = searched }
                searched = index &+ 2
                return lineStart..<index
            }
        }
        guard end < bytesMax else { throw .headTooLarge }
        return nil
    }

    @inline(__always)
    private static func requireCarriageReturn(_ byte: UInt8) throws(HTTPRefusal) {
        guard byte != Byte.carriageReturn else { return }
        throw byte == Byte.lineFeed ? .bareLineFeed : .controlCharacter
    }

    /// Reads a line as a header and adds it.
    ///
    /// - Parameters:
    ///   - line: Not empty.
    ///   - bytes: The head.
    ///   - countMax: How many headers there may be.
    /// - Returns: Where name and value stand.
    /// - Throws: ``HTTPRefusal``.
    @inline(__always)
    mutating func addField(
        in line: Range<Int>,
        of bytes: Span<UInt8>,
        countMax: Int
    ) throws(HTTPRefusal) -> HeaderField {
        guard !Byte.isBlank(bytes[line.lowerBound]) else { throw .foldedHeader }
        var colon = line.lowerBound
        while colon < line.upperBound, Byte.isToken(bytes[colon]) { colon &+= 1 }
        guard colon < line.upperBound, bytes[colon] == Byte.colon, colon > line.lowerBound else {
            let isBlank = colon < line.upperBound && Byte.isBlank(bytes[colon])
            throw isBlank ? .blankBeforeColon : .badHeaderName
        }
        guard fields.count < countMax else { throw .tooManyHeaders }
        let field = HeaderField(
            name: line.lowerBound..<colon,
            value: bytes.trimmingBlanks(in: colon + 1..<line.upperBound)
        )
        if fields.isEmpty { fields.reserveCapacity(min(countMax, 16)) }
        fields.append(field)
        return field
    }
}
