import Bank
import Paxos
import Runner
import Testing

@Suite("Completer")
struct CompleterTests {
    private static let completer = Completer(
        nodes: RunningExample.nodes,
        accounts: Accounts.standard.map(\.id),
        slots: slot(4)...slot(6)
    )

    @Test("Words are completed by what may stand at their place", arguments: words)
    func completing(text: String, choices: [String]) {
        #expect(Self.completer.complete(text).choices == choices)
    }

    private static let words: [(String, [String])] = [
        ("printd", ["printdb"]), ("PrintD", ["printdb"]), ("zz", []),
        ("print", ["printdb", "printlog", "printstatus", "printview"]),
        ("printdb ", ["all", "n1", "n2", "n3", "n4", "n5"]), ("printdb a", ["all"]),
        ("printdb n3 ", []), ("printlog n", ["n1", "n2", "n3", "n4", "n5"]),
        ("printlog n3 -", ["--all", "--heartbeats"]), ("printlog --all -", ["--heartbeats"]),
        ("printstatus 4", ["4..6"]), ("printstatus n3 ", ["4..6"]),
        ("transfer ", ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"]),
        ("transfer G b", ["B"]), ("transfer G B ", []), ("balance G --local n4", ["n4"]),
        ("fail l", ["leader"]), ("partition n1,n2/n", ["n1,n2/n3", "n1,n2/n4", "n1,n2/n5"]),
        ("next ", ["all"]), ("set output j", ["json"]),
        (
            "help prin",
            [
                "printdb", "printlog", "printstatus", "printview",
            ]
        ), ("nonsense ", []),
    ]

    @Test("Tab completes a lone choice with a blank, several as far as they agree")
    func tab() {
        var session = EditorSession(completer: Self.completer)

        session.type("pri" + Keys.tab)
        #expect(session.screen.cursorLine == "> print|")
        session.type("d" + Keys.tab)
        #expect(session.screen.cursorLine == "> printdb |")
        session.type("n3" + Keys.tab + Keys.enter)

        #expect(session.actions == [.line("printdb n3 ")])
        #expect(session.screen.bellCount == 0)
    }

    @Test("The second tab lists the choices in columns below the line")
    func list() {
        var session = EditorSession(columns: 30, completer: Self.completer)

        session.type("print" + Keys.tab)
        #expect(session.screen.bellCount == 1)
        session.type(Keys.tab)

        #expect(
            session.screen.text == [
                "> print", "printdb      printlog", "printstatus  printview", "> print",
            ]
        )
        #expect(session.screen.cursorLine == "> print|")
    }

    @Test("A list too long for the screen tells how many choices it leaves out")
    func longList() {
        let accounts = (0..<500).compactMap { AccountID("account\($0)") }
        var session = EditorSession(columns: 30, completer: Completer(accounts: accounts))

        session.type("transfer ac" + Keys.tab + Keys.tab + Keys.tab)

        #expect(session.screen.text.contains("… 460 more"))
        #expect(session.screen.text.count == 23)
    }

    @Test("Tab within a line completes the word before the cursor")
    func within() {
        var session = EditorSession(completer: Self.completer)

        session.type("rec n2" + Keys.left + Keys.left + Keys.left + Keys.tab)

        #expect(session.screen.cursorLine == "> recover| n2")
    }

    @Test("A faint hint shows a command's arguments until one is begun")
    func hint() {
        var session = EditorSession(completer: Self.completer, showsHints: true)

        session.type("printlog ")
        #expect(session.screen.text.last == "> printlog NODE [--all] [--heartbeats]")
        #expect(session.screen.hasFaintText)
        #expect(session.screen.column == 11)
        session.type("n")
        #expect(session.screen.text.last == "> printlog n")
        session.type(Keys.control("u") + "heal " + Keys.enter)

        #expect(session.screen.text.suffix(2) == ["> heal", ">"])
    }
}
