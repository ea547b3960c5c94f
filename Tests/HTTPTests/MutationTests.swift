import HTTP
import Testing

@Suite("Damaged connections")
struct MutationTests {
    /// Writes a request that means the same as `request`, without its framing headers.
    private static func rewritten(_ request: HTTPRequest) -> [UInt8] {
        let framing = [
            "connection", "content-length", "date", "expect", "host", "transfer-encoding",
        ]
        var bytes: [UInt8] = []
        HTTPRequestWriter.write(
            request.method,
            request.target,
            host: request.headers.first("host") ?? "none",
            headers: request.headers.filter { !framing.contains($0.name.lowercased()) },
            body: request.body,
            keepsAlive: request.keepsAlive,
            into: &bytes
        )
        return bytes
    }

    /// Expects that a request survives being written and read again.
    private static func expectSameAgain(_ request: HTTPRequest, _ place: String) {
        let isPlain = request.headers.allSatisfy { $0.value.utf8.allSatisfy { $0 < 0x80 } }
        // Bytes above ASCII are written as UTF-8.
        guard isPlain else { return }
        let result = exchange(rewritten(request))
        guard let again = result.requests.first else {
            Issue.record("\(place): refused, \(String(describing: result.refusal))")
            return
        }
        #expect(result.requests.count == 1 && result.unread.isEmpty, "\(place)")
        #expect(again.method == request.method && again.target == request.target, "\(place)")
        #expect(again.body == request.body, "\(place)")
        #expect(again.pathSegments == request.pathSegments, "\(place)")
        #expect(again.queryItems == request.queryItems, "\(place)")
        #expect(again.versionMinor == 1, "\(place)")
        #expect(again.keepsAlive == request.keepsAlive, "\(place)")
    }

    @Test("Every accepted case survives being written again", arguments: acceptedRequests)
    func corpus(item: RequestCase) {
        for request in exchange(item.bytes).requests { Self.expectSameAgain(request, item.name) }
    }

    @Test("30,000 damaged connections mean the same in any pieces, and what is read can be written")
    func damaged() {
        var refusedCount = 0
        var readCount = 0
        for seed in 0..<30_000 as Range<UInt64> {
            var generator = Generator(seed: seed)
            var bytes = generator.pick(acceptedRequests).bytes
            if generator.below(3) == 0 { bytes += generator.pick(acceptedRequests).bytes }
            generator.damage(&bytes)

            let whole = exchange(bytes)
            var connection = Connection()
            for piece in generator.pieces(of: bytes) { connection.receive(piece) }
            #expect(connection.exchange.outcome == whole.outcome, "seed \(seed)")

            for request in whole.requests { Self.expectSameAgain(request, "seed \(seed)") }
            refusedCount += whole.refusal == nil ? 0 : 1
            readCount += whole.requests.count
        }
        // Both must occur often, or the comparison proves little.
        #expect((10_000...28_000).contains(refusedCount), "\(refusedCount) refused")
        #expect((10_000...40_000).contains(readCount), "\(readCount) read")
    }

    @Test("Random bytes are refused at once or wait for more, and never stop the process")
    func noise() {
        for seed in 0..<3_000 as Range<UInt64> {
            var generator = Generator(seed: seed)
            let bytes = generator.bytes(upTo: 300)

            #expect(slowExchange(bytes).outcome == exchange(bytes).outcome, "seed \(seed)")
        }
    }

    @Test("Every replaced byte of a request is read the same, whole and slowly")
    func replaced() {
        let bytes = wire(
            "PUT /a?b HTTP/1.1\nHost: n1\nTransfer-Encoding: chunked\n\n1;a\nx\n0\nA:b\n\n"
        )
        for index in bytes.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = bytes
                changed[index] = byte
                #expect(slowExchange(changed).outcome == exchange(changed).outcome)
            }
        }
    }
}
