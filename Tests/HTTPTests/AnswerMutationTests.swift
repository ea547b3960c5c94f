import HTTP
import Testing

@Suite("Damaged answers")
struct AnswerMutationTests {
    /// What a client makes of pieces, and of the end of the connection behind them.
    private static func read(
        _ pieces: [ArraySlice<UInt8>],
        answering method: HTTPMethod
    ) -> ResponseReader {
        var reader = ResponseReader(answering: method)
        for piece in pieces { reader.receive(piece) }
        reader.close()
        return reader
    }

    /// Expects that both readers saw the same answers and the same end.
    private static func expectSame(
        _ one: ResponseReader,
        _ other: ResponseReader,
        _ place: String
    ) {
        #expect(one.responses == other.responses && one.refusal == other.refusal, "\(place)")
    }

    /// Expects that an answer survives being written and read again.
    private static func expectSameAgain(_ response: HTTPReceivedResponse, _ place: String) {
        let isPlain = response.headers.allSatisfy { $0.value.utf8.allSatisfy { $0 < 0x80 } }
        // Bytes above ASCII are written as UTF-8.
        guard isPlain else { return }
        let framing = ["connection", "content-length", "date", "host", "transfer-encoding"]
        let headers = response.headers.filter { !framing.contains($0.name.lowercased()) }
        var bytes: [UInt8] = []
        let answer = HTTPResponse(response.status, headers: headers, body: response.body)
        HTTPResponseWriter().write(answer, date: "x", into: &bytes)
        let result = read([bytes[...]], answering: .get)

        #expect(result.responses.count == 1 && result.refusal == nil, "\(place)")
        guard let again = result.responses.first else { return }
        #expect(again.status == response.status && again.body == response.body, "\(place)")
        let kept = again.headers.filter { !framing.contains($0.name.lowercased()) }
        #expect(kept == headers && !again.keepsAlive, "\(place)")
    }

    @Test("Cut in two anywhere, answers mean the same", arguments: acceptedAnswers + endlessAnswers)
    func cuts(text: String) {
        let bytes = wire(text)
        let whole = Self.read([bytes[...]], answering: .get)
        #expect(whole.responses.count == 1 && whole.refusal == nil)
        for index in 0...bytes.count {
            let cut = Self.read([bytes[..<index], bytes[index...]], answering: .get)
            Self.expectSame(cut, whole, "cut at \(index)")
        }
        for response in whole.responses { Self.expectSameAgain(response, text) }
    }

    @Test("20,000 damaged answers mean the same in any pieces, and what is read can be written")
    func damaged() {
        var refusedCount = 0
        var readCount = 0
        for seed in 0..<20_000 as Range<UInt64> {
            var generator = Generator(seed: seed)
            var bytes = wire(generator.pick(acceptedAnswers))
            bytes += wire(generator.pick(acceptedAnswers + endlessAnswers))
            generator.damage(&bytes)
            let method: HTTPMethod = generator.pick([.get, .get, .get, .head])

            let whole = Self.read([bytes[...]], answering: method)
            let pieces = generator.pieces(of: bytes)
            Self.expectSame(Self.read(pieces, answering: method), whole, "seed \(seed)")

            for response in whole.responses { Self.expectSameAgain(response, "seed \(seed)") }
            refusedCount += whole.refusal == nil ? 0 : 1
            readCount += whole.responses.count
        }
        // Both must occur often, or the comparison proves little.
        #expect((5_000...19_000).contains(refusedCount), "\(refusedCount) refused")
        #expect((10_000...40_000).contains(readCount), "\(readCount) read")
    }

    @Test("Every replaced byte of an answer is read the same, whole and slowly")
    func replaced() {
        let bytes = wire("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1;a\nx\n0\nA:b\n\n")
        for index in bytes.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = bytes
                changed[index] = byte
                let slow = changed.indices.map { changed[$0...$0] }
                let whole = Self.read([changed[...]], answering: .get)
                Self.expectSame(Self.read(slow, answering: .get), whole, "\(byte) at \(index)")
            }
        }
    }

    @Test("Random bytes are refused or wait for more, and never stop the process")
    func noise() {
        for seed in 0..<3_000 as Range<UInt64> {
            var generator = Generator(seed: seed)
            let start = generator.pick(["", "HTTP/1.1 200 OK\n", "HTTP/1.1 200 OK\n\n"])
            let bytes = wire(start) + generator.bytes(upTo: 300)

            let whole = Self.read([bytes[...]], answering: .get)
            let pieces = generator.pieces(of: bytes)
            Self.expectSame(Self.read(pieces, answering: .get), whole, "seed \(seed)")
        }
    }
}
