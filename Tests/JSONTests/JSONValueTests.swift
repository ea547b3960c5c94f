import JSON
import Testing

@Suite("JSONValue")
struct JSONValueTests {
    private let report: JSONValue = [
        "schema": "paxosbank.run/1", "ok": true, "leader": nil,
        "sets": [["set": 1, "ballot": [1, 1], "failed": []], [:]],
    ]

    private func parse(_ text: String, limits: JSONLimits = .wire) throws(JSONError) -> JSONValue {
        let array = Array(text.utf8)
        return try JSONValue(parsing: array.span, limits: limits)
    }

    @Test("A literal keeps the order of its members")
    func literal() {
        #expect(
            report.description
                == #"{"schema":"paxosbank.run/1","ok":true,"leader":null,"#
                + #""sets":[{"set":1,"ballot":[1,1],"failed":[]},{}]}"#
        )
    }

    @Test("People get a member a line, and short arrays on one line")
    func pretty() throws {
        let text = """
            {
              "schema": "paxosbank.run/1",
              "ok": true,
              "leader": null,
              "sets": [
                {
                  "set": 1,
                  "ballot": [1, 1],
                  "failed": []
                },
                {}
              ]
            }

            """

        #expect(String(decoding: report.prettyPrinted(), as: UTF8.self) == text)
        #expect(try parse(text) == report)
    }

    @Test("A long array of plain values has an element a line")
    func prettyLongArray() {
        let value = JSONValue.array((1...17).map { .integer($0) })

        let text = String(decoding: value.prettyPrinted(), as: UTF8.self)

        #expect(text.hasPrefix("[\n  1,\n  2,\n"))
        #expect(text.hasSuffix("\n  17\n]\n"))
    }

    @Test("Each kind answers for itself only")
    func accessors() {
        let values: [JSONValue] = [nil, true, 7, "seven", [7], ["seven": 7]]

        #expect(values.map(\.kind) == [.null, .boolean, .integer, .string, .array, .object])
        #expect(values.map(\.asBool) == [nil, true, nil, nil, nil, nil])
        #expect(values.map(\.asInteger) == [nil, nil, 7, nil, nil, nil])
        #expect(values.map(\.asString) == [nil, nil, nil, "seven", nil, nil])
        #expect(values.map(\.asArray) == [nil, nil, nil, nil, [7], nil])
        #expect(values.map { $0.asObject?.map(\.key) } == [nil, nil, nil, nil, nil, ["seven"]])
        #expect(values.map { $0["seven"] } == [nil, nil, nil, nil, nil, 7])
        #expect(report["sets"]?.asArray?.first?["ballot"] == [1, 1])
    }

    @Test("A key is found by its bytes: the Kelvin sign is not the letter K")
    func keysByBytes() throws {
        let value = try parse("{\"\u{212A}\":1,\"K\":2}")

        #expect(value["K"] == 2)
        #expect(value["\u{212A}"] == 1)
    }

    @Test("Depth and keys are bounded by the limits asked for")
    func limits() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        let ceiling = JSONLimits(depthMax: JSONLimits.depthCeiling)

        #expect(try parse(deep, limits: ceiling).kind == .array)
        #expect(throws: JSONError.tooDeep(at: 64)) { try parse("[\(deep)]", limits: ceiling) }
        #expect(throws: JSONError.tooDeep(at: 1)) {
            try parse("[[]]", limits: JSONLimits(depthMax: 1))
        }
        #expect(throws: JSONError.tooManyKeys(at: 9)) {
            try parse(
                #"{"a":{},"b":{}}"#.replacing(",", with: ", "),
                limits: JSONLimits(keysMax: 1)
            )
        }
        #expect(try parse(keys(10_000), limits: JSONLimits(keysMax: 10_000)).kind == .object)
    }

    @Test("Every error tells its offset and a reason of its own")
    func descriptions() {
        let errors: [JSONError] = [
            .unexpectedByte(0x7D, expected: .value, at: 17), .unexpectedEnd(expected: .key, at: 17),
            .integerExpected(at: 17), .numberOutOfRange(at: 17), .decimalExpected(at: 17),
            .invalidUTF8(at: 17), .controlCharacter(at: 17), .invalidEscape(at: 17),
            .escapeNotAllowed(at: 17), .duplicateKey(at: 17), .unknownKey(at: 17),
            .missingKey("slot", at: 17), .tooDeep(at: 17), .tooManyKeys(at: 17),
            .trailingBytes(at: 17),
        ]

        #expect(errors[0].description == "unexpected byte 0x7d, a value expected, at byte 17")
        #expect(errors[11].description == #"key "slot" missing, at byte 17"#)
        #expect(errors.allSatisfy { $0.offset == 17 && $0.description.hasSuffix(", at byte 17") })
        #expect(Set(errors.map(\.description)).count == errors.count)
    }
}
