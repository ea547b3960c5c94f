import Scenario
import Testing

@Suite("Rendering of errors")
struct RenderingTests {
    private func rendered(_ text: String) -> String? {
        mistakes(in: Array(text.utf8))?.rendered(file: "example.csv")
    }

    @Test("A bad amount is shown with its row, a caret and a hint")
    func badAmount() {
        let text = example.replacing("(E, I, 4)", with: "(E, I, 4x)")

        let expected = """
            error: example.csv:5:11: the amount "4x" is not an integer             [bad_item]
              row:  2,"(E, I, 4x)","[n2,n5]"
                              ^
              hint: a transfer is (sender, receiver, whole amount), for example (E, I, 4)

            """
        #expect(rendered(text) == expected)
    }

    @Test("All errors are shown, and the nearest name is suggested")
    func several() {
        let text = """
            1,"(G, K, 6)","[n1, n7]"
            ,LX
            """

        let expected = """
            error: example.csv:1:8: there is no account "K"                        [unknown_account]
              row:  1,"(G, K, 6)","[n1, n7]"
                           ^
              hint: did you mean J? the accounts are A, B, C, D, E, F, G, H, I, J
            error: example.csv:1:21: there is no node "n7"                         [unknown_node]
              row:  1,"(G, K, 6)","[n1, n7]"
                                        ^
              hint: did you mean n5? the nodes are n1, n2, n3, n4, n5
            error: example.csv:2:2: "LX" is neither a transfer nor LF              [bad_item]
              row:  ,LX
                     ^
              hint: a transfer is (sender, receiver, whole amount), for example (E, I, 4)

            """
        #expect(rendered(text) == expected)
    }

    @Test("A TAB of the row is repeated above the caret")
    func tabs() throws {
        let shown = try #require(rendered("1\t(G, B, 6)\t[n1, x]"))

        let lines = shown.split(separator: "\n")
        #expect(lines[1] == "  row:  1\t(G, B, 6)\t[n1, x]")
        #expect(lines[2] == "         \t         \t     ^")
    }

    @Test("Of a long row only the neighbourhood is shown, and a long word is cut")
    func longRow() throws {
        let word = String(repeating: "w", count: 5_000)

        let error = try #require(mistakes(in: Array("1,LF;\(word)x;LF".utf8))?.kept.first)

        #expect(error.column == 6)
        #expect(error.row == "1,LF;" + String(repeating: "w", count: 155) + "…")
        #expect(
            error.message
                == "\"\(String(repeating: "w", count: 40))…\" is neither a transfer nor LF"
        )
    }

    @Test("The piece of a long row ends with the row, or has the place in its middle")
    func longRowEnd() throws {
        let items = String(repeating: "LF;", count: 400)
        let last = try #require(mistakes(in: Array("1,\(items)é".utf8))?.kept.first)
        let middle = try #require(mistakes(in: Array("1,\(items)é;\(items)LF".utf8))?.kept.first)

        #expect(last.column == 1_203)
        #expect(last.row.unicodeScalars.count == 161)
        #expect(last.row.hasPrefix("…") && last.row.hasSuffix("LF;é"))
        #expect(last.caret == 160)
        #expect(middle.row.unicodeScalars.count == 162)
        #expect(middle.caret == 81)
        #expect(Array(middle.row)[81] == "é")
    }

    @Test("Nothing of the file can reach a terminal as a control character")
    func controlCharacters() throws {
        let shown = try #require(rendered("1,\u{1B}[2J\u{7F}\u{85}"))

        let controls = shown.unicodeScalars.filter { $0.properties.generalCategory == .control }
        #expect(controls.allSatisfy { $0 == "\n" })
        #expect(shown.contains("\u{FFFD}[2J\u{FFFD}\u{FFFD}"))
    }

    @Test("A name far from every known one gets the list only")
    func noSuggestion() throws {
        let error = try #require(mistakes(in: Array("1,\"(A, zebra, 1)\"".utf8))?.kept.first)

        #expect(error.hint == "the accounts are A, B, C, D, E, F, G, H, I, J")
    }

    @Test("One error more than are shown is named in the singular")
    func oneMore() throws {
        let rows = (1...21).map { "\($0),x\n" }.joined()

        let shown = try #require(rendered(rows))

        #expect(shown.hasSuffix("example.csv: 1 more error not shown\n"))
        #expect(shown.split(separator: "\n").count == 81)
    }

    @Test("Text after a quote that spans lines points to where the quote was opened")
    func quoteOpenedEarlier() throws {
        let text = "1,\"(G, B, 6)\n,\"(H, G, 5)\"\n2,LF\n"

        let errors = try #require(mistakes(in: Array(text.utf8)))

        #expect(errors.kept[0].code == .textAfterQuote)
        #expect(errors.kept[0].line == 2 && errors.kept[0].column == 3)
        #expect(errors.kept[0].hint == "the quote was opened on line 1: is its end missing there?")
        #expect(errors.kept.allSatisfy { $0.line == 2 })
    }
}
