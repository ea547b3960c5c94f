import HTTP

// The target of libFuzzer for the room HTTP; fuzz.sh builds it. Each input is the bytes of a
// connection: first of one to a server, then of one to a client. They are read at once and in
// pieces, which must make no difference, and every request that was read is written and read again.

/// Where an input is cut, and under which limits it is read: numbers that follow from its bytes.
struct Choices {
    /// What the next number is computed from.
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    init(_ bytes: [UInt8]) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    /// Returns a number from 0 up to `bound`.
    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}

/// What a connection meant: the messages and the end.
struct Reading<Message: Equatable>: Equatable {
    var messages: [Message] = []
    var refusal: HTTPRefusal?
}

/// What a server's parser makes of pieces that end at `ends`, the last of which is the whole.
func readRequests(_ bytes: [UInt8], ends: [Int], limits: HTTPLimits) -> Reading<HTTPRequest> {
    var parser = HTTPRequestParser(limits: limits)
    var reading = Reading<HTTPRequest>()
    var start = 0
    for end in ends {
        reading: while true {
            let step = parser.next(bytes.span.extracting(start..<end))
            switch step {
            case .needsMore(let consumed), .wantsContinue(let consumed):
                start += consumed
                break reading
            case .request(let request, let consumed):
                start += consumed
                reading.messages.append(request)
            case .refused(let refusal):
                reading.refusal = refusal
                return reading
            }
            precondition(start <= end, "\(start) of \(end) bytes were consumed")
        }
    }
    return reading
}

/// What a client's parser makes of the same pieces, and of the end of the connection.
func readResponses(
    _ bytes: [UInt8],
    ends: [Int],
    limits: HTTPLimits,
    answering method: HTTPMethod
) -> Reading<HTTPReceivedResponse> {
    var parser = HTTPResponseParser(limits: limits)
    var reading = Reading<HTTPReceivedResponse>()
    var start = 0
    for end in ends {
        reading: while true {
            let step = parser.next(bytes.span.extracting(start..<end), answering: method)
            switch step {
            case .needsMore(let consumed):
                start += consumed
                break reading
            case .response(let response, let consumed):
                start += consumed
                reading.messages.append(response)
            case .refused(let refusal):
                reading.refusal = refusal
                return reading
            }
            precondition(start <= end, "\(start) of \(end) bytes were consumed")
        }
    }
    switch parser.close() {
    case .needsMore: break
    case .response(let response, _): reading.messages.append(response)
    case .refused(let refusal): reading.refusal = refusal
    }
    return reading
}

/// Asks a request for everything it can tell.
func examine(_ request: HTTPRequest) {
    precondition(request.target.utf8.first == UInt8(ascii: "/"), "target \(request.target)")
    precondition(request.versionMinor == 0 || request.authority != nil, "no host")
    for segment in request.pathSegments ?? [] {
        precondition(segment != ".." && !segment.utf8.contains(UInt8(ascii: "/")), segment)
    }
    precondition(request.queryItems?.count ?? 0 <= HTTPRequest.queryItemsMax, "too many items")
    for header in request.headers {
        _ = HTTPMediaType(contentType: [header.value])
        _ = HTTPAccept(parsing: [header.value])?.preferred(among: [.json, .html])
        _ = HTTPOrigin(parsing: header.value)
        if let key = try? HTTPIdempotencyKey.parse([header.value]) {
            precondition((1...HTTPIdempotencyKey.bytesMax).contains(key.utf8.count), key)
        }
    }
}

/// Writes a request, reads it again, and expects the same.
func rewrite(_ request: HTTPRequest) {
    let framing = ["connection", "content-length", "date", "expect", "host", "transfer-encoding"]
    let headers = request.headers.filter { !framing.contains($0.name.lowercased()) }
    // Bytes above ASCII are written as UTF-8, which has more of them, and the writer adds headers.
    let limits = HTTPLimits(headBytesMax: HTTPLimits.headBytesCeiling, headersMax: 80)
    var bytes: [UInt8] = []
    HTTPRequestWriter.write(
        request.method,
        request.target,
        host: request.headers.first("host") ?? "none",
        headers: headers,
        body: request.body,
        keepsAlive: request.keepsAlive,
        into: &bytes
    )
    let again = readRequests(bytes, ends: [bytes.count], limits: limits)
    precondition(again.refusal == nil && again.messages.count == 1, "\(again)")
    let other = again.messages[0]
    precondition(other.method == request.method && other.target == request.target, "\(again)")
    precondition(other.body == request.body, "\(again)")
    precondition(other.keepsAlive == request.keepsAlive, "\(again)")
}

/// Reads one input; libFuzzer calls this, and a trap is what it looks for.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    var choices = Choices(bytes)
    let small = HTTPLimits(
        headBytesMax: 120,
        headersMax: 4,
        targetBytesMax: 24,
        bodyBytesMax: 12,
        chunkHeadBytesMax: 16,
        chunkExtensionBytesMax: 20,
        trailerBytesMax: 24
    )
    let limits = choices.below(3) == 0 ? small : .standard
    let step = [1, 2, 5, 30, 200][choices.below(5)]
    var ends: [Int] = []
    var end = 0
    while end < count {
        end = min(count, end + 1 + choices.below(step))
        ends.append(end)
    }

    let requests = readRequests(bytes, ends: [count], limits: limits)
    let slowRequests = readRequests(bytes, ends: ends, limits: limits)
    precondition(requests == slowRequests, "\(requests)\nin pieces:\n\(slowRequests)")
    for request in requests.messages {
        examine(request)
        rewrite(request)
    }

    let method: HTTPMethod = choices.below(4) == 0 ? .head : .get
    let responses = readResponses(bytes, ends: [count], limits: limits, answering: method)
    let slowResponses = readResponses(bytes, ends: ends, limits: limits, answering: method)
    precondition(responses == slowResponses, "\(responses)\nin pieces:\n\(slowResponses)")
    return 0
}
