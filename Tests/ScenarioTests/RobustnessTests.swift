import Scenario
import Testing

@Suite("Hostile and huge files")
struct RobustnessTests {
    @Test("Every prefix of the example is read or refused")
    func prefixes() {
        let bytes = Array(example.utf8)
        for count in 0...bytes.count {
            check(Array(bytes.prefix(count)))
        }
    }

    @Test("Every single-byte change of the example is read or refused")
    func mutations() {
        var bytes = Array(example.utf8)
        for index in bytes.indices {
            let original = bytes[index]
            for candidate in UInt8.min...UInt8.max {
                bytes[index] = candidate
                check(bytes)
            }
            bytes[index] = original
        }
    }

    @Test("Texts of nothing but special characters are read or refused", arguments: 0..<2_000)
    func noise(seed: UInt64) {
        var random = TestRandom(seed: seed)
        let pieces = [
            "1", "2", ",", "\t", "\n", "\r\n", "\r", "\"", "\"\"", "(", ")", "[", "]", ";", "#",
            "A", "n1", "LF", "H", "F(", " ", "-", "\u{FEFF}", "é", "Set Number", "Expect",
        ]

        check(Array((0..<30).map { _ in random.pick(pieces) }.joined().utf8))
    }

    /// Checks what must hold of any answer.
    private func check(_ bytes: [UInt8]) {
        do throws(ScenarioErrors) {
            let file = try ScenarioParser.parse(bytes)
            let again = try parse(file.normalForm())
            #expect(again == file.normalized, "\(bytes)")
        } catch {
            #expect(error.kept.count == min(error.count, ScenarioLimits.errorsKeptMax))
            for found in error.kept {
                #expect(found.line >= 1 && found.column >= 1, "\(bytes)")
                #expect(0...found.row.unicodeScalars.count ~= found.caret, "\(bytes)")
            }
            let places = error.kept.map { [$0.line, $0.column] }
            let isOrdered = zip(places, places.dropFirst())
                .allSatisfy {
                    !$1.lexicographicallyPrecedes($0)
                }
            #expect(isOrdered, "\(bytes)")
        }
    }

    @Test("A set of 100,000 rows is read", .timeLimit(.minutes(1)))
    func manyRows() throws {
        let count = 100_000
        let rows = String(repeating: ",\"(A, B, 1)\",\n", count: count - 1)

        let file = try parse("1,\"(A, B, 1)\",\"[n1, n2, n3]\"\n\(rows)")

        #expect(file.sets.count == 1)
        #expect(file.sets[0].steps.count == count)
        #expect(file.sets[0].steps.last?.row == count)
        #expect(file.sets[0].steps.last?.positionInSet == count)
    }

    @Test(
        "A long file of one mistake repeated is refused in linear time",
        .timeLimit(.minutes(1)),
        arguments: [
            "x\n", "\"\n", "\"\"\"\n", "(", "x,", "[", ";", ",(A,B", "1,\"x\"y\"\n", "\r", "\u{0}",
        ]
    )
    func repeatedMistake(_ piece: String) throws {
        let text = "1," + String(repeating: piece, count: 60_001)

        #expect(mistakes(in: Array(text.utf8)) != nil)
    }
}
