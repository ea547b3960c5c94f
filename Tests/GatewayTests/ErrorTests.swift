import Gateway
import JSON
import Testing

@Suite("Errors")
struct ErrorTests {
    @Test("Every code has a status, words for people, and a class", arguments: ErrorCode.allCases)
    func codes(code: ErrorCode) {
        #expect((400...505).contains(code.status))
        #expect(!code.hint.isEmpty && code.hint.last != ".", "a hint goes on in a sentence")
        #expect(code.meaning.last == ".", "a meaning is sentences")
        #expect(code.rawValue.wholeMatch(of: #/[a-z]+(_[a-z]+)*/#) != nil)
        if code.retryAfterSeconds != nil { #expect(code.isRetryable) }
        if code.type == .bank { #expect(code.status == 422 && !code.isRetryable) }
        if code.type == .invalidRequest { #expect(code.retryAfterSeconds == nil) }
        if code.type == .cluster { #expect(code.isRetryable && code.status >= 503) }
        if code.type == .authorization { #expect(code.status == 403) }
    }

    @Test("Words tell the codes apart")
    func words() {
        let codes = ErrorCode.allCases

        #expect(Set(codes.map(\.meaning)).count == codes.count)
        #expect(Set(codes.map(\.type)) == Set(ErrorType.allCases))
    }

    @Test("An error with everything has its members in their order")
    func everything() {
        let error = APIError(
            .badField,
            "amount: an integer expected, not \"x\"",
            outcome: .notExecuted,
            param: "amount",
            slot: 3,
            hint: "write a number"
        )

        #expect(
            text { error.write(into: &$0, requestID: "6a-7") } == #"""
                {"error":{"type":"invalid_request_error","code":"bad_field",\#
                "outcome":"not_executed","message":"amount: an integer expected, not \"x\"",\#
                "param":"amount","retryable":false,"hint":"write a number",\#
                "doc_url":"/docs/errors/bad_field","slot":3,"request_id":"6a-7"}}
                """#
        )
    }

    @Test("An error with nothing has what every error has")
    func nothing() {
        let error = APIError(.noLeader, "no node says that it leads")

        #expect(
            text { error.write(into: &$0, requestID: nil) } == #"""
                {"error":{"type":"cluster_error","code":"no_leader",\#
                "message":"no node says that it leads","retryable":true,\#
                "hint":"\#(ErrorCode.noLeader.hint)","doc_url":"/docs/errors/no_leader"}}
                """#
        )
    }

    @Test("A refusal of the bank has nothing of one request alone")
    func recorded() {
        let error = APIError(
            .insufficientFunds,
            "B has 16, needs 20",
            outcome: .failed,
            param: "amount",
            slot: 3,
            hint: "lower the amount or credit B first"
        )

        #expect(error.isRecorded)
        #expect(
            text { error.write(into: &$0, requestID: "6a-7") } == #"""
                {"error":{"type":"bank_error","code":"insufficient_funds","outcome":"failed",\#
                "message":"B has 16, needs 20","param":"amount","retryable":false,\#
                "hint":"lower the amount or credit B first",\#
                "doc_url":"/docs/errors/insufficient_funds","slot":3}}
                """#,
            "as docs/HTTP.md has it"
        )
    }

    @Test("What a caller sent cannot break out of the text that quotes it")
    func escaping() throws {
        let hostile = "\"}\\\u{1}\n\u{2028}<script>\u{7F}é😀"
        let error = APIError(.badField, hostile, param: hostile)
        let bytes = Array(text { error.write(into: &$0, requestID: hostile) }.utf8)

        let detail = try #require(try JSONValue(parsing: bytes.span)["error"])

        for name in ["message", "param", "request_id"] {
            #expect(detail[name]?.asString == hostile)
        }
        #expect(!bytes.contains { $0 < 0x20 })
    }

    @Test("A slot beyond 63 bits stays the greatest number, and is no crash")
    func slot() {
        let error = APIError(.keyExpired, "old", slot: .max)

        #expect(
            text { error.write(into: &$0, requestID: nil) }.contains("\"slot\":\(Int64.max)")
        )
    }

    @Test("What is certain of a transfer is not said twice")
    func outcome() {
        let certain = APIError(.unknownOutcome, "late", outcome: .unknown)
        let open = APIError(.badJSON, "no")

        #expect(certain.with(outcome: .notExecuted).outcome == .unknown)
        #expect(open.with(outcome: .notExecuted).outcome == .notExecuted)
        #expect(open.with(outcome: nil).outcome == nil)
    }

    @Test("Every error in every form fits the schema of its status", arguments: ErrorCode.allCases)
    func schema(code: ErrorCode) throws {
        let description = try Description()
        let bare = APIError(code, "message")
        let full = APIError(code, "m", outcome: .unknown, param: "p", slot: 7, hint: "h")
        for error in [bare, full] {
            let body = text { error.write(into: &$0, requestID: "id") }
            let value = try JSONValue(parsing: Array(body.utf8).span)
            for name in ["Error", "Error\(code.status)"] {
                let schema = try description.schema(name)
                #expect(Schema(description: description).findings(value, schema) == [])
            }
        }
    }
}
