import Bank
import Gateway
import Testing

@Suite("Transfer requests")
struct TransferRequestTests {
    @Test(
        "A transfer may be spelled in many ways",
        arguments: [
            #"{"from":"G","to":"B","amount":6}"#, #"{"amount":6,"to":"B","from":"G"}"#,
            " {\n\t\"from\" : \"G\" ,\r\n \"to\":\"B\", \"amount\" : 6 } \n",
            #"{"from":"\u0047","to":"B","amount":6}"#, #"{"fr\u006fm":"G","to":"B","amount":6}"#,
        ]
    )
    func spellings(body: String) throws {
        #expect(try transfer(body) == Transfer(.g, .b, 6))
    }

    @Test(
        "Whatever makes sense only to the bank is left to it",
        arguments: [0, -1, Int64.min, Int64.max, 1 << 53]
    )
    func amounts(amount: Int64) throws {
        let read = try transfer(#"{"from":"A","to":"A","amount":\#(amount)}"#)

        #expect(read == Transfer(.a, .a, amount))
    }

    @Test("The longest account ids are read")
    func longIDs() throws {
        let name = String(repeating: "x", count: 64)
        let read = try transfer(#"{"from":"\#(name)","to":"B","amount":1}"#)

        #expect("\(read.from)" == name)
    }

    /// A body that is wrong, and what is said of it.
    struct Wrong: Sendable, CustomTestStringConvertible {
        let body: String
        let code: ErrorCode
        let param: String?
        let part: String

        init(_ body: String, _ code: ErrorCode, _ param: String?, _ part: String) {
            self.body = body
            self.code = code
            self.param = param
            self.part = part
        }

        var testDescription: String { body }
    }

    static let wrong = [
        Wrong("", .badJSON, nil, "byte 0"),
        Wrong("{", .badJSON, nil, "byte 1"),
        Wrong("G B 6", .badJSON, nil, "byte 0"),
        Wrong("[]", .badField, nil, "object expected"),
        Wrong("null", .badField, nil, "object expected"),
        Wrong("6", .badField, nil, "object expected"),
        Wrong("{}", .missingField, "from", "missing"),
        Wrong(#"{"from":"G","amount":6}"#, .missingField, "to", "missing"),
        Wrong(#"{"from":"G","to":"B"}"#, .missingField, "amount", "missing"),
        Wrong(#"{"from":"G","to":"B","amuont":6}"#, .missingField, "amount", "missing"),
        Wrong(
            #"{"from":"G","to":"B","amount":6,"amuont":6}"#,
            .unknownField,
            "amuont",
            #"did you mean "amount"?"#
        ),
        Wrong(#"{"from":"G","to":"B","amount":6,"memo":""}"#, .unknownField, "memo", "unknown key"),
        Wrong(#"{"From":"G","from":"G","to":"B","amount":6}"#, .unknownField, "From", "\"from\""),
        Wrong(#"{"from":"G","from":"G","to":"B","amount":6}"#, .badJSON, nil, "twice"),
        Wrong(#"{"from":"G","to":"B","amount":6,"amount":7}"#, .badJSON, nil, "twice"),
        Wrong(#"{"from":"G","fr\u006fm":"A","to":"B","amount":6}"#, .badJSON, nil, "twice"),
        Wrong(#"{"from":"G","to":"B","amount":6,"x":1,"x":1}"#, .badJSON, nil, "twice"),
        Wrong(#"{"from":"G","to":"B","amount":6.0}"#, .badJSON, nil, "no plain integer"),
        Wrong(#"{"from":"G","to":"B","amount":1.0}"#, .badJSON, nil, "no plain integer"),
        Wrong(#"{"from":"G","to":"B","amount":1e2}"#, .badJSON, nil, "no plain integer"),
        Wrong(#"{"from":"G","to":"B","amount":1E+2}"#, .badJSON, nil, "no plain integer"),
        Wrong(#"{"from":"G","to":"B","amount":-0}"#, .badJSON, nil, "no plain integer"),
        Wrong(#"{"from":"G","to":"B","amount":06}"#, .badJSON, nil, "no plain integer"),
        Wrong(#"{"from":"G","to":"B","amount":+6}"#, .badJSON, nil, "byte"),
        Wrong(#"{"from":"G","to":"B","amount":NaN}"#, .badJSON, nil, "byte"),
        Wrong(
            #"{"from":"G","to":"B","amount":9223372036854775808}"#,
            .badJSON,
            nil,
            "beyond 64 bits"
        ),
        Wrong(
            #"{"from":"G","to":"B","amount":-9223372036854775809}"#,
            .badJSON,
            nil,
            "beyond 64 bits"
        ),
        Wrong(#"{"from":"G","to":"B","amount":"6"}"#, .badField, "amount", "not a string"),
        Wrong(#"{"from":"G","to":"B","amount":null}"#, .badField, "amount", "not null"),
        Wrong(#"{"from":"G","to":"B","amount":true}"#, .badField, "amount", "expected"),
        Wrong(#"{"from":"G","to":"B","amount":[6]}"#, .badField, "amount", "expected"),
        Wrong(#"{"from":{"from":"G"},"to":"B","amount":6}"#, .badField, "from", "expected"),
        Wrong(#"{"from":7,"to":"B","amount":6}"#, .badField, "from", "expected"),
        Wrong(#"{"from":"","to":"B","amount":6}"#, .badField, "from", "1 to 64"),
        Wrong(#"{"from":"G","to":"B B","amount":6}"#, .badField, "to", "1 to 64"),
        Wrong(#"{"from":"G","to":"é","amount":6}"#, .badField, "to", "1 to 64"),
        Wrong(#"{"from":"G","to":"B\u0000","amount":6}"#, .badJSON, nil, "control character"),
        Wrong(#"{"from":"G","to":"B","amount":6} x"#, .badJSON, nil, "after the value"),
        Wrong(#"{"from":"G","to":"B","amount":6}{}"#, .badJSON, nil, "after the value"),
        Wrong(#"{"from":"G","to":"B","amount":6},"#, .badJSON, nil, "after the value"),
        Wrong(#"{"from":"G","to":"B","amount":6,}"#, .badJSON, nil, "byte"),
        Wrong(#"{'from':'G','to':'B','amount':6}"#, .badJSON, nil, "byte 1"),
        Wrong(#"{"from":"G","to":"B","amount":6/**/}"#, .badJSON, nil, "byte"),
        Wrong("\u{FEFF}{\"from\":\"G\",\"to\":\"B\",\"amount\":6}", .badJSON, nil, "byte 0"),
    ]

    @Test("Everything else is refused, and the place is named", arguments: wrong)
    func refused(wrong: Wrong) throws {
        let error = try #require(refusal { () throws(APIError) in try transfer(wrong.body) })

        #expect(error.code == wrong.code)
        #expect(error.param == wrong.param)
        #expect(error.message.contains(wrong.part), "\(error.message)")
        #expect(error.outcome == nil, "whoever reads it knows that nothing was executed")
    }

    @Test("An account id has at most 64 characters")
    func tooLongID() {
        let name = String(repeating: "x", count: 65)
        let error = refusal { () throws(APIError) in
            try transfer(#"{"from":"\#(name)","to":"B","amount":1}"#)
        }

        #expect(error?.code == .badField && error?.param == "from")
    }

    @Test("A body of 64 KiB is read, or refused, in an answer that is short")
    func large() throws {
        let most = GatewayLimits.bodyBytesMax
        let blanks = String(repeating: " ", count: most - 32)
        #expect(try transfer(#"{"from":"G","to":"B","amount":6}"# + blanks) == Transfer(.g, .b, 6))

        let bodies = [
            String(repeating: "[", count: most), String(repeating: "{\"a\":", count: most / 5),
            #"{"from":""# + String(repeating: "x", count: most - 13) + #"","#,
            #"{""# + String(repeating: "k", count: most - 8) + #"":1}"#,
            #"{"amount":"# + String(repeating: "9", count: most - 12) + "}",
            "{" + (0..<5_000).map { "\"k\($0)\":1" }.joined(separator: ",") + "}",
        ]
        for body in bodies {
            let error = try #require(refusal { () throws(APIError) in try transfer(body) })
            #expect(error.code.status == 400)
            #expect(error.message.utf8.count < 200 && error.param?.utf8.count ?? 0 < 100)
        }
    }

    @Test(
        "A body that is not UTF-8 is refused",
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80]]
    )
    func notUTF8(bytes: [UInt8]) throws {
        let body = Array(#"{"from":"G"#.utf8) + bytes + Array(#"","to":"B","amount":6}"#.utf8)
        let error = refusal { () throws(APIError) in try TransferRequest.read(body.span) }

        #expect(error?.code == .badJSON)
    }

    @Test("Every beginning of a body is refused")
    func cut() {
        let body = Array(#"{"from":"G","to":"B","amount":6}"#.utf8)
        for end in body.indices {
            let error = refusal { () throws(APIError) in
                try TransferRequest.read(Array(body[..<end]).span)
            }
            #expect(error?.code == .badJSON, "\(end) bytes")
        }
    }
}
