import HTTP
import Testing

@Suite("Corpus of requests")
struct CorpusTests {
    @Test("Every accepted case is read to its last byte", arguments: acceptedRequests)
    func accepted(item: RequestCase) {
        let result = exchange(item.bytes)

        #expect(result.refusal == nil)
        #expect(result.requests.count == item.count)
        #expect(result.unread.isEmpty)
        #expect(result.stage == .idle)
    }

    @Test("Every refused case says why", arguments: refusedRequests)
    func refused(item: RequestCase) {
        let result = exchange(item.bytes)

        #expect(result.refusal == item.refusal)
        #expect(result.requests.count == item.count)
        #expect(result.stage == .refused)
    }

    @Test(
        "Cut in two anywhere, the bytes mean the same",
        arguments: acceptedRequests + refusedRequests
    )
    func cuts(item: RequestCase) {
        let whole = exchange(item.bytes)
        for index in 0...item.bytes.count {
            var connection = Connection()
            connection.receive(item.bytes[..<index])
            connection.receive(item.bytes[index...])

            #expect(connection.exchange.outcome == whole.outcome, "cut at \(index)")
        }
    }

    @Test("Byte by byte the bytes mean the same", arguments: acceptedRequests + refusedRequests)
    func slow(item: RequestCase) {
        #expect(slowExchange(item.bytes).outcome == exchange(item.bytes).outcome)
    }

    @Test("A case behind another on the connection means the same", arguments: refusedRequests)
    func behind(item: RequestCase) {
        let first = wire("POST / HTTP/1.1\nHost: n1\nContent-Length: 2\n\nab")
        let result = exchange(first + item.bytes)

        #expect(result.refusal == item.refusal)
        #expect(result.requests.count == item.count + 1)
    }

    @Test("Refusals have a word, a sentence and an error status", arguments: HTTPRefusal.allCases)
    func refusals(refusal: HTTPRefusal) {
        let others = HTTPRefusal.allCases.filter { $0 != refusal }

        #expect((400...599).contains(refusal.status.code))
        #expect(!refusal.status.reasonPhrase.isEmpty)
        #expect(!others.map(\.description).contains(refusal.description))
    }

    @Test("Case names are distinct")
    func distinctNames() {
        let names = (acceptedRequests + refusedRequests).map(\.name)

        #expect(Set(names).count == names.count)
        #expect(names.count > 200)
    }
}
