import HTTP
import Testing

@Suite("Response parser")
struct ResponseParserTests {
    private static func read(
        _ text: String,
        answering method: HTTPMethod = .get,
        closes: Bool = false,
        limits: HTTPLimits = .standard
    ) -> ResponseReader {
        var readers = [ResponseReader(answering: method, limits: limits)]
        readers.append(readers[0])
        readers[0].receive(wire(text))
        for byte in wire(text) { readers[1].receive([byte]) }
        if closes {
            readers[0].close()
            readers[1].close()
        }
        #expect(readers[0].responses == readers[1].responses)
        #expect(readers[0].refusal == readers[1].refusal)
        return readers[0]
    }

    @Test(
        "A body ends with its length, its last chunk, or its connection",
        arguments: [
            ("HTTP/1.1 200 OK\nContent-Length: 2\n\nab", "ab", true),
            (
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1;x\na\n1\nb\n0\nT: u\n\n", "ab",
                true
            ),
            ("HTTP/1.1 200 OK\n\nab", "ab", false), ("HTTP/1.0 200 \nA: b\n\n", "", false),
            ("HTTP/1.0 200 OK\nConnection: keep-alive\nContent-Length: 0\n\n", "", true),
            ("HTTP/1.1 299 \u{E9} \t~\nContent-Length: 0\n\n", "", true),
            ("HTTP/1.1 200 OK\nConnection: close\nContent-Length: 2\n\nab", "ab", false),
        ]
    )
    func bodies(text: String, body: String, keepsAlive: Bool) throws {
        let reader = Self.read(text, closes: true)

        let response = try #require(reader.responses.first)
        #expect(reader.responses.count == 1 && reader.refusal == nil)
        #expect(response.body == Array(body.utf8))
        #expect(response.keepsAlive == keepsAlive)
    }

    @Test("Interim answers are skipped, and answers follow each other")
    func pipelined() {
        let final = "HTTP/1.1 200 OK\nContent-Length: 1\n\na"
        let text =
            "HTTP/1.1 100 Continue\n\nHTTP/1.1 103 \nLink: x\n\n\(final)HTTP/1.1 204 \n\n\(final)"
        let reader = Self.read(text)

        #expect(reader.responses.map(\.status) == [200, 204, 200])
        #expect(reader.isIdle)
    }

    @Test("An answer to HEAD ends with its head, whatever it announces")
    func head() {
        let heads = ["Content-Length: 9999999", "Transfer-Encoding: chunked", "A: b"]
        let text = heads.map { "HTTP/1.1 200 OK\n\($0)\n\n" }.joined()
        let reader = Self.read(text, answering: .head)

        #expect(reader.responses.map(\.body) == [[], [], []])
        #expect(reader.responses.map(\.keepsAlive) == [true, true, true])
    }

    @Test(
        "A malformed answer is refused",
        arguments: [
            ("HTTP/1.1 200\n", .badStatusLine), ("HTTP/1.1  200 OK\n", .badStatusLine),
            ("HTTP/1.1 20 OK\n\n", .badStatusLine), ("HTTP/1.1 2000 OK\n", .badStatusLine),
            ("HTTP/1.1 099 OK\n", .badStatusLine), ("HTTP/1.1 600 OK\n", .badStatusLine),
            ("HTTP/1.1 2x0 OK\n", .badStatusLine), ("hello\n", .badStatusLine),
            ("\nHTTP/1.1 200 OK\n", .badStatusLine), ("HTTP/2.0 200 OK\n", .unsupportedVersion),
            ("http/1.1 200 OK\n", .badVersion), ("HTTP/1.1 101 \n\n", .unexpectedInterim),
            (String(repeating: "HTTP/1.1 100 \n\n", count: 9), .unexpectedInterim),
            ("HTTP/1.1 200 \nContent-Length: 1\nContent-Length: 1\n", .duplicateContentLength),
            (
                "HTTP/1.1 200 \nContent-Length: 1\nTransfer-Encoding: chunked\n\n",
                .conflictingLengths
            ),
            ("HTTP/1.0 200 \nTransfer-Encoding: chunked\n\n", .badTransferEncoding),
            ("HTTP/1.1 200 \nTransfer-Encoding: gzip\n\n", .badTransferEncoding),
            ("HTTP/1.1 200 \nA : b\n\n", .blankBeforeColon),
            ("HTTP/1.1 200 \nContent-Length: 65537\n\n", .bodyTooLarge),
            ("HTTP/1.1 200 \nTransfer-Encoding: chunked\n\ng\n", .badChunkSize),
            ("\u{16}", .controlCharacter),
        ] as [(String, HTTPRefusal)]
    )
    func refused(text: String, refusal: HTTPRefusal) {
        #expect(Self.read(text).refusal == refusal)
    }

    @Test(
        "A connection that is closed within an answer cuts it short",
        arguments: [
            "H", "HTTP/1.1 200 OK\n", "HTTP/1.1 200 OK\nContent-Length: 2\n\na",
            "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\na\n0\n", "HTTP/1.1 100 \n\n",
        ]
    )
    func cutShort(text: String) {
        #expect(Self.read(text, closes: true).refusal == .cutShort)
    }

    @Test("A connection that is closed between answers is none of its errors")
    func closedBetween() {
        let reader = Self.read("HTTP/1.1 204 \n\n", closes: true)

        #expect(reader.refusal == nil && reader.responses.count == 1)
    }

    @Test("The limit of a body holds without a length, too")
    func limit() {
        let limits = HTTPLimits(bodyBytesMax: 2)

        #expect(Self.read("HTTP/1.1 200 \n\nab", closes: true, limits: limits).refusal == nil)
        let refusal = Self.read("HTTP/1.1 200 \n\nabc", limits: limits).refusal
        #expect(refusal == .bodyTooLarge)
    }
}
