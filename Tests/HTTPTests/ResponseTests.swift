import HTTP
import Testing

@Suite("Answers")
struct ResponseTests {
    private static let date = HTTPDate.text(secondsSince1970: 0)

    private static func writer(
        _ line: String,
        _ header: String = "A: b"
    ) throws
        -> HTTPResponseWriter
    {
        let bytes = wire("\(line)\nHost: n1\n\(header)\n\n")
        return HTTPResponseWriter(answering: try #require(exchange(bytes).requests.first))
    }

    private static func text(_ response: HTTPResponse, by writer: HTTPResponseWriter) -> String {
        var bytes: [UInt8] = []
        writer.write(response, date: date, into: &bytes)
        return String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
    }

    // MARK: - Writing

    @Test("An answer has status, date, headers, length and body")
    func plain() throws {
        let headers = [HTTPHeader("Content-Type", "text/plain"), HTTPHeader("X-A", "é")]
        let response = HTTPResponse(201, headers: headers, body: Array("abc".utf8))

        let text = Self.text(response, by: try Self.writer("POST / HTTP/1.1"))

        #expect(
            text == """
                HTTP/1.1 201 Created
                Date: Thu, 01 Jan 1970 00:00:00 GMT
                Content-Type: text/plain
                X-A: é
                Content-Length: 3

                abc
                """
        )
    }

    @Test("An answer to HEAD tells the length of a body that it does not have")
    func head() throws {
        let text = Self.text(
            HTTPResponse(200, body: [1, 2, 3]),
            by: try Self.writer("HEAD / HTTP/1.1")
        )

        #expect(text.hasSuffix("Content-Length: 3\n\n"))
    }

    @Test("An answer that can have no body has no length", arguments: [204, 304] as [HTTPStatus])
    func noBody(status: HTTPStatus) throws {
        let text = Self.text(HTTPResponse(status), by: try Self.writer("GET / HTTP/1.1"))

        #expect(text == "HTTP/1.1 \(status)\nDate: \(Self.date)\n\n")
    }

    @Test("Connection says what the client would not guess")
    func connection() throws {
        let response = HTTPResponse(200)

        let old = Self.text(response, by: try Self.writer("GET / HTTP/1.0"))
        #expect(old.hasSuffix("\nConnection: close\n\n"))
        let kept = try Self.writer("GET / HTTP/1.0", "Connection: keep-alive")
        #expect(Self.text(response, by: kept).hasSuffix("\nConnection: keep-alive\n\n"))
        #expect(!Self.text(response, by: try Self.writer("GET / HTTP/1.1")).contains("Connection"))
        let closed = try Self.writer("GET / HTTP/1.1", "Connection: close")
        #expect(Self.text(response, by: closed).hasSuffix("\nConnection: close\n\n"))
        #expect(Self.text(response, by: HTTPResponseWriter()).hasSuffix("\nConnection: close\n\n"))
    }

    @Test("The answer that asks for the body is one line")
    func interim() {
        var bytes: [UInt8] = []
        HTTPResponseWriter.writeContinue(into: &bytes)

        #expect(bytes == wire("HTTP/1.1 100 Continue\n\n"))
    }

    @Test("A header of ours that would split the answer stops the process")
    func splitting() async {
        for (name, value) in [
            ("A", "b\r\nC: d"), ("A", "\0"), ("A b", "c"), ("content-length", "1"),
        ] {
            await #expect(processExitsWith: .failure) {
                [name = name as String, value = value as String] in
                var bytes: [UInt8] = []
                let response = HTTPResponse(200, headers: [HTTPHeader(name, value)])
                HTTPResponseWriter().write(response, date: "", into: &bytes)
            }
        }
    }

    @Test("100,000 answers into one buffer find room a few times only")
    func manyAnswers() {
        let response = HTTPResponse(200, body: [UInt8](repeating: 1, count: 60))
        var bytes: [UInt8] = []
        var capacities: Set<Int> = []
        for _ in 0..<100_000 {
            HTTPResponseWriter().write(response, date: "x", into: &bytes)
            capacities.insert(bytes.capacity)
        }

        #expect(bytes.count > 10_000_000)
        #expect(capacities.count < 32)
    }

    // MARK: - Reading what was written

    @Test("What is written is read, whole and byte by byte", arguments: 0..<300 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let status: HTTPStatus = generator.pick([200, 201, 204, 304, 404, 422, 503, 599])
        let method: HTTPMethod = generator.pick([.get, .head, .post])
        let body = status.forbidsBody ? [] : generator.bytes(upTo: 300)
        let headers = [HTTPHeader("Content-Type", "a/b"), HTTPHeader("X", "\(seed)")]
        let version = generator.pick(["1.0", "1.1"])
        let writer = try Self.writer("\(method) / HTTP/\(version)")
        var bytes: [UInt8] = []
        if generator.below(2) == 0 { HTTPResponseWriter.writeContinue(into: &bytes) }
        writer.write(HTTPResponse(status, headers: headers, body: body), date: "x", into: &bytes)

        var whole = ResponseReader(answering: method)
        whole.receive(bytes)
        var slow = ResponseReader(answering: method)
        for byte in bytes { slow.receive([byte]) }

        let response = try #require(whole.responses.first)
        #expect(slow.responses == whole.responses && whole.responses.count == 1)
        #expect(response.status == status)
        #expect(response.body == (method == .head ? [] : body))
        #expect(response.headers.values(of: "x") == ["\(seed)"])
        #expect(response.keepsAlive == writer.keepsAlive)
        #expect(response.headers.first("date") == "x")
        #expect(whole.isIdle)
    }

    @Test("What a client writes, a server reads")
    func requests() throws {
        var bytes: [UInt8] = []
        HTTPRequestWriter.write(.get, "/a?b", host: "n1:80", into: &bytes)
        HTTPRequestWriter.write(.post, "/", host: "n1", keepsAlive: false, into: &bytes)
        let headers = [HTTPHeader("A", "b")]
        HTTPRequestWriter.write(.put, "/", host: "n1", headers: headers, body: [1], into: &bytes)

        let requests = exchange(bytes).requests

        #expect(requests.map(\.method) == [.get, .post, .put])
        #expect(requests.map(\.body) == [[], [], [1]])
        #expect(requests.map(\.keepsAlive) == [true, false, true])
        #expect(requests.map { $0.headers.contains("content-length") } == [false, true, true])
        #expect(requests[2].headers.first("a") == "b")
    }
}
