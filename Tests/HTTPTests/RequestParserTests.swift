import HTTP
import Testing

@Suite("Request parser")
struct RequestParserTests {
    @Test("A request has what was sent")
    func parts() throws {
        let bytes = wire("POST /v1/a%20b?x=1&y HTTP/1.1\nHost: n1:80\nA: 1\na:  2 \n")
        let result = exchange(bytes + wire("Content-Length: 3\n\nabc"))

        let request = try #require(result.requests.first)
        #expect(result.requests.count == 1)
        #expect(request.method == .post)
        #expect(request.target == "/v1/a%20b?x=1&y")
        #expect(request.path == "/v1/a%20b")
        #expect(request.query == "x=1&y")
        #expect(request.hasPath("/v1/a%20b") && !request.hasPath("/v1/a b"))
        #expect(request.versionMinor == 1)
        #expect(request.headers.values(of: "a") == ["1", "2"])
        #expect(request.headers.first("A") == "1")
        #expect(request.headers.first("b") == nil)
        #expect(request.headers.map(\.name) == ["Host", "A", "a", "Content-Length"])
        #expect(request.authority == HTTPAuthority(parsing: "N1:80"))
        #expect(request.body == Array("abc".utf8))
        #expect(request.keepsAlive && !request.expectsContinue)
        #expect(result.stage == .idle && result.unread.isEmpty)
    }

    @Test("Methods are known by their exact names", arguments: HTTPMethod.known)
    func methods(method: HTTPMethod) throws {
        for name in [method.name, method.name.lowercased()] {
            let result = exchange(wire("\(name) / HTTP/1.1\nHost: n1\n\n"))

            let expected = name == method.name ? method : .other(name)
            #expect(result.requests.first?.method == expected)
        }
        #expect(HTTPMethod("GETS") == .other("GETS"))
    }

    @Test("Bytes above ASCII in a value are read as ISO 8859-1")
    func latinValues() throws {
        let head = wire("GET / HTTP/1.1\nHost: n1\nA: ") + [0xE9, 0xFF] + wire("\n\n")
        let request = try #require(exchange(head).requests.first)

        #expect(request.headers.first("a") == "\u{E9}\u{FF}")
    }

    @Test("Trailers are dropped, and chunks are put together")
    func chunks() throws {
        let head = wire("POST / HTTP/1.1\nHost: n1\nTransfer-Encoding: chunked\n\n")
        let rest = wire("3;a=b\nabc\n2\nde\n0\nHost: n2\nContent-Length: 9\nX: y\n\n")
        let request = try #require(exchange(head + rest).requests.first)

        #expect(request.body == Array("abcde".utf8))
        #expect(request.headers.values(of: "host") == ["n1"])
        #expect(request.headers.count == 2)
    }

    @Test(
        "Version and Connection decide together whether the connection stays",
        arguments: [
            ("1.1", "A: b", true), ("1.1", "Connection: close", false),
            ("1.1", "Connection: keep-alive", true), ("1.1", "Connection: x, Close", false),
            ("1.1", "Connection: keep-alive\nConnection: close", false),
            ("1.1", "Connection: closed", true), ("1.0", "A: b", false),
            ("1.0", "Connection: Keep-Alive", true), ("1.0", "Connection: a,keep-alive ,b", true),
            ("1.0", "Connection: keep-alive, close", false),
        ]
    )
    func connection(version: String, header: String, keepsAlive: Bool) throws {
        let result = exchange(wire("GET / HTTP/\(version)\nHost: n1\n\(header)\n\n"))

        let request = try #require(result.requests.first)
        #expect(request.keepsAlive == keepsAlive)
        let writer = HTTPResponseWriter(answering: request)
        #expect(writer.keepsAlive == keepsAlive)
        #expect(!HTTPResponseWriter(answering: request, mayKeepAlive: false).keepsAlive)
    }

    // MARK: - Time

    @Test("The stage tells what is under way")
    func stages() {
        var connection = Connection()
        var stages: [HTTPRequestParser.Stage] = []
        let pieces = [
            "", "\n", "P", "OST / HTTP/1.1\nHost: n1\nContent-Length: 2\n", "\n", "a", "b",
        ]
        for piece in pieces {
            connection.receive(wire(piece))
            stages.append(connection.exchange.stage)
        }
        connection.receive(wire("GET / HTTP/1.1\n"))
        stages.append(connection.exchange.stage)
        connection.receive([0])
        stages.append(connection.exchange.stage)

        #expect(stages == [.idle, .idle, .head, .head, .body, .body, .idle, .head, .refused])
    }

    @Test("A head that is not complete is not consumed; its body is, piece by piece")
    func consumption() {
        let head = wire("POST / HTTP/1.1\nHost: n1\nContent-Length: 4\n\n")
        var parser = HTTPRequestParser()

        #expect(parser.next(wire("\n").span) == .needsMore(consumed: 2))
        #expect(parser.next(Array(head.dropLast()).span) == .needsMore(consumed: 0))
        #expect(parser.next((head + [1]).span) == .needsMore(consumed: head.count + 1))
        #expect(parser.next([2, 3].span) == .needsMore(consumed: 2))
        guard case .request(let request, 1) = parser.next([4, 5].span) else {
            Issue.record("no request")
            return
        }
        #expect(request.body == [1, 2, 3, 4])
        #expect(parser.stage == .idle)
    }

    @Test("After a refusal a parser stays finished")
    func finished() {
        var parser = HTTPRequestParser()

        #expect(parser.next([0].span) == .refused(.controlCharacter))
        #expect(
            parser.next(wire("GET / HTTP/1.1\nHost: n1\n\n").span) == .refused(.controlCharacter)
        )
        #expect(parser.next([UInt8]().span) == .refused(.controlCharacter))
        #expect(parser.stage == .refused)
    }

    // MARK: - Expectations

    @Test("100 Continue is asked for once, while nothing of the body is there")
    func expectation() throws {
        let head = wire("POST / HTTP/1.1\nHost: n1\nExpect: 100-continue\nContent-Length: 2\n\n")
        var connection = Connection()

        connection.receive(head)
        #expect(connection.exchange.continues == 1 && connection.exchange.stage == .body)
        connection.receive([])
        connection.receive([1])
        connection.receive([2])

        #expect(connection.exchange.continues == 1)
        #expect(connection.exchange.requests.first?.expectsContinue == true)
        #expect(exchange(head + [1]).continues == 0)
        #expect(exchange(head + [1, 2]).continues == 0)
    }

    @Test(
        "100 Continue is not asked for where there is no body, or none to wait for",
        arguments: [
            "POST / HTTP/1.1\nHost: n1\nExpect: 100-continue\n\n",
            "POST / HTTP/1.1\nHost: n1\nExpect: 100-continue\nContent-Length: 0\n\n",
            "POST / HTTP/1.0\nExpect: 100-continue\nContent-Length: 2\n\n",
            "POST / HTTP/1.1\nHost: n1\nExpect: 100-continue\nContent-Length: 65537\n\n",
        ]
    )
    func noExpectation(head: String) {
        #expect(exchange(wire(head)).continues == 0)
    }

    @Test("100 Continue is asked for before chunks, too")
    func chunkedExpectation() {
        let head = "POST / HTTP/1.1\nHost: n1\nExpect: 100-continue\nTransfer-Encoding: chunked\n\n"
        var connection = Connection()
        connection.receive(wire(head))
        connection.receive(wire("1\na\n0\n\n"))

        #expect(connection.exchange.continues == 1)
        #expect(connection.exchange.requests.first?.body == [UInt8(ascii: "a")])
    }
}
