import Bank
import Testing

@Suite("Request and result")
struct RequestTests {
    @Test("A request reads as in the printed log")
    func text() {
        #expect("\(request("G", 7, transfer("G", "B", 6)))" == "(G, B, 6) by G")
        #expect("\(account("A", 10))" == "A: 10")
        #expect("\(RequestResult.success)" == "success")
        #expect("\(RequestResult.failed(.insufficientFunds))" == "failed (insufficient_funds)")
    }

    @Test("Timestamps are 1 to Int64.max, and in order")
    func timestamps() throws {
        #expect(RequestTimestamp(0) == nil)
        #expect(RequestTimestamp(UInt64(Int64.max) + 1) == nil)
        #expect(RequestTimestamp(.max) == nil)
        let first = try #require(RequestTimestamp(1))
        let last = try #require(RequestTimestamp(UInt64(Int64.max)))
        #expect(first < last)
        #expect("\(last)" == "9223372036854775807")
    }

    @Test("Every result comes back from its words")
    func words() {
        let words = FailureReason.allCases.map(\.rawValue)
        #expect(
            words == [
                "invalid_amount", "same_account", "unknown_account", "insufficient_funds",
                "balance_overflow", "too_many_clients", "key_reused", "key_expired",
                "too_many_keys",
            ]
        )
        for result in [.success, .stale, .conflict] + FailureReason.allCases.map({ .failed($0) })
            as [RequestResult]
        {
            #expect(
                RequestResult(word: result.word, reason: result.reason?.rawValue) == result
            )
        }
    }

    @Test("Words that make no result are refused")
    func badWords() {
        #expect(RequestResult(word: "success", reason: "same_account") == nil)
        #expect(RequestResult(word: "stale", reason: "same_account") == nil)
        #expect(RequestResult(word: "failed", reason: nil) == nil)
        #expect(RequestResult(word: "failed", reason: "bad_luck") == nil)
        #expect(RequestResult(word: "committed", reason: nil) == nil)
    }
}
