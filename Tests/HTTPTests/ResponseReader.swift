import HTTP

/// Lends bytes to a parser of answers, as a client's connection would.
struct ResponseReader {
    private(set) var responses: [HTTPReceivedResponse] = []
    private(set) var refusal: HTTPRefusal?
    private(set) var parser: HTTPResponseParser
    private let method: HTTPMethod
    private var unread: [UInt8] = []

    init(answering method: HTTPMethod = .get, limits: HTTPLimits = .standard) {
        self.method = method
        parser = HTTPResponseParser(limits: limits)
    }

    var isIdle: Bool { parser.isIdle && unread.isEmpty }

    mutating func receive(_ bytes: some Sequence<UInt8>) {
        unread += bytes
        while take(Self.step(&parser, unread, method)) {}
    }

    /// The server closes the connection.
    mutating func close() {
        _ = take(parser.close())
    }

    mutating func takeBody() -> [UInt8] { parser.takeBody() }

    private mutating func take(_ step: HTTPResponseParser.Step) -> Bool {
        switch step {
        case .needsMore(let consumed):
            unread.removeFirst(consumed)
            return false
        case .response(let response, let consumed):
            unread.removeFirst(consumed)
            responses.append(response)
            return !unread.isEmpty
        case .refused(let reason):
            refusal = reason
            return false
        }
    }

    private static func step(
        _ parser: inout HTTPResponseParser,
        _ bytes: [UInt8],
        _ method: HTTPMethod
    ) -> HTTPResponseParser.Step {
        parser.next(bytes.span, answering: method)
    }
}
