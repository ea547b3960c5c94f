import HTTP
import Testing

@Suite("Server-sent events")
struct EventTests {
    @Test(
        "An event has a line for everything, and several for its data",
        arguments: [
            (HTTPEvent(data: "a"), "data: a\n\n"),
            (HTTPEvent(id: "7", name: "slot", data: "a"), "id: 7\nevent: slot\ndata: a\n\n"),
            (HTTPEvent(data: "a\nb\r\nc\rd"), "data: a\ndata: b\ndata: c\ndata: d\n\n"),
            (HTTPEvent(data: ""), "data: \n\n"), (HTTPEvent(data: "\n"), "data: \ndata: \n\n"),
            (HTTPEvent(data: " é:"), "data:  é:\n\n"),
            (HTTPEvent(data: "a\n\rid: 1"), "data: a\ndata: \ndata: id: 1\n\n"),
        ]
    )
    func text(event: HTTPEvent, text: String) {
        #expect(event.text == text)
    }

    @Test("A comment is a line that clients skip")
    func comment() {
        #expect(HTTPEvent.comment("still here") == ": still here\n\n")
        #expect(HTTPEvent.comment("") == ":\n\n")
    }

    @Test("An id or name that would begin another line stops the process")
    func splitting() async {
        for text in ["a\nb", "a\r", "\0"] {
            await #expect(processExitsWith: .failure) { [text = text as String] in
                _ = HTTPEvent(id: text, data: "")
            }
            await #expect(processExitsWith: .failure) { [text = text as String] in
                _ = HTTPEvent(name: text, data: "")
            }
            await #expect(processExitsWith: .failure) { [text = text as String] in
                _ = HTTPEvent.comment(text)
            }
        }
    }

    private static func stream(_ line: String) throws -> HTTPEventStreamWriter {
        let request = exchange(wire("\(line)\nHost: n1\n\n")).requests.first
        return HTTPEventStreamWriter(answering: try #require(request), mayKeepAlive: true)
    }

    @Test("A client of HTTP/1.1 gets chunks, as they come, and an end")
    func chunked() throws {
        let stream = try Self.stream("GET / HTTP/1.1")
        var reader = ResponseReader()
        var bytes: [UInt8] = []

        stream.writeHead(date: "x", headers: [HTTPHeader("A", "b")], into: &bytes)
        stream.write(HTTPEvent(data: "é"), into: &bytes)
        reader.receive(bytes)
        let head = try #require(reader.parser.underWay)
        #expect(head.headers.first("content-type") == "text/event-stream")
        #expect(head.headers.first("cache-control") == "no-store")
        #expect(head.headers.first("a") == "b" && head.keepsAlive)
        #expect(!head.headers.contains("content-length"))
        #expect(reader.takeBody() == Array("data: é\n\n".utf8))
        bytes = []
        stream.write(text: HTTPEvent.comment(""), into: &bytes)
        stream.writeEnd(into: &bytes)
        reader.receive(bytes)

        #expect(reader.responses.first?.body == Array(":\n\n".utf8))
        #expect(reader.isIdle)
    }

    @Test("A client of HTTP/1.0 gets the text itself, until the connection is closed")
    func old() throws {
        let stream = try Self.stream("GET / HTTP/1.0")
        var bytes: [UInt8] = []
        stream.writeHead(date: "x", into: &bytes)
        stream.write(HTTPEvent(data: "a"), into: &bytes)
        stream.writeEnd(into: &bytes)

        var reader = ResponseReader()
        reader.receive(bytes)
        reader.close()

        #expect(!stream.keepsAlive && !stream.isChunked)
        let response = try #require(reader.responses.first)
        #expect(response.body == Array("data: a\n\n".utf8))
        #expect(response.headers.first("connection") == "close")
    }

    @Test("The answer to HEAD is the head alone")
    func head() throws {
        let stream = try Self.stream("HEAD / HTTP/1.1")
        var bytes: [UInt8] = []
        stream.writeHead(date: "x", into: &bytes)
        stream.write(HTTPEvent(data: "a"), into: &bytes)
        stream.writeEnd(into: &bytes)

        var reader = ResponseReader(answering: .head)
        reader.receive(bytes)

        #expect(reader.responses.count == 1 && reader.isIdle)
    }
}
