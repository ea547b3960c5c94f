import HTTP
import Testing

@Suite("Limits")
struct LimitTests {
    /// Small ones, so that each can be met exactly.
    private static let limits = HTTPLimits(
        headBytesMax: 200,
        headersMax: 3,
        methodBytesMax: 8,
        targetBytesMax: 20,
        bodyBytesMax: 10,
        chunkHeadBytesMax: 16,
        chunkExtensionBytesMax: 20,
        trailerBytesMax: 12
    )

    private static func text(_ count: Int) -> String { String(repeating: "x", count: count) }

    /// Expects that `request` is refused for one more byte, whole and byte by byte.
    private static func expect(
        _ refusal: HTTPRefusal,
        beyond most: Int,
        in request: (Int) -> String
    ) {
        for run in [exchange, slowExchange] as [([UInt8], HTTPLimits) -> Exchange] {
            let inside = run(wire(request(most)), limits)
            let outside = run(wire(request(most + 1)), limits)
            #expect(inside.refusal == nil && inside.requests.count == 1)
            #expect(outside.refusal == refusal && outside.requests.isEmpty)
        }
    }

    @Test("A head may have exactly its limit")
    func head() {
        let empty = wire("GET / HTTP/1.1\nHost: n1\nA: \n\n").count
        Self.expect(.headTooLarge, beyond: 200 - empty) { count in
            "GET / HTTP/1.1\nHost: n1\nA: \(Self.text(count))\n\n"
        }
    }

    @Test(
        "A head without end is refused at its limit, whatever it holds",
        arguments: ["x", "A: b\n"]
    )
    func endless(piece: String) {
        let limits = HTTPLimits(headBytesMax: 200, headersMax: 50, targetBytesMax: 190)
        let start = wire("GET / HTTP/1.1\nHost: n1\nA: ")
        var bytes = start
        while bytes.count < 199 { bytes += wire(piece) }
        let most = Array(bytes.prefix(199))

        #expect(exchange(most, limits: limits).refusal == nil)
        #expect(exchange(most + [UInt8(ascii: "\r")], limits: limits).refusal == .headTooLarge)
        #expect(slowExchange(bytes + bytes, limits: limits).refusal == .headTooLarge)
    }

    @Test("Headers are counted")
    func headers() {
        Self.expect(.tooManyHeaders, beyond: 2) { count in
            "GET / HTTP/1.1\nHost: n1\n" + String(repeating: "A: b\n", count: count) + "\n"
        }
    }

    @Test("A method may have exactly its limit")
    func method() {
        Self.expect(.methodTooLong, beyond: 8) { "\(Self.text($0)) / HTTP/1.1\nHost: n1\n\n" }
    }

    @Test("A target may have exactly its limit")
    func target() {
        Self.expect(.targetTooLong, beyond: 19) { "GET /\(Self.text($0)) HTTP/1.1\nHost: n1\n\n" }
    }

    @Test("A body may have exactly its limit, announced or in chunks")
    func body() {
        Self.expect(.bodyTooLarge, beyond: 10) { count in
            "PUT / HTTP/1.1\nHost: n1\nContent-Length: \(count)\n\n\(Self.text(count))"
        }
        Self.expect(.bodyTooLarge, beyond: 5) { count in
            "PUT / HTTP/1.1\nHost: n1\nTransfer-Encoding: chunked\n\n"
                + "5\n12345\n\(count)\n\(Self.text(count))\n0\n\n"
        }
    }

    @Test("A body that is too long is refused before it is sent")
    func announced() {
        let head = "PUT / HTTP/1.1\nHost: n1\nExpect: 100-continue\n"

        let length = exchange(wire(head + "Content-Length: 11\n\n"), limits: Self.limits)
        #expect(length.refusal == .bodyTooLarge && length.continues == 0)
        let chunk = exchange(wire(head + "Transfer-Encoding: chunked\n\nb\n"), limits: Self.limits)
        #expect(chunk.refusal == .bodyTooLarge)
    }

