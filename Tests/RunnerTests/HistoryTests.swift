import Runner
import Testing

@Suite("History")
struct HistoryTests {
    @Test("Up and down walk through older lines and back to the one begun")
    func walking() {
        var session = EditorSession(history: ["nodes", "fail n1"])

        session.type("he" + Keys.up)
        #expect(session.screen.cursorLine == "> fail n1|")
        session.type(Keys.up + Keys.up)
        #expect(session.screen.cursorLine == "> nodes|")
        session.type(Keys.down + Keys.control("n") + Keys.down)
        #expect(session.screen.cursorLine == "> he|")
        session.type(Keys.control("p") + Keys.enter)

        #expect(session.actions == [.line("fail n1")])
        #expect(session.editor.history.lines == ["nodes", "fail n1"])
    }

    @Test("Ctrl-R finds the newest line that holds the text, again the next older one")
    func searching() {
        let lines = ["transfer A B 1", "nodes", "transfer C D 2", "printdb"]
        var session = EditorSession(history: lines)

        session.type(Keys.control("r") + "tra")
        #expect(session.screen.text.last == "(search \"tra\") transfer C D 2")
        session.type(Keys.control("r"))
        #expect(session.screen.text.last == "(search \"tra\") transfer A B 1")
        session.type("xx")
        #expect(session.screen.text.last == "(not found \"traxx\")")
        session.type(Keys.backspace + Keys.backspace)
        #expect(session.screen.text.last == "(search \"tra\") transfer C D 2")
        session.type(Keys.left)
        #expect(session.screen.cursorLine == "> transfer C D |2")
        session.type(Keys.control("r") + "db" + Keys.enter)

        #expect(session.actions == [.line("printdb")])
    }

    @Test("Ctrl-G and Ctrl-C end a search with the line as it was before")
    func searchCancelled() {
        for key in [Keys.control("g"), Keys.control("c")] {
            var session = EditorSession(history: ["nodes"])
            session.type("he" + Keys.control("r") + "no" + key)
            #expect(session.screen.cursorLine == "> he|")
        }
    }

    @Test("Blank lines, repetitions and control characters are not kept, old lines go")
    func bounds() {
        var history = History(text: "nodes\nnodes\n\n  \nfa\u{1B}il\nheal\r\nnodes")
        #expect(history.lines == ["nodes", "heal", "nodes"])
        #expect(history.text == "nodes\nheal\nnodes\n")
        #expect(History(text: history.text) == history)

        for number in 1...1_200 { history.add("printstatus \(number)") }

        #expect(history.lines.count == RunnerLimits.historyLinesMax)
        #expect(history.lines.first == "printstatus 201")
    }

    @Test("The environment says where the history is kept")
    func location() {
        let cases: [([String: String], String?)] = [
            (["PAXOSBANK_HISTFILE": "/x/h", "HOME": "/home/g"], "/x/h"),
            (["PAXOSBANK_HISTFILE": "", "HOME": "/home/g"], nil),
            (["XDG_STATE_HOME": "/s", "HOME": "/home/g"], "/s/paxosbank/history"),
            (["XDG_STATE_HOME": "s", "HOME": "/home/g"], "/home/g/.local/state/paxosbank/history"),
            (["HOME": "/home/g"], "/home/g/.local/state/paxosbank/history"),
            (["HOME": ""], nil), ([:], nil),
        ]
        for (environment, path) in cases {
            #expect(HistoryFile.path(environment: environment) == path)
        }
        #expect(HistoryFile.mode == 0o600)
    }
}
