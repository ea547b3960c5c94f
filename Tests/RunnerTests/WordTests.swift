import Paxos
import Runner
import Testing

@Suite("Words")
struct WordTests {
    @Test("The nearest word is found by a slip or a beginning, and not by chance", arguments: words)
    func nearest(word: String, found: String?) {
        let names = CommandTable.commands.map(\.name)

        #expect(NearestWord.find(word, among: names) == found)
    }

    private static let words: [(String, String?)] = [
        ("prinlog", "printlog"), ("printdbb", "printdb"), ("trnasfer", "transfer"),
        ("NODE", "nodes"), ("heel", "heal"), ("par", "partition"), ("x", nil), ("", nil),
        ("zebra", nil), (String(repeating: "a", count: 65), nil), ("qiut", "quit"),
    ]

    @Test("Foreign text cannot move the cursor, and is cut at a limit")
    func quoting() {
        #expect(ForeignText.quoted("a\u{1B}[2J\u{202E}b\n") == #""a\u{1b}[2J\u{202e}b\u{a}""#)
        #expect(
            ForeignText.quoted(String(repeating: "x", count: 61))
                == "\"\(String(repeating: "x", count: 60))…\""
        )
        #expect(ForeignText.lowercased("PrintDB-É") == "printdb-É")
    }

    @Test("The prompt tells leader, ballot and slot")
    func prompt() {
        #expect(Prompt.text(leader: ballot(1, 1), executed: slot(3)) == "n1* (1,1) #3> ")
        #expect(Prompt.text(leader: nil, executed: slot(3)) == "no leader #3> ")
    }

    @Test("An error has three lines, the code in its column if there is room")
    func rendering() {
        let error = UserError(
            "no quorum: 2 of 5 nodes reachable, 3 needed",
            code: "no_quorum",
            why: "n3, n4, n5 refuse connections on 127.0.0.1:5003-5005, last heard 14 s ago",
            hint: "look at 'paxosbank nodes'",
            kind: .unavailable
        )
        let long = UserError(String(repeating: "x", count: 90), code: "long", why: "w", hint: "h")

        #expect(
            error.rendered == """
                error: no quorum: 2 of 5 nodes reachable, 3 needed                     [no_quorum]
                  why:  n3, n4, n5 refuse connections on 127.0.0.1:5003-5005, last heard 14 s ago
                  hint: look at 'paxosbank nodes'

                """
        )
        #expect(long.rendered.hasPrefix("error: \(String(repeating: "x", count: 90)) [long]\n"))
        #expect("\(error)" == "no quorum: 2 of 5 nodes reachable, 3 needed [no_quorum]")
    }
}
