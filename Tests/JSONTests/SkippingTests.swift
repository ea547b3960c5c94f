import JSON
import Testing

@Suite("Skipping values")
struct SkippingTests {
    /// Skips the value that is the only element of an array.
    private func skip(_ value: String, depthMax: Int = 8) throws -> (text: String, isAtEnd: Bool) {
        let bytes = Array("[\(value)]".utf8)
        var reader = JSONReader(limits: JSONLimits(depthMax: depthMax))
        try reader.beginArray(in: bytes.span)
        guard try reader.nextElement(in: bytes.span) else { return ("", false) }
        let range = try reader.skipValue(in: bytes.span)
        let isAtEnd = try !reader.nextElement(in: bytes.span)
        try reader.end(in: bytes.span)
        return (String(decoding: bytes[range], as: UTF8.self), isAtEnd)
    }

    @Test("A value of any kind is passed, and its bytes are told without the blanks around")
    func kinds() throws {
        let values = [
            "null", "true", "false", "0", "-7", "\"\"", "\"\\u00e9\\n\"", "[]", "{}", "[1,[2]]",
            #"{"a":{"b":[ 1 , "x" ]},"c":null}"#, #"{ "a" : 1 }"#,
        ]
        for value in values {
            let skipped = try skip(" \t\(value) ")
            #expect(skipped.text == value)
            #expect(skipped.isAtEnd)
        }
    }

    @Test("What is malformed is refused, however deep it stands, and the position stays")
    func malformed() {
        let values = [
            "", "nul", "01", "-0", "1.0", "\"", "\"\\x\"", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}",
            #"{"a":1,}"#, #"{a:1}"#, "[[[1,]]]", #"{"a":[{"b":1e2}]}"#, "\"\u{1}\"", "]", "}",
        ]
        for value in values {
            let bytes = Array(value.utf8)
            var reader = JSONReader()
            #expect(throws: JSONError.self, "\(value)") {
                _ = try reader.skipValue(in: bytes.span)
            }
            #expect(reader == JSONReader(), "\(value)")
        }
    }

    @Test("A value that nests deeper than allowed is refused")
    func depth() throws {
        #expect(try skip("[[]]", depthMax: 3).text == "[[]]")
        #expect(throws: JSONError.tooDeep(at: 3)) { _ = try skip("[[[]]]", depthMax: 3) }
    }
}
