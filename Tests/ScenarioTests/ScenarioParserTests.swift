import Bank
import Scenario
import Testing

@Suite("ScenarioParser")
struct ScenarioParserTests {
    @Test("The running example gives three sets")
    func runningExample() throws {
        let file = try parse(example)

        let expected = [
            TestSet(
                number: 1,
                row: 2,
                live: nodes(1, 2, 3, 4, 5),
                steps: [
                    Step(row: 2, positionInSet: 1, kind: transfer("G", "B", 6)),
                    Step(row: 3, positionInSet: 2, kind: transfer("H", "G", 5)),
                    Step(row: 4, positionInSet: 3, kind: transfer("B", "E", 20)),
                ]
            ),
            TestSet(
                number: 2,
                row: 5,
                live: nodes(2, 5),
                steps: [Step(row: 5, positionInSet: 1, kind: transfer("E", "I", 4))]
            ),
            TestSet(
                number: 3,
                row: 6,
                live: nodes(1, 2, 3, 5),
                steps: [
                    Step(row: 6, positionInSet: 1, kind: transfer("I", "C", 9)),
                    Step(row: 7, positionInSet: 2, kind: .leaderFailure),
                    Step(row: 8, positionInSet: 3, kind: transfer("C", "D", 8)),
                ]
            ),
        ]
        #expect(file.sets == expected)
    }

    /// Each text means: set 1 on n1, n2, n3 with one transfer and one leader failure.
    static let variants = [
        "1,\"(G, B, 6)\",\"[n1, n2, n3]\"\n,LF,\n",
        "1,\"(G, B, 6)\",\"[n1, n2, n3]\"\n,LF\n",
        "1,\"(G , B,6)\",\"[n1,n2,n3]\"\n,\"LF\",\n",
        "1,(G,B,6),[n1,n2,n3]\n1,LF,[n1,n2,n3]\n",
        "1,\"(G,B,6)\",\"[n1,n2,n3]\"\n1,\"LF\",\"[n3,n2,n1]\"\n",
        "1\t(G, B, 6)\t[n1, n2, n3]\n1\tLF\t[n1, n2, n3]",
        "1\t\"(G, B, 6)\"\t\"[n1, n2, n3]\"\n\t\"lf\"",
        "1\t(G, B, 6), LF\t[n1, n2, n3]",
        "1,\"(G, B, 6);LF\",\"[n1, n2, n3]\"",
        "1,\"(G, B, 6), LF\",\"[n1, n2, n3]\"",
        "1,(G, B, 6) ; Lf,[n1, n2, n3]",
        "1,\"(G, B, 6)\",\"[n1, n2, n3]\"\r\n,LF,\r\n",
        "1,\"(G, B, 6)\",\"[n1, n2, n3]\"\r\n,LF,\r",
        "\u{FEFF}1,\"(G, B, 6)\",\"[n1, n2, n3]\"\n,LF,",
        "\u{FEFF}Set Number,Transactions,Live Nodes\n1,\"(G, B, 6)\",\"[n1, n2, n3]\"\n,LF,",
        "SetNumber,Commands,LiveNodes\n1,\"(G, B, 6)\",\"[n1, n2, n3]\"\n,LF,",
        "\" set NUMBER \"\n1,\"(G, B, 6)\",\"[n1, n2, n3]\"\n,LF,",
        "set number\tx\ty\n1\t(G, B, 6)\t[n1, n2, n3]\n\tLF",
        "\n\n1,\"(G, B, 6)\",\"[n1, n2, n3]\"\n,,\n  ,\n# a \"note\n  # x\n,LF,\n\"\",,\n",
        "001,\"(G, B, +6)\",\"[n1, n2, n3]\",,,\n,LF,,\n",
        "1,\"(G,\nB\r\n,6)\n;\nLF\",\"[n1,\n n2, n3]\"\n",
        "1,(\tG,B\t,6),[n1,\tn2,n3]\n,LF\n",
        "1,,\"[n1, n2, n3]\"\n,\"(G, B, 6)\",\n1,LF\n",
    ]

