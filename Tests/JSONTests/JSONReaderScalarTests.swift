import JSON
import Testing

@Suite("JSONReader: strings, words and literals")
struct JSONReaderScalarTests {
    @Test("A plain string gives the range between its quotation marks")
    func plainString() throws {
        let array = Array(#" "n-1_A" "#.utf8)
        var reader = JSONReader()

        #expect(try reader.plainString(in: array.span) == 2..<7)
        #expect(reader.position == 8)
    }

    @Test(
        "A plain string holds printable ASCII and no escape",
        arguments: [
            (#""a\n""#, JSONError.escapeNotAllowed(at: 2)), ("\"a\n\"", .controlCharacter(at: 2)),
            ("\"é\"", .unexpectedByte(0xC3, expected: .plainCharacter, at: 1)),
            ("\"\u{7F}\"", .unexpectedByte(0x7F, expected: .plainCharacter, at: 1)),
            ("\"a", .unexpectedEnd(expected: .quote, at: 2)),
            ("a", .unexpectedByte(0x61, expected: .string, at: 0)),
            ("", .unexpectedEnd(expected: .string, at: 0)),
        ]
    )
    func notPlain(text: String, error: JSONError) {
        let array = Array(text.utf8)
        var reader = JSONReader()

        #expect(throws: error) { try reader.plainString(in: array.span) }
        #expect(reader.position == 0)
    }

    @Test(
        "A decimal string is read exactly, up to the end of 64 bits",
        arguments: [
            (#""0""#, 0), (#""7""#, 7), (#""1795225798670001""#, 1_795_225_798_670_001),
            (#""9999999999999999999""#, 9_999_999_999_999_999_999),
            (#""18446744073709551615""#, .max),
        ] as [(String, UInt64)]
    )
    func decimalString(text: String, value: UInt64) throws {
        let array = Array(text.utf8)
        var reader = JSONReader()

        #expect(try reader.decimalString(in: array.span) == value)
        #expect(reader.position == array.count)
    }

    @Test(
        "Any other decimal string is refused",
        arguments: [
            ("1", JSONError.unexpectedByte(0x31, expected: .string, at: 0)),
            (#""""#, .decimalExpected(at: 0)), (#""01""#, .decimalExpected(at: 0)),
            (#""00""#, .decimalExpected(at: 0)), (#""-1""#, .decimalExpected(at: 0)),
            (#""+1""#, .decimalExpected(at: 0)), (#""1.0""#, .decimalExpected(at: 0)),
            (#"" 1""#, .decimalExpected(at: 0)), (#""1 ""#, .decimalExpected(at: 0)),
            (#""\u0031""#, .decimalExpected(at: 0)),
            (#""18446744073709551616""#, .numberOutOfRange(at: 0)),
            (#""99999999999999999999""#, .numberOutOfRange(at: 0)),
            (#""100000000000000000000""#, .numberOutOfRange(at: 0)),
            (#""36893488147419103232""#, .numberOutOfRange(at: 0)),
            (#""12"#, .unexpectedEnd(expected: .quote, at: 3)),
        ]
    )
    func notDecimal(text: String, error: JSONError) {
        let array = Array(text.utf8)
        var reader = JSONReader()

        #expect(throws: error) { try reader.decimalString(in: array.span) }
        #expect(reader.position == 0)
    }

    @Test("Numbers of 1 to 25 digits are judged like the standard library judges them")
    func digitCounts() {
        for digit in "19" {
            for count in 1...25 {
                let text = String(repeating: digit, count: count)
                for signed in [text, "-" + text] {
                    let array = Array(signed.utf8)
                    var reader = JSONReader()
                    var value: Int64?
                    do throws(JSONError) {
                        value = try reader.integer(in: array.span)
                    } catch {
                        #expect(error == .numberOutOfRange(at: 0), "\(signed)")
                    }
                    #expect(value == Int64(signed))
                }
            }
        }
    }

    @Test("Words are read, and a wrong one is refused where it differs")
    func words() throws {
        let array = Array("true false null nul".utf8)
        var reader = JSONReader()

        #expect(try reader.boolean(in: array.span))
        #expect(try !reader.boolean(in: array.span))
        #expect(throws: JSONError.unexpectedByte(0x6E, expected: .boolean, at: 11)) {
            try reader.boolean(in: array.span)
        }
        try reader.null(in: array.span)
        #expect(throws: JSONError.unexpectedEnd(expected: .null, at: 19)) {
            try reader.null(in: array.span)
        }
        #expect(reader.position == 15)
    }

    @Test(
        "The kind of a value is told from its first byte",
        arguments: [
            ("null", JSONKind.null), ("true", .boolean), (" false", .boolean), ("-1", .integer),
            ("0", .integer), ("\n\"\"", .string), ("[", .array), ("{", .object),
        ]
    )
    func peek(text: String, kind: JSONKind) throws {
        let array = Array(text.utf8)
        var reader = JSONReader()

        #expect(try reader.peek(in: array.span) == kind)
        #expect(reader.position == 0)
    }

    @Test("A literal moves past exactly its bytes, or not at all")
    func literal() {
        let array = Array(#"{"type":"ACCEPT"}"#.utf8)
        var reader = JSONReader()

        let isOtherPassed = reader.literal(#"{"type":"ACCEPTED""#, in: array.span)
        let isBlankPassed = reader.literal(" {", in: array.span)
        #expect(!isOtherPassed && !isBlankPassed && reader.position == 0)

        let isTypePassed = reader.literal(#"{"type":"ACCEPT""#, in: array.span)
        let isTooMuchPassed = reader.literal("}}", in: array.span)
        #expect(isTypePassed && !isTooMuchPassed && reader.position == 16)

        let isEndPassed = reader.literal("}", in: array.span)
        let isNothingPassed = reader.literal("", in: array.span)
        #expect(isEndPassed && isNothingPassed && reader.position == array.count)
    }

    @Test("A literal member is followed by a comma like one that was read")
    func literalMember() throws {
        let array = Array(#"{"type":"ACCEPT","slot":7}"#.utf8)
        var reader = JSONReader()

        try reader.beginObject(in: array.span)
        let isTypePassed = reader.literal(#""type":"ACCEPT""#, in: array.span)
        #expect(isTypePassed)
        #expect(try reader.nextKey(in: array.span) == "slot")
        #expect(try reader.integer(in: array.span) == 7)
        #expect(try reader.nextKey(in: array.span) == nil)
    }

    @Test(
        "A reader knows whether it met a blank",
        arguments: [
            (#"{"a":[1,2]}"#, true), (#"{"a":[1,2]} "#, false), (#"{"a":[1, 2]}"#, false),
            (#"{"a":[1 ,2]}"#, false), (#"{"a":[1,2 ]}"#, false), (#"{"a" :[1,2]}"#, false),
            (#"{"a": [1,2]}"#, false), (#"{ "a":[1,2]}"#, false), ("\t{\"a\":[1,2]}", false),
        ]
    )
    func compact(text: String, isCompact: Bool) throws {
        let array = Array(text.utf8)
        var reader = JSONReader()
        try reader.beginObject(in: array.span)
        while try reader.nextKey(in: array.span) != nil {
            try reader.beginArray(in: array.span)
            while try reader.nextElement(in: array.span) {
                _ = try reader.integer(in: array.span)
            }
        }
        try reader.end(in: array.span)

        #expect(reader.isCompact == isCompact)
    }
}
