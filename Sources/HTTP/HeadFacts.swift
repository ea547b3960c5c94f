/// What the headers of one message say about its framing and its connection.
///
/// A header that must be there once is refused when it comes again, equal or not: two recipients
/// that choose differently would see different messages (request smuggling).
struct HeadFacts: Hashable, Sendable {
    /// How the body's end is found.
    enum Framing: Hashable, Sendable {
        /// No header says that there is a body.
        case unsaid
        /// By its length in bytes, which is within the limit.
        case length(Int)
        /// By the last chunk.
        case chunked
    }

    /// The most digits of a Content-Length: any number of that many fits into 64 bits.
    private static let lengthDigitsMax = 18

    /// The announced length of the body, in bytes.
    private var contentLength: Int?
    /// Whether there is a Transfer-Encoding, which then is `chunked`.
    private var isChunked = false
    /// Whether there is a Host, which then is well-formed.
    private(set) var hasHost = false
    /// Whether there is `Expect: 100-continue`.
    private(set) var expectsContinue = false
    /// Whether Connection says `close`.
    private var saysClose = false
    /// Whether Connection says `keep-alive`.
    private var saysKeepAlive = false

    /// Notes a header, if it is one of these.
    ///
    /// - Parameters:
    ///   - field: Where the header stands.
    ///   - bytes: The head.
    /// - Throws: ``HTTPRefusal``.
    @inline(__always)
    mutating func note(_ field: HeaderField, in bytes: Span<UInt8>) throws(HTTPRefusal) {
        let name = field.name
        switch name.count {
        case 4 where bytes.matches("host", in: name): try noteHost(field.value, bytes)
        case 6 where bytes.matches("expect", in: name): try noteExpect(field.value, bytes)
        case 10 where bytes.matches("connection", in: name):
            try noteConnection(field.value, bytes)
        case 14 where bytes.matches("content-length", in: name):
            try noteContentLength(field.value, bytes)
        case 17 where bytes.matches("transfer-encoding", in: name):
            guard !isChunked, bytes.matches("chunked", in: field.value) else {
                throw .badTransferEncoding
            }
            isChunked = true
        default: break
        }
    }

    private mutating func noteHost(
        _ value: Range<Int>,
        _ bytes: Span<UInt8>
    ) throws(HTTPRefusal) {
        guard !hasHost else { throw .duplicateHost }
        guard AuthorityParts(in: bytes.extracting(value)) != nil else { throw .badHost }
        hasHost = true
    }

    private mutating func noteExpect(
        _ value: Range<Int>,
        _ bytes: Span<UInt8>
    ) throws(HTTPRefusal) {
        guard !expectsContinue, bytes.matches("100-continue", in: value) else {
            throw .unknownExpectation
        }
        expectsContinue = true
    }

    private mutating func noteContentLength(
        _ value: Range<Int>,
        _ bytes: Span<UInt8>
    ) throws(HTTPRefusal) {
        guard contentLength == nil else { throw .duplicateContentLength }
        guard (1...Self.lengthDigitsMax).contains(value.count) else { throw .badContentLength }
        var length = 0
        for index in value {
            guard Byte.isDigit(bytes[index]) else { throw .badContentLength }
            length = length &* 10 &+ Int(bytes[index] &- Byte.zero)
        }
        // A leading zero may mean octal to somebody else.
        guard bytes[value.lowerBound] != Byte.zero || value.count == 1 else {
            throw .badContentLength
        }
        contentLength = length
    }

    /// Notes the words of a comma-separated list; empty places between commas are allowed.
    private mutating func noteConnection(
        _ value: Range<Int>,
        _ bytes: Span<UInt8>
    ) throws(HTTPRefusal) {
        var start = value.lowerBound
        while start < value.upperBound {
            var end = start
            while end < value.upperBound, bytes[end] != Byte.comma { end += 1 }
            let word = bytes.trimmingBlanks(in: start..<end)
            for index in word where !Byte.isToken(bytes[index]) { throw .badConnection }
            if bytes.matches("close", in: word) { saysClose = true }
            if bytes.matches("keep-alive", in: word) { saysKeepAlive = true }
            start = end + 1
        }
    }

    // MARK: - After the last header

    /// Returns how the body's end is found.
    ///
    /// - Parameters:
    ///   - versionMinor: 0 or 1, for HTTP/1.0 and HTTP/1.1.
    ///   - bodyBytesMax: The longest body.
    /// - Returns: The framing; its length is within the limit.
    /// - Throws: ``HTTPRefusal``.
    func framing(versionMinor: Int, bodyBytesMax: Int) throws(HTTPRefusal) -> Framing {
        if isChunked {
            guard contentLength == nil else { throw .conflictingLengths }
            guard versionMinor == 1 else { throw .badTransferEncoding }
            return .chunked
        }
        guard let contentLength else { return .unsaid }
        guard contentLength <= bodyBytesMax else { throw .bodyTooLarge }
        return .length(contentLength)
    }

    /// Whether the connection may carry another message after this one.
    ///
    /// HTTP/1.0 must ask for it, HTTP/1.1 must ask against it.
    func keepsAlive(versionMinor: Int) -> Bool {
        !saysClose && (versionMinor == 1 || saysKeepAlive)
    }
}
