import JSON
import Testing

@Suite("JSONWriter")
struct JSONWriterTests {
    private func text(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("Commas stand between members and elements, and nowhere else")
    func commas() {
        let text = text { writer in
            writer.beginObject()
            writer.key("type")
            writer.value("ACCEPTED")
            writer.key("ballot")
            writer.beginArray()
            writer.value(3)
            writer.value(-1)
            writer.endArray()
            writer.key("empty")
            writer.beginArray()
            writer.beginObject()
            writer.endObject()
            writer.beginArray()
            writer.endArray()
            writer.null()
            writer.value(true)
            writer.value(false)
            writer.endArray()
            writer.key("timestamp")
            writer.value(decimalString: .max)
            writer.endObject()
        }

        #expect(
            text
                == #"{"type":"ACCEPTED","ballot":[3,-1],"empty":[{},[],null,true,false],"#
                + #""timestamp":"18446744073709551615"}"#
        )
    }

    @Test("Raw parts are appended as they are")
    func rawParts() {
        let request = Array(#"{"client":"G"}"#.utf8)

        let text = text { writer in
            writer.append(raw: #"{"slot":"#)
            writer.append(integer: 7)
            writer.append(raw: #","entries":["#)
            writer.append(bytes: request.span)
            writer.append(raw: #"],"timestamp":"#)
            writer.append(decimalString: 10)
            writer.append(raw: "}")
        }

        #expect(text == #"{"slot":7,"entries":[{"client":"G"}],"timestamp":"10"}"#)
    }

    @Test("Integers are written as the standard library writes them")
    func integers() {
        var generator = DocumentGenerator(seed: 1)
        var values: [Int64] = [0, 1, -1, 9, 10, 99, 100, 101, 1_000, .max, .min, .min + 1]
        var power: Int64 = 1
        for _ in 0..<18 {
            power *= 10
            values += [power - 1, power, power + 1, 1 - power, -power]
        }
        for shift in 0..<64 as Range<Int64> {
            values.append(Int64(truncatingIfNeeded: generator.next()) >> shift)
        }
        for value in values {
            #expect(text { $0.append(integer: value) } == "\(value)")
            let magnitude = value.magnitude
            #expect(text { $0.append(decimalString: magnitude) } == "\"\(magnitude)\"")
        }
    }

    @Test("Only what must be escaped is escaped, in its shortest form")
    func escapes() {
        let input = "a\"\\/\u{08}\u{0C}\n\r\t\u{01}\u{1F}\u{7F}é😀\0\""

        let text = text { $0.value(input) }

        #expect(text == "\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u{7F}é😀\\u0000\\\"\"")
    }

    @Test("A string of any single character comes back from the reader")
    func everyCharacter() throws {
        let scalars = [1..<0x800, 0xD700..<0xD800, 0xE000..<0xE100, 0xFF00..<0x1_0100].joined()
        for scalar in scalars.compactMap({ Unicode.Scalar($0) }) {
            var writer = JSONWriter()
            writer.value("x\(scalar)")
            var reader = JSONReader()
            #expect(try reader.string(in: writer.bytes.span) == "x\(scalar)", "\(scalar.value)")
        }
    }

    @Test("An emptied writer begins anew and keeps its memory")
    func removeAll() {
        var writer = JSONWriter(capacity: 100)
        writer.value(String(repeating: "a", count: 1_000))
        let capacity = writer.bytes.capacity

        writer.removeAll()
        writer.value(1)

        #expect(writer.bytes == Array("1".utf8))
        #expect(writer.bytes.capacity == capacity)
    }
}
