import HTTP
import Testing

/// What the comments of the sources show, so that it stays true.
@Suite("Examples")
struct ExampleTests {
    @Test("Descriptions are what their comments show")
    func descriptions() throws {
        #expect("\(HTTPHeader("Content-Type", "text/plain"))" == "Content-Type: text/plain")
        #expect("\(404 as HTTPStatus)" == "404 Not Found")
        let host = try #require(HTTPAuthority(parsing: "localhost:8080"))
        #expect(host.description == "localhost:8080")
        let origin = HTTPOrigin(parsing: "http://localhost:8080")
        #expect(origin?.description == "http://localhost:8080")
        #expect(origin?.isSame(as: host) == true)
        let date = HTTPDate.text(secondsSince1970: 784_111_777)
        #expect(date == "Sun, 06 Nov 1994 08:49:37 GMT" && date.utf8.count == 29)
    }

    @Test("Values of headers are read as their comments show")
    func values() throws {
        let type = HTTPMediaType(contentType: ["application/json; charset=utf-8"])
        #expect(type == HTTPMediaType("application", "json", charset: "utf-8"))
        #expect(type?.description == "application/json; charset=utf-8")
        let accept = try #require(HTTPAccept(parsing: ["text/html, */*;q=0.8"]))
        #expect(accept.quality(of: .html) == 1_000 && accept.quality(of: .json) == 800)
        #expect(try HTTPIdempotencyKey.parse(["abc"]) == HTTPIdempotencyKey.parse(["\"abc\""]))
    }

    @Test("The loop of the parser's comment reads a connection to its end")
    func loop() {
        let bytes = wire(
            "\nPUT /1 HTTP/1.1\nHost: n1\nExpect: 100-continue\nContent-Length: 1\n\nx"
                + "GET /2 HTTP/1.1\nHost: n1\n\n\0"
        )
        var parser = HTTPRequestParser()
        var (start, end) = (0, 0)
        var events: [String] = []
        while parser.stage != .refused {
            switch parser.next(bytes.span.extracting(start..<end)) {
            case .needsMore(let consumed):
                start += consumed
                end += 1
            case .wantsContinue(let consumed):
                start += consumed
                end += 1
                events.append("continue")
            case .request(let request, let consumed):
                start += consumed
                events.append(request.path)
            case .refused(let refusal):
                events.append(refusal.rawValue)
            }
        }

        #expect(events == ["continue", "/1", "/2", "control_character"])
    }
}
