import JSON
import Testing

@Suite("JSONReader: objects and arrays")
struct JSONReaderStructureTests {
    /// A message as a decoder of another room would read it.
    private struct Accepted: Equatable {
        var ballot: [Int64] = []
        var through: Int64 = 0
        var note: String?

        static let required: [JSONKey] = ["ballot", "through"]

        init(_ text: String) throws(JSONError) {
            try self.init(Array(text.utf8))
        }

        init(_ array: [UInt8]) throws(JSONError) {
            let bytes = array.span
            var reader = JSONReader()
            var fields = JSONFields()
            try reader.beginObject(in: bytes)
            while let key = try reader.nextKey(in: bytes) {
                switch key {
                case "ballot":
                    try fields.insert(0, at: reader.keyPosition)
                    try reader.beginArray(in: bytes)
                    while try reader.nextElement(in: bytes) {
                        ballot.append(try reader.integer(in: bytes))
                    }
                case "through":
                    try fields.insert(1, at: reader.keyPosition)
                    through = try reader.integer(in: bytes)
                case "note":
                    try fields.insert(2, at: reader.keyPosition)
                    note = try reader.string(in: bytes)
                default: throw .unknownKey(at: reader.keyPosition)
                }
            }
            try fields.requireAll(Self.required, at: reader.position)
            try reader.end(in: bytes)
        }
    }

    @Test("A message is read from its keys in any order, with blanks between tokens")
    func message() throws {
        let canonical = try Accepted(#"{"ballot":[3,1],"through":7,"note":"é"}"#)
        let loose = try Accepted(
            " { \"note\" : \"\\u00e9\",\"through\":7 ,\n\"ballot\":[ 3 , 1 ]}\r"
        )

        #expect(canonical.ballot == [3, 1])
        #expect(canonical.through == 7)
        #expect(canonical == loose)
    }

    @Test("Optional keys may be left out")
    func optionalKey() throws {
        #expect(try Accepted(#"{"ballot":[],"through":7}"#).note == nil)
    }

    @Test(
        "A message with a wrong set of keys is refused at the byte that shows it",
        arguments: [
            (#"{"ballot":[],"through":7,"through":7}"#, JSONError.duplicateKey(at: 25)),
            (#"{"ballot":[], "extra":7}"#, .unknownKey(at: 14)),
            (#"{"through":7}"#, .missingKey("ballot", at: 13)),
            (#"{"ballot":[]}"#, .missingKey("through", at: 13)),
            ("{}", .missingKey("ballot", at: 2)),
            (#"{"ballotballotballot":1}"#, .unknownKey(at: 1)),
            (#"{"ballotballotball":1}"#, .unknownKey(at: 1)),
            (#"{"b\u0061llot":[]}"#, .escapeNotAllowed(at: 3)),
            (#"{"bällot":[]}"#, .unknownKey(at: 1)),
            ("{\"b\tllot\":[]}", .controlCharacter(at: 3)),
            (#"{"ball"#, .unexpectedEnd(expected: .quote, at: 6)),
            (#"{"ballot""#, .unexpectedEnd(expected: .colon, at: 9)),
            (#"{"ballot":[1"#, .unexpectedEnd(expected: .commaOrEnd, at: 12)),
            (#"{"ballot":[1,]}"#, .integerExpected(at: 13)),
            (#"{"ballot":[,1]}"#, .integerExpected(at: 11)),
            (#"{"ballot":{}}"#, .unexpectedByte(0x7B, expected: .array, at: 10)),
            (#"["ballot"]"#, .unexpectedByte(0x5B, expected: .object, at: 0)),
            (#"{"ballot":[],"through":7} x"#, .trailingBytes(at: 26)),
            ("", .unexpectedEnd(expected: .object, at: 0)),
        ]
    )
    func wrongKeys(text: String, error: JSONError) {
        #expect(throws: error) { try Accepted(text) }
    }

    @Test(
        "Whatever byte is replaced, a decoder gives a message that the oracle accepts, or an error"
    )
    func replacedBytes() {
        let text = Array(#"{"ballot":[3,1],"through":70,"note":"\u00e9é"}"#.utf8)
        var acceptedCount = 0
        for index in text.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = text
                changed[index] = byte
                do throws(JSONError) {
                    _ = try Accepted(changed)
                    acceptedCount += 1
                    #expect(Oracle.value(of: changed) != nil, "\(changed)")
                } catch {
                    #expect((0...changed.count).contains(error.offset), "\(changed)")
                }
            }
        }
        // The unchanged text is met once at each index; most accepted texts must be others.
        #expect(acceptedCount > 2 * text.count)
    }

    @Test("Empty containers end at once, and a comma follows them like any value")
    func emptyContainers() throws {
        let array = Array("[{},[],{}]".utf8)
        var reader = JSONReader()

        try reader.beginArray(in: array.span)
        #expect(try reader.nextElement(in: array.span))
        try reader.beginObject(in: array.span)
        #expect(try reader.nextKey(in: array.span) == nil)
        #expect(try reader.nextElement(in: array.span))
        try reader.beginArray(in: array.span)
        #expect(try !reader.nextElement(in: array.span))
        #expect(try reader.nextElement(in: array.span))
        try reader.beginObject(in: array.span)
        #expect(try reader.nextKey(in: array.span) == nil)
        #expect(try !reader.nextElement(in: array.span))
        #expect(reader.position == array.count)
    }

    @Test("The depth limit counts what is open, not what was closed")
    func depth() throws {
        let array = Array("[[],[[]]]".utf8)
        var reader = JSONReader(limits: JSONLimits(depthMax: 2))
        try reader.beginArray(in: array.span)
        for _ in 0..<2 {
            #expect(try reader.nextElement(in: array.span))
            try reader.beginArray(in: array.span)
            if try reader.nextElement(in: array.span) { break }
        }

        #expect(throws: JSONError.tooDeep(at: 5)) { try reader.beginArray(in: array.span) }
        #expect(reader.position == 5)
    }

    @Test("Reading may begin inside a text")
    func beginInside() throws {
        let array = Array(#"{"entries":[7]}"#.utf8)
        var reader = JSONReader(at: 11)

        try reader.beginArray(in: array.span)
        #expect(try reader.nextElement(in: array.span))
        #expect(try reader.integer(in: array.span) == 7)
        #expect(try !reader.nextElement(in: array.span))
        #expect(reader.position == 14)
    }

    @Test("A value left unread is found at the next key")
    func unreadValue() throws {
        let array = Array(#"{"a":1,"b":2}"#.utf8)
        var reader = JSONReader()
        try reader.beginObject(in: array.span)
        #expect(try reader.nextKey(in: array.span) == "a")

        #expect(throws: JSONError.unexpectedByte(0x31, expected: .commaOrEnd, at: 5)) {
            try reader.nextKey(in: array.span)
        }
    }

    @Test("Asking for a key outside of every object stops the program, with the place")
    func nothingOpen() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent])
        {
            let array = Array(#""a":1"#.utf8)
            var reader = JSONReader()
            _ = try reader.nextKey(in: array.span)
        }

        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("nothing is open at byte 0"))
    }
}
