/// A complete request that broke no rule of framing.
///
/// Its texts are made when they are asked for, from the bytes of the head.
public struct HTTPRequest: Hashable, Sendable {
    /// What is asked.
    public let method: HTTPMethod
    /// 0 for HTTP/1.0, 1 for HTTP/1.1.
    public let versionMinor: Int
    /// The headers in their order; in HTTP/1.1 there is one well-formed Host among them.
    public let headers: HTTPHeaders
    /// The body without chunk framing; empty if there is none.
    public let body: [UInt8]
    /// Whether the client would send another request on the connection.
    ///
    /// If not, the owner MUST answer and close, and MUST NOT read what follows as a request.
    public let keepsAlive: Bool
    /// Whether the client asked for `100 Continue` before it would send the body.
    public let expectsContinue: Bool
    /// Where the target stands in the head.
    private let targetRange: Range<Int>
    /// Where the `?` of the target stands in the head.
    private let question: Int?

    /// Creates a request from a head that was read, and its body.
    init(line: RequestLine, facts: HeadFacts, headers: HTTPHeaders, body: [UInt8]) {
        method = line.method
        versionMinor = line.versionMinor
        targetRange = line.target
        question = line.question
        keepsAlive = facts.keepsAlive(versionMinor: line.versionMinor)
        expectsContinue = facts.expectsContinue && line.versionMinor == 1
        self.headers = headers
        self.body = body
    }

    /// Path and query as they were sent: visible ASCII that begins with `/`.
    public var target: String { headers.text(in: targetRange) }

    /// The target before the first `?`, as it was sent: escapes are not decoded.
    public var path: String { headers.text(in: pathRange) }

    /// The target after the first `?`, as it was sent; nil if there is no `?`.
    public var query: String? { queryRange.map { headers.text(in: $0) } }

    /// The host and port that the client wanted to reach; nil in HTTP/1.0 without Host.
    public var authority: HTTPAuthority? {
        headers.first("host").flatMap { HTTPAuthority(parsing: $0) }
    }

    /// Whether the path as it was sent is `text`; this makes no text of it.
    public func hasPath(_ text: String) -> Bool { headers.isText(text, in: pathRange) }

    /// Where the path stands in the head.
    private var pathRange: Range<Int> {
        targetRange.lowerBound..<(question ?? targetRange.upperBound)
    }

    /// Where the query stands in the head, if there is one.
    private var queryRange: Range<Int>? { question.map { $0 + 1..<targetRange.upperBound } }

    /// The bytes of the path.
    var pathBytes: ArraySlice<UInt8> { headers.slice(pathRange) }

    /// The bytes of the query, if there is one.
    var queryBytes: ArraySlice<UInt8>? { queryRange.map { headers.slice($0) } }
}