    @Test("Every way to write a file gives the same sets", arguments: variants)
    func variant(_ text: String) throws {
        let file = try parse(text)

        let steps = [
            Step(row: 2, positionInSet: 1, kind: transfer("G", "B", 6)),
            Step(row: 3, positionInSet: 2, kind: .leaderFailure),
        ]
        let set = TestSet(number: 1, row: 2, live: nodes(1, 2, 3), steps: steps)
        #expect(file.normalized.sets == [set])
    }

    @Test("A random mix of variants changes nothing", arguments: 0..<300 as Range<UInt64>)
    func randomMix(seed: UInt64) throws {
        var generator = ScenarioGenerator(seed: seed)
        let scenario = generator.scenario()
        for _ in 0..<5 {
            let text = generator.text(of: scenario)

            let file = try parse(text)

            #expect(file.normalized == scenario, "seed \(seed):\n\(text)")
        }
    }

    @Test("A set without a live list has every node, one with an empty list has none")
    func live() throws {
        let file = try parse("1,LF\n2,LF,[]\n3\n7,,\"[ ]\"\n")

        #expect(file.sets.map(\.number) == [1, 2, 3, 7])
        #expect(file.sets.map(\.live) == [nodes(1, 2, 3, 4, 5), [], nodes(1, 2, 3, 4, 5), []])
        #expect(file.sets.map(\.steps.count) == [1, 1, 0, 0])
    }

    @Test("Rows are physical lines, also within a quoted cell; positions count leader failures")
    func places() throws {
        let file = try parse("# note\n1,\"(G, B, 6);\n\n(H, G, 5)\"\n\n,LF;(B, E, 1)\n2,LF\n")

        #expect(file.sets.map(\.row) == [2, 7])
        #expect(file.sets[0].steps.map(\.row) == [2, 4, 6, 6])
        #expect(file.sets[0].steps.map(\.positionInSet) == [1, 2, 3, 4])
        #expect(file.sets[1].steps.map(\.positionInSet) == [1])
    }

    @Test("What the bank decides is no error of the file")
    func bankDecides() throws {
        let text =
            "1,\"(F, F, 4);(F, H, 0);(F, H, -5);(F, H, 9223372036854775807)\"\n"
            + ",\"(F, H, -9223372036854775808)\"\n"

        let file = try parse(text)

        let amounts: [Int64] = [4, 0, -5, .max, .min]
        let expected = zip(amounts, ["F", "H", "H", "H", "H"]).map { transfer("F", $1, $0) }
        #expect(file.sets[0].steps.map(\.kind) == expected)
    }

    @Test("A cluster of another size has its own names")
    func otherNames() throws {
        let names = ScenarioNames(
            nodes: ["north", "south", "east"],
            accounts: ["alice-1", "Bob_2"]
        )
        let text = "1,\"(alice-1, Bob_2, 3)\",\"[east, north]\"\n2,LF\n"

        let file = try ScenarioParser.parse(Array(text.utf8), names: names)

        #expect(file.sets[0].steps[0].kind == transfer("alice-1", "Bob_2", 3))
        #expect(file.sets[0].live == nodes(1, 3))
        #expect(file.sets[1].live == nodes(1, 2, 3))
        let normalForm = file.normalForm(names: names)
        #expect(normalForm.contains("1,\"(alice-1, Bob_2, 3)\",\"[north, east]\"\n"))
    }

    @Test("A row that repeats set number and live nodes opens no set (the README's own form)")
    func repeatedNumbers() throws {
        let text = """
            1,(G,B,6),[n1,n2,n3]
            1,LF,[n1,n2,n3]
            1,(H,G,5),[n1,n2,n3]
            2,(E,I,4),[n2,n3,n4]
            2,LF,[n2,n3,n4]
            """

        let file = try parse(text)

        #expect(file.sets.map(\.number) == [1, 2])
        #expect(file.sets.map(\.steps.count) == [3, 2])
    }
}
