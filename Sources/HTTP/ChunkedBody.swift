/// Takes the chunk framing off a body, byte after byte, in any pieces.
///
/// Source: RFC 9112, §7.1, without what is optional and ambiguous: no blank around a size, at most
/// eight digits, CRLF only. Extensions are skipped; trailers are checked and dropped.
struct ChunkedBody: Hashable, Sendable {
    /// What the next byte should be.
    private enum Place: Hashable {
        /// A digit of a size; `isFirst` if there was none.
        case size(isFirst: Bool)
        /// Part of an extension.
        case chunkExtension
        /// The LF at the end of a chunk-size line.
        case sizeEnd
        /// Data of the chunk under way.
        case data
        /// The CR after the data.
        case dataReturn
        /// The LF after the data.
        case dataEnd
        /// The first byte of a trailer, or the CR of the empty line.
        case trailerStart
        /// Part of a trailer's name, after its first byte.
        case trailerName
        /// Part of a trailer's value.
        case trailerValue
        /// The LF at the end of a trailer.
        case trailerEnd
        /// The LF of the empty line.
        case lastEnd
        /// Nothing: the body is complete.
        case finished
    }

    /// The most digits of a size.
    private static let sizeDigitsMax = 8

    private var place = Place.size(isFirst: true)
    /// The size under way, then the bytes that the chunk still lacks.
    private var size = 0
    /// The digits of the size under way.
    private var sizeDigits = 0
    /// The bytes of the chunk-size line under way.
    private var lineBytes = 0
    /// The bytes of all extensions so far.
    private var extensionBytes = 0
    /// The bytes of all trailers so far.
    private var trailerBytes = 0

    /// Whether the last byte of the body was seen.
    var isFinished: Bool { place == .finished }

    /// Takes bytes until the body is complete or there are no more.
    ///
    /// - Parameters:
    ///   - bytes: All of them are bytes of the body, or of what follows it.
    ///   - body: Data is appended here.
    ///   - limits: For everything.
    /// - Returns: How many bytes were taken.
    /// - Throws: ``HTTPRefusal``.
    mutating func take(
        _ bytes: Span<UInt8>,
        into body: inout [UInt8],
        limits: HTTPLimits
    ) throws(HTTPRefusal) -> Int {
        var index = 0
        while index < bytes.count, place != .finished {
            if place == .data {
                let end = index + min(size, bytes.count - index)
                body.append(copying: bytes.extracting(index..<end))
                size -= end - index
                index = end
                if size == 0 { place = .dataReturn }
            } else {
                try take(bytes[index], bodyBytes: body.count, limits: limits)
                index += 1
            }
        }
        return index
    }

    /// Takes one byte of the framing.
    private mutating func take(
        _ byte: UInt8,
        bodyBytes: Int,
        limits: HTTPLimits
    ) throws(HTTPRefusal) {
        switch place {
        case .size, .chunkExtension, .sizeEnd:
            lineBytes += 1
            guard lineBytes <= limits.chunkHeadBytesMax else { throw .chunkHeadTooLarge }
            try takeSizeLine(byte, bodyBytes: bodyBytes, limits: limits)
        case .dataReturn:
            guard byte == Byte.carriageReturn else { throw .badChunkEnd }
            place = .dataEnd
        case .dataEnd:
            guard byte == Byte.lineFeed else { throw .badChunkEnd }
            place = .size(isFirst: true)
            (size, sizeDigits, lineBytes) = (0, 0, 0)
        case .trailerStart, .trailerName, .trailerValue, .trailerEnd, .lastEnd:
            trailerBytes += 1
            guard trailerBytes <= limits.trailerBytesMax else { throw .trailersTooLarge }
            try takeTrailer(byte)
        case .data, .finished: break
        }
    }

    // MARK: - Sizes

    private mutating func takeSizeLine(
        _ byte: UInt8,
        bodyBytes: Int,
        limits: HTTPLimits
    ) throws(HTTPRefusal) {
        switch place {
        case .sizeEnd:
            guard byte == Byte.lineFeed else { throw .bareCarriageReturn }
            guard size <= limits.bodyBytesMax - bodyBytes else { throw .bodyTooLarge }
            place = size == 0 ? .trailerStart : .data
        case .chunkExtension:
            try takeExtension(byte, limits: limits)
        case .size(let isFirst):
            if let digit = Byte.hexValue(byte) {
                guard sizeDigits < Self.sizeDigitsMax else { throw .badChunkSize }
                sizeDigits += 1
                size = size << 4 | Int(digit)
                place = .size(isFirst: false)
            } else {
                guard !isFirst else { throw .badChunkSize }
                try takeExtension(byte, limits: limits)
            }
        default: break
        }
    }

    /// Takes the byte that ends a size, or one of an extension.
    private mutating func takeExtension(
        _ byte: UInt8,
        limits: HTTPLimits
    ) throws(HTTPRefusal) {
        if byte == Byte.carriageReturn {
            place = .sizeEnd
            return
        }
        guard byte != Byte.lineFeed else { throw .bareLineFeed }
        let isPart = place == .chunkExtension && (Byte.isVisible(byte) || Byte.isBlank(byte))
        guard isPart || byte == Byte.semicolon else { throw .badChunkSize }
        place = .chunkExtension
        extensionBytes += 1
        guard extensionBytes <= limits.chunkExtensionBytesMax else { throw .chunkHeadTooLarge }
    }

    // MARK: - Trailers

    private mutating func takeTrailer(_ byte: UInt8) throws(HTTPRefusal) {
        switch place {
        case .trailerStart where byte == Byte.carriageReturn:
            place = .lastEnd
        case .trailerStart:
            guard !Byte.isBlank(byte) else { throw .foldedHeader }
            guard Byte.isToken(byte) else { throw Self.notName(byte) }
            place = .trailerName
        case .trailerName:
            if byte == Byte.colon {
                place = .trailerValue
            } else {
                guard Byte.isToken(byte) else { throw Self.notName(byte) }
            }
        case .trailerValue:
            if byte == Byte.carriageReturn {
                place = .trailerEnd
            } else {
                guard byte != Byte.lineFeed else { throw .bareLineFeed }
                guard !Byte.isControl(byte) else { throw .controlCharacter }
            }
        case .trailerEnd, .lastEnd:
            guard byte == Byte.lineFeed else { throw .bareCarriageReturn }
            place = place == .trailerEnd ? .trailerStart : .finished
        default: break
        }
    }

    /// Returns why a byte cannot be part of a trailer's name.
    private static func notName(_ byte: UInt8) -> HTTPRefusal {
        if byte == Byte.lineFeed { return .bareLineFeed }
        return Byte.isBlank(byte) ? .blankBeforeColon : .badHeaderName
    }
}
