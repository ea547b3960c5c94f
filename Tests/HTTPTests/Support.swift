import HTTP

/// Returns the UTF-8 of `text`, with every LF as CRLF.
func wire(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        if byte == UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\r")) }
        bytes.append(byte)
    }
    return bytes
}

/// What a parser of requests made of all bytes of a connection.
struct Exchange: Equatable {
    /// The requests in their order.
    var requests: [HTTPRequest] = []
    /// Why the connection was given up, if it was.
    var refusal: HTTPRefusal?
    /// How often `100 Continue` was asked for.
    var continues = 0
    /// What was under way at the end.
    var stage = HTTPRequestParser.Stage.idle
    /// The bytes that were not consumed at the end.
    var unread: [UInt8] = []

    /// The requests and the refusal, which do not depend on how the bytes were cut.
    var outcome: [Result<HTTPRequest, HTTPRefusal>] {
        requests.map { .success($0) } + (refusal.map { [.failure($0)] } ?? [])
    }
}

/// Lends bytes to a parser as the owner of a connection would.
struct Connection {
    private(set) var exchange = Exchange()
    private var parser: HTTPRequestParser
    private var unread: [UInt8] = []

    init(limits: HTTPLimits = .standard) {
        parser = HTTPRequestParser(limits: limits)
    }

    /// Takes bytes from the network, and everything that can be read then.
    mutating func receive(_ bytes: some Sequence<UInt8>) {
        unread += bytes
        var goesOn = true
        while goesOn { goesOn = step() }
        exchange.stage = parser.stage
        exchange.unread = unread
    }

    private mutating func step() -> Bool {
        switch Self.step(&parser, unread) {
        case .needsMore(let consumed):
            unread.removeFirst(consumed)
            return false
        case .wantsContinue(let consumed):
            unread.removeFirst(consumed)
            exchange.continues += 1
            return false
        case .request(let request, let consumed):
            unread.removeFirst(consumed)
            exchange.requests.append(request)
            return true
        case .refused(let refusal):
            exchange.refusal = refusal
            return false
        }
    }

    /// The compiler takes a span of one property for an access to all of them, so it is made here.
    private static func step(
        _ parser: inout HTTPRequestParser,
        _ bytes: [UInt8]
    ) -> HTTPRequestParser.Step {
        parser.next(bytes.span)
    }
}

/// Returns what comes of bytes that arrive at once.
func exchange(_ bytes: [UInt8], limits: HTTPLimits = .standard) -> Exchange {
    var connection = Connection(limits: limits)
    connection.receive(bytes)
    return connection.exchange
}

/// Returns what comes of bytes that arrive one by one.
func slowExchange(_ bytes: [UInt8], limits: HTTPLimits = .standard) -> Exchange {
    var connection = Connection(limits: limits)
    for byte in bytes { connection.receive([byte]) }
    return connection.exchange
}
