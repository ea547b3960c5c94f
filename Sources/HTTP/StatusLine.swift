/// The first line of an answer: version, one blank, three digits, one blank, any phrase.
struct StatusLine: Hashable, Sendable {
    /// How the request went.
    let status: HTTPStatus
    /// 0 for HTTP/1.0, 1 for HTTP/1.1.
    let versionMinor: Int

    /// Reads a status line.
    ///
    /// - Parameters:
    ///   - line: Where it stands, without its CRLF.
    ///   - bytes: The head.
    /// - Throws: ``HTTPRefusal``.
    init(in line: Range<Int>, of bytes: Span<UInt8>) throws(HTTPRefusal) {
        let start = line.lowerBound
        guard line.count >= 13, bytes[start + 8] == Byte.blank, bytes[start + 12] == Byte.blank,
            let code = AddressText.decimal(in: bytes, start + 9..<start + 12, digitsMax: 3),
            (100...599).contains(code)
        else { throw .badStatusLine }
        versionMinor = try RequestLine.versionMinor(in: start..<start + 8, of: bytes)
        status = HTTPStatus(code)
    }
}
