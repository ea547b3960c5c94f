import Runner
import Testing

@Suite("LineEditor")
struct LineEditorTests {
    @Test("Keys edit the line, and the screen shows it with the cursor", arguments: edits)
    func editing(keys: String, shown: String) {
        var session = EditorSession()

        session.type(keys)

        #expect(session.screen.cursorLine == shown)
        #expect(session.screen.unknown == [])
    }

    private static let edits: [(String, String)] = [
        ("", "> |"),
        ("nodes", "> nodes|"),
        ("nodes" + Keys.left + Keys.left, "> nod|es"),
        ("nods" + Keys.left + "e", "> node|s"),
        ("nodes" + Keys.home, "> |nodes"),
        ("nodes" + Keys.home + Keys.right, "> n|odes"),
        ("nodes" + Keys.home + Keys.end, "> nodes|"),
        ("nodes" + "\u{1B}OH", "> |nodes"),
        ("nodes" + "\u{1B}[1~" + "\u{1B}[4~", "> nodes|"),
        ("nodes" + Keys.control("a"), "> |nodes"),
        ("nodes" + Keys.control("a") + Keys.control("e"), "> nodes|"),
        ("nodes" + Keys.control("b") + Keys.control("b") + Keys.control("f"), "> node|s"),
        ("nodes" + Keys.backspace, "> node|"),
        ("nodes" + "\u{8}", "> node|"),
        (Keys.backspace + Keys.delete + Keys.left + Keys.right, "> |"),
        ("nodes" + Keys.home + Keys.delete, "> |odes"),
        ("nodes" + Keys.home + Keys.control("d"), "> |odes"),
        ("fail n1" + Keys.left + Keys.left + Keys.control("k"), "> fail |"),
        ("fail n1" + Keys.left + Keys.left + Keys.control("u"), "> |n1"),
        ("transfer A B" + Keys.control("w"), "> transfer A |"),
        ("transfer A  " + Keys.control("w"), "> transfer |"),
        ("fail n1" + Keys.control("w") + Keys.control("y") + Keys.control("y"), "> fail n1n1|"),
        ("fail n1" + "\u{1B}b", "> fail |n1"),
        ("fail n1" + "\u{1B}[1;5D" + "\u{1B}[1;5D" + "\u{1B}f", "> fail| n1"),
        ("fail" + Keys.control("c"), "> |"),
        ("fail" + Keys.control("l"), "> fail|"),
        ("fäil" + Keys.left + Keys.left + Keys.backspace, "> f|il"),
        ("a\u{65E5}b" + Keys.left + Keys.left, "> a|\u{65E5}b"),
        ("e\u{301}x" + Keys.left + Keys.backspace, "> |x"),
        // Keys that mean nothing, and bytes that are no text, leave the line alone.
        ("a" + "\u{1B}[5~" + "\u{1B}[15~" + "\u{1B}OP" + "b", "> ab|"),
        ("a\u{1B}xb", "> ab|"),
    ]

    @Test("A sequence or character split over reads is one key, however it is split")
    func splitReads() {
        let bytes = Array("no\u{E4}\u{65E5}s\u{1B}[D\u{1B}[3~\u{1B}[1;5D".utf8)
        var whole = EditorSession()
        whole.type(bytes)

        for cut in bytes.indices {
            var session = EditorSession()
            session.type(Array(bytes[..<cut]))
            session.type(Array(bytes[cut...]))
            #expect(session.screen.cursorLine == whole.screen.cursorLine)
        }
        #expect(whole.screen.cursorLine == "> |no\u{E4}\u{65E5}")
    }

    @Test("Bytes that are not UTF-8 give no text and eat none")
    func invalidUTF8() {
        var session = EditorSession()

        session.type([0xFF, 0x61, 0xC3, 0x62, 0xE2, 0x82, 0x63, 0xED, 0xA0, 0x80, 0x64])

        #expect(session.screen.cursorLine == "> abcd|")
    }

    @Test("Enter hands the line over, Ctrl-D on an empty line leaves, and not on another")
    func actions() {
        var session = EditorSession()

        session.type("nodes" + Keys.home + Keys.enter + "x" + Keys.control("d") + Keys.backspace)
        session.type(Keys.control("d"))

        #expect(session.actions == [.line("nodes"), .leave])
        #expect(session.screen.text == ["> nodes", ">", ""])
    }

    @Test("Ctrl-C clears the line and leaves it to be seen")
    func interrupt() {
        var session = EditorSession()

        session.type("fail n1" + Keys.control("c") + "heal" + Keys.enter)

        #expect(session.screen.text == ["> fail n1^C", "> heal", ">"])
        #expect(session.actions == [.line("heal")])
    }

    @Test("A line longer than the terminal shows the part around the cursor, on one row")
    func longLine() {
        var session = EditorSession(columns: 20)
        let text = "abcdefghijklmnopqrstuvwxyz"

        session.type(text)
        #expect(session.screen.cursorLine == "> jklmnopqrstuvwxyz|")
        session.type(Keys.home)
        #expect(session.screen.cursorLine == "> |abcdefghijklmnopq")
        session.type(String(repeating: Keys.right, count: 18))
        #expect(session.screen.cursorLine == "> cdefghijklmnopqr|s")
        session.type(Keys.end + String(repeating: Keys.backspace, count: 10))
        #expect(session.screen.cursorLine == "> abcdefghijklmnop|")
        session.type(Keys.enter)

        #expect(session.actions == [.line("abcdefghijklmnop")])
        #expect(session.screen.text.count == 2)
    }

    @Test("Wide characters are never cut in half at the edge")
    func wideEdge() {
        var session = EditorSession(columns: 9, prompt: "")

        session.type("\u{65E5}\u{65E5}\u{65E5}\u{65E5}\u{65E5}")
        #expect(session.screen.cursorLine == "\u{65E5}\u{65E5}\u{65E5}\u{65E5}|")
        session.type(Keys.home + "a")

        #expect(session.screen.cursorLine == "a|\u{65E5}\u{65E5}\u{65E5}")
    }

    @Test("A prompt wider than the terminal is cut, and a line can still be typed")
    func narrowTerminal() {
        for columns in 1...12 {
            var session = EditorSession(columns: columns, prompt: "no leader #123456789> ")
            session.type("nodes" + Keys.enter)
            #expect(session.actions == [.line("nodes")])
            #expect(session.screen.text.count == 2, "\(columns) columns: \(session.screen.text)")
        }
    }

    @Test("A window that changes its width is drawn anew at its width")
    func resize() {
        var session = EditorSession(columns: 20)
        session.type("abcdefghijklmnopqrstuvwxyz")

        session.editor.columns = 12
        session.screen = ScreenModel(columns: 12)
        session.type(Keys.left)

        #expect(session.screen.cursorLine == "> rstuvwxy|z")
    }

    @Test("A line that is full refuses more, with a bell")
    func fullLine() {
        var session = EditorSession()

        session.type(String(repeating: "a", count: RunnerLimits.lineCharactersMax + 2))
        session.type(Keys.enter)

        #expect(session.actions == [.line(String(repeating: "a", count: 4_096))])
        #expect(session.screen.bellCount == 2)
    }
}
