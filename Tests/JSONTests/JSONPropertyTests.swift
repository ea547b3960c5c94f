import JSON
import Testing

@Suite("JSON properties")
struct JSONPropertyTests {
    @Test("A value survives being written and read, and its canonical text is stable")
    func roundTrip() throws {
        for seed in 0..<2_000 as Range<UInt64> {
            var generator = DocumentGenerator(seed: seed)
            let value = generator.value()
            let canonical = value.serialized()

            #expect(try JSONValue(parsing: canonical.span) == value, "seed \(seed)")
            #expect(try JSONValue(parsing: canonical.span).serialized() == canonical)
            #expect(try JSONValue(parsing: value.prettyPrinted().span).serialized() == canonical)
        }
    }

    @Test("Blanks and needless escapes change nothing")
    func looseTexts() throws {
        for seed in 0..<2_000 as Range<UInt64> {
            var generator = DocumentGenerator(seed: seed)
            let value = generator.value()
            let text = Array(generator.looseText(of: value).utf8)

            let read = try JSONValue(parsing: text.span)

            #expect(read.serialized() == value.serialized(), "seed \(seed)")
        }
    }

    @Test("Parser and oracle agree on 30,000 damaged texts")
    func damagedTexts() {
        var acceptedCount = 0
        for seed in 0..<30_000 as Range<UInt64> {
            var generator = DocumentGenerator(seed: seed)
            var bytes = Array(generator.looseText(of: generator.value(depth: 4)).utf8)
            generator.damage(&bytes)

            expectAgreement(on: bytes, "seed \(seed)")
            acceptedCount += Oracle.value(of: bytes) == nil ? 0 : 1
        }
        // Both verdicts must occur often, or the comparison proves little.
        #expect((2_000...20_000).contains(acceptedCount), "\(acceptedCount) accepted")
    }

    @Test("Every proper prefix of an object, array or string is refused")
    func prefixes() throws {
        for seed in 0..<300 as Range<UInt64> {
            var generator = DocumentGenerator(seed: seed)
            let canonical = JSONValue.array([generator.value(depth: 4)]).serialized()
            for count in canonical.indices {
                let prefix = Array(canonical[..<count])

                #expect(throws: JSONError.self, "seed \(seed), \(count) bytes") {
                    try JSONValue(parsing: prefix.span)
                }
            }
        }
    }

    @Test("Every flipped bit and every replaced byte gives what the oracle says")
    func flippedBytes() {
        let text = #"{"a":[1,-20,"x\u00e9\n",{"b":null,"c":true}],"é":[false,"\ud83d\ude00"]}"#
        let bytes = Array(text.utf8)
        for index in bytes.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = bytes
                changed[index] = byte
                expectAgreement(on: changed)
            }
        }
    }

    @Test(
        "A mebibyte of one piece is judged at once",
        arguments: [
            ("[", JSONError.tooDeep(at: 8)), (#"{"a":"#, .tooDeep(at: 40)),
            ("\"", .trailingBytes(at: 2)), ("1", .numberOutOfRange(at: 0)),
            ("[],", .trailingBytes(at: 2)), (" ", .unexpectedEnd(expected: .value, at: 1 << 20)),
            ("\"\\", .unexpectedEnd(expected: .quote, at: 1 << 20)),
        ]
    )
    func repeated(piece: String, error: JSONError) {
        var bytes: [UInt8] = []
        while bytes.count < 1 << 20 { bytes += Array(piece.utf8) }

        #expect(throws: error) { try JSONValue(parsing: bytes.span) }
    }

    @Test("A long string, with and without escapes, is read whole")
    func longStrings() throws {
        for piece in ["a", "é", #"\n"#, #"\ud83d\ude00"#] {
            let text = "\"" + String(repeating: piece, count: 100_000) + "\""

            let value = try JSONValue(parsing: Array(text.utf8).span)

            #expect(value.asString?.unicodeScalars.count == 100_000)
        }
    }
}
