import JSON
import Testing

@Suite("JSONKey and JSONFields")
struct JSONKeyTests {
    @Test(
        "A key keeps its characters",
        arguments: ["", "a", "ballot", "12345678", "123456789", "1234567890123456"]
    )
    func characters(text: String) {
        #expect(JSONKey(text).description == text)
        #expect(JSONKey(text) == JSONKey(text))
    }

    @Test("Keys differ if any character differs or is missing")
    func distinct() {
        let text = Array("abcdefghijklmnop")
        var keys: Set<JSONKey> = []
        for count in 0...text.count {
            keys.insert(JSONKey(String(text.prefix(count))))
            for index in 0..<count {
                var changed = text.prefix(count)
                changed[index] = "~"
                keys.insert(JSONKey(String(changed)))
            }
        }

        #expect(keys.count == 17 + 16 * 17 / 2)
    }

    @Test(
        "A key that is too long or not plain stops the program",
        arguments: ["12345678901234567", "é", "a\"", "a\\", "\n"]
    )
    func badKey(text: String) async {
        await #expect(processExitsWith: .failure) { [text] in
            _ = JSONKey(text)
        }
    }

    @Test("A set of fields takes each of 64 numbers once")
    func fields() throws {
        var fields = JSONFields()
        for index in 0..<64 {
            #expect(!fields.contains(index))
            try fields.insert(index, at: 0)
            #expect(fields.contains(index))
        }
        for index in 0..<64 {
            #expect(throws: JSONError.duplicateKey(at: 5)) { try fields.insert(index, at: 5) }
        }
    }

    @Test("The first missing key is named; keys after the required ones may be missing")
    func required() throws {
        let keys: [JSONKey] = ["a", "b", "c"]
        var fields = JSONFields()
        try fields.requireAll([], at: 9)

        try fields.insert(3, at: 0)
        try fields.insert(0, at: 0)
        #expect(throws: JSONError.missingKey("b", at: 9)) { try fields.requireAll(keys, at: 9) }
        try fields.insert(2, at: 0)
        #expect(throws: JSONError.missingKey("b", at: 9)) { try fields.requireAll(keys, at: 9) }
        try fields.insert(1, at: 0)
        try fields.requireAll(keys, at: 9)
    }

    @Test("Sixty-four keys may be required")
    func allRequired() throws {
        let keys = (0..<64).map { JSONKey("k\($0)") }
        var fields = JSONFields()
        for index in 0..<63 { try fields.insert(index, at: 0) }
        #expect(throws: JSONError.missingKey("k63", at: 1)) { try fields.requireAll(keys, at: 1) }

        try fields.insert(63, at: 0)

        try fields.requireAll(keys, at: 1)
    }
}