    @Test("A chunk-size line may have exactly its limit, and all extensions theirs")
    func chunkHeads() {
        let head = "PUT / HTTP/1.1\nHost: n1\nTransfer-Encoding: chunked\n\n"
        Self.expect(.chunkHeadTooLarge, beyond: 12) { count in
            head + "1;\(Self.text(count))\na\n0\n\n"
        }
        Self.expect(.chunkHeadTooLarge, beyond: 8) { count in
            head + "1;\(Self.text(10))\na\n0;\(Self.text(count))\n\n"
        }
    }

    @Test("Trailers may have exactly their limit")
    func trailers() {
        Self.expect(.trailersTooLarge, beyond: 6) { count in
            "PUT / HTTP/1.1\nHost: n1\nTransfer-Encoding: chunked\n\n0\nA:\(Self.text(count))\n\n"
        }
    }

    @Test("Interim answers are counted")
    func interimAnswers() {
        let limits = HTTPLimits(interimAnswersMax: 2)
        for count in [2, 3] {
            var reader = ResponseReader(limits: limits)
            let interim = String(repeating: "HTTP/1.1 100 \n\n", count: count)
            reader.receive(wire(interim + "HTTP/1.1 204 \n\n"))

            #expect(reader.responses.count == (count == 2 ? 1 : 0))
            #expect(reader.refusal == (count == 2 ? nil : .unexpectedInterim))
        }
    }

    @Test("The values of headers have limits of their own")
    func values() {
        let ranges = Array(repeating: "a/b", count: HTTPAccept.rangesMax)
        #expect(HTTPAccept(parsing: [ranges.joined(separator: ",")]) != nil)
        #expect(HTTPAccept(parsing: ranges) != nil)
        #expect(HTTPAccept(parsing: ranges + ["a/b"]) == nil)
        let parameters = (0..<16).map { ";a\($0)=b" }.joined()
        #expect(HTTPMediaType(contentType: ["a/b" + parameters]) != nil)
        #expect(HTTPMediaType(contentType: ["a/b" + parameters + ";c=d"]) == nil)
        #expect(HTTPOrigin(parsing: Self.text(32) + "://n1") != nil)
        #expect(HTTPOrigin(parsing: Self.text(33) + "://n1") == nil)
    }

    @Test("The standard limits are those of the documents")
    func standard() {
        let limits = HTTPLimits.standard

        #expect(limits.headBytesMax == 16_384 && limits.bodyBytesMax == 65_536)
        #expect(limits.headersMax == 64 && limits.targetBytesMax == 8_192)
        #expect(limits.chunkHeadBytesMax == 256 && limits.trailerBytesMax == 4_096)
    }

    @Test("The longest request arrives byte by byte, too")
    func longest() throws {
        let fields = (0..<63).map { "A\($0): \(Self.text(100))\n" }.joined()
        let head = "PUT /\(Self.text(8_191)) HTTP/1.1\n\(fields)Host: n1\n\n"
        let small = head.replacing("Host: n1\n", with: "Content-Length: 65536\n")
        let bytes = wire(small.replacing("HTTP/1.1", with: "HTTP/1.0") + Self.text(65_536))

        let request = try #require(slowExchange(bytes).requests.first)

        #expect(request.body.count == 65_536)
        #expect(request.headers.count == 64)
        #expect(request.target.utf8.count == 8_192)
    }

    @Test("Limits that contradict each other stop the process")
    func contradictions() async {
        await #expect(processExitsWith: .failure) { _ = HTTPLimits(headBytesMax: 65_536) }
        await #expect(processExitsWith: .failure) { _ = HTTPLimits(headersMax: 4_097) }
        await #expect(processExitsWith: .failure) { _ = HTTPLimits(targetBytesMax: 16_384) }
    }
}
