import Bank
import Paxos
import Runner
import Testing

/// Random input must never trap, and must leave the editor in order.
@Suite("Robustness of console and editor")
struct RobustnessTests {
    @Test(
        "Random bytes never upset the editor or its screen",
        arguments: 1...20 as ClosedRange<UInt64>
    )
    func editor(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let columns = Int.random(in: 1...50, using: &random)
        var session = EditorSession(
            columns: columns,
            prompt: seed.isMultiple(of: 2) ? "n1* (1,1) #3> " : "> ",
            history: ["transfer A B 1", "nodes", String(repeating: "wide \u{65E5}", count: 20)],
            completer: Completer(
                nodes: RunningExample.nodes,
                accounts: Accounts.standard.map(\.id),
                slots: slot(1)...slot(9)
            ),
            showsHints: seed.isMultiple(of: 3)
        )

        for _ in 0..<1_000 {
            session.type(Self.chunk(&random))
            if session.screen.rows.count > 200 { session.screen = ScreenModel(columns: columns) }
        }

        #expect(session.screen.unknown == [], "seed \(seed)")
        #expect(session.editor.history.lines.count <= RunnerLimits.historyLinesMax)
    }

    /// A key, a piece of one, text, or any byte.
    private static func chunk(_ random: inout SeededGenerator) -> [UInt8] {
        let keys = [
            Keys.up, Keys.down, Keys.left, Keys.right, Keys.home, Keys.end, Keys.delete,
            Keys.backspace, Keys.tab, Keys.enter, "\u{1B}", "\u{1B}[", "\u{1B}b", "print",
            "printdb n", "\u{65E5}", "e\u{301}", "\u{1F468}\u{200D}\u{1F469}", " ",
        ]
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return [UInt8.random(in: 0...255, using: &random)]
        case 1: return [UInt8.random(in: 1...26, using: &random)]
        case 2: return [UInt8.random(in: 0x20...0x7E, using: &random)]
        default: return Array((keys.randomElement(using: &random) ?? "").utf8)
        }
    }

    @Test("Random lines are read or refused in three lines, never worse")
    func parser() {
        var random = SeededGenerator(seed: 20)
        let words =
            CommandTable.commands.flatMap { [$0.name] + $0.usageWords } + [
                "n1", "n9", "3", "1..4", "4..1", "..", "--", "--all", "--all=1", "-", "-3", "A",
                "B",
                "9223372036854775808", "1..18446744073709551616", "n1,n2/n3,n4,n5", "/", ",", "=",
                "--=", "\u{1B}", "é", "\u{65E5}", "#", "all", "json", "leader", "--local", "--key",
            ]
        var readCount = 0

        for _ in 0..<5_000 {
            let count = Int.random(in: 0...5, using: &random)
            let line = (0..<count).map { _ in words.randomElement(using: &random) ?? "" }
                .joined(separator: " ")
            do {
                _ = try ConsoleParser(nodes: RunningExample.nodes).parse(line)
                readCount += 1
            } catch {
                let rendered = error.rendered
                #expect(rendered.split(separator: "\n").count == 3, "\(line)")
                #expect(!rendered.unicodeScalars.contains("\u{1B}"))
            }
        }

        #expect(readCount > 250)
    }
}
