import Scenario
import Testing

@Suite("SetSelection")
struct SetSelectionTests {
    @Test("Numbers and ranges select sets")
    func selects() throws {
        let selection = try SetSelection(" 3, 5 .. 7,9..9")

        #expect((0...10).filter(selection.contains) == [3, 5, 6, 7, 9])
        #expect(selection.description == "3,5..7,9")
        #expect(try SetSelection("0..9223372036854775807").contains(12))
    }

    @Test(
        "A malformed selection is refused",
        arguments: [
            ("", .missingNumber), (" ", .missingNumber), ("3,", .missingNumber),
            (",3", .missingNumber), ("x", .notANumber("x")), ("-3", .notANumber("-3")),
            ("3..", .notANumber("3..")), ("..3", .notANumber("..3")),
            ("1..2..3", .notANumber("1..2..3")), ("1...3", .notANumber("1...3")),
            ("99999999999999999999", .notANumber("99999999999999999999")),
            ("1, 7..5", .backwards("7..5")), ("3 4", .notANumber("3 4")),
        ] as [(String, SetSelectionError)]
    )
    func refuses(text: String, error: SetSelectionError) {
        #expect(throws: error) { try SetSelection(text) }
    }

    @Test("The selected sets come in file order, each once")
    func setsOfFile() throws {
        let file = try parse(example)

        #expect(try SetSelection("3,1..2,1").sets(of: file).map(\.number) == [1, 2, 3])
        #expect(try SetSelection("2..9").sets(of: file).map(\.number) == [2, 3])
    }

    @Test("A number or range that selects nothing is refused")
    func noSuchSet() throws {
        let file = try parse(example)

        for (text, part) in [("1,4", "4"), ("5..7", "5..7")] {
            let selection = try SetSelection(text)
            #expect(throws: SetSelectionError.noSuchSet(part)) { try selection.sets(of: file) }
        }
    }

    @Test("Each error says what is wrong")
    func descriptions() {
        let errors: [SetSelectionError] = [
            .missingNumber, .notANumber("x"), .backwards("7..5"), .noSuchSet("4"),
        ]
        let expected = [
            "a set number is missing", "\"x\" is neither a set number nor a range like 5..7",
            "the range 7..5 runs backwards", "the file has no set 4",
        ]
        #expect(errors.map(\.description) == expected)
    }
}
