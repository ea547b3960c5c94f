/// Where the parts of a request line stand: method, one blank, target, one blank, version.
struct RequestLine: Hashable, Sendable {
    /// What is asked.
    let method: HTTPMethod
    /// The bytes of the target.
    let target: Range<Int>
    /// Where the first `?` of the target stands.
    let question: Int?
    /// 0 for HTTP/1.0, 1 for HTTP/1.1.
    let versionMinor: Int

    /// Reads a request line.
    ///
    /// - Parameters:
    ///   - line: Where it stands, without its CRLF.
    ///   - bytes: The head.
    ///   - limits: For method and target.
    /// - Throws: ``HTTPRefusal``; a wrong version is told before a wrong target.
    init(
        in line: Range<Int>,
        of bytes: Span<UInt8>,
        limits: HTTPLimits
    ) throws(HTTPRefusal) {
        var index = line.lowerBound
        while index < line.upperBound, Byte.isToken(bytes[index]) { index &+= 1 }
        guard index < line.upperBound, bytes[index] == Byte.blank, index > line.lowerBound else {
            throw .badRequestLine
        }
        let name = line.lowerBound..<index
        guard name.count <= limits.methodBytesMax else { throw .methodTooLong }
        let start = index + 1
        index = start
        while index < line.upperBound, bytes[index] != Byte.blank { index &+= 1 }
        guard index < line.upperBound, index > start else { throw .badRequestLine }
        versionMinor = try Self.versionMinor(in: index + 1..<line.upperBound, of: bytes)
        target = start..<index
        guard target.count <= limits.targetBytesMax else { throw .targetTooLong }
        question = try Self.checkTarget(target, of: bytes)
        method = Self.method(name, of: bytes)
    }

    /// Returns the digit after `HTTP/1.`; lines of answers begin with the same eight bytes.
    static func versionMinor(
        in range: Range<Int>,
        of bytes: Span<UInt8>
    ) throws(HTTPRefusal) -> Int {
        let start = range.lowerBound
        guard range.count == 8, bytes.isExactly("HTTP/", at: start),
            Byte.isDigit(bytes[start + 5]), bytes[start + 6] == Byte.dot,
            Byte.isDigit(bytes[start + 7])
        else { throw .badVersion }
        let minor = Int(bytes[start + 7] - Byte.zero)
        guard bytes[start + 5] == Byte.zero + 1, minor <= 1 else { throw .unsupportedVersion }
        return minor
    }

    /// Checks that the target is a path with an optional query, and returns where the query's `?`
    /// stands.
    private static func checkTarget(
        _ target: Range<Int>,
        of bytes: Span<UInt8>
    ) throws(HTTPRefusal) -> Int? {
        guard bytes[target.lowerBound] == Byte.slash else { throw .badTarget }
        var question: Int?
        for index in target {
            let byte = bytes[index]
            guard Byte.isVisible(byte), byte != Byte.hash else { throw .badTarget }
            if byte == Byte.question, question == nil { question = index }
            guard byte == Byte.percent else { continue }
            guard index + 2 < target.upperBound, Byte.hexValue(bytes[index + 1]) != nil,
                Byte.hexValue(bytes[index + 2]) != nil
            else { throw .badPercentEscape }
        }
        return question
    }

    private static func method(_ name: Range<Int>, of bytes: Span<UInt8>) -> HTTPMethod {
        if name.count == 3, bytes.isExactly("GET", at: name.lowerBound) { return .get }
        if name.count == 4, bytes.isExactly("POST", at: name.lowerBound) { return .post }
        return HTTPMethod(bytes.latinText(in: name))
    }
}
