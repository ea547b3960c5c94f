import Foundation
import Testing

extension EndToEnd {
    @Suite("run")
    struct RunTests {
        /// Three sets: with a quorum, without one, and with a leader that fails.
        static let example = """
            Set Number,Transactions,Live Nodes
            1,"(G, B, 6)","[n1, n2, n3, n4, n5]"
            ,"(H, G, 5)",
            ,"(B, E, 20)",
            2,"(E, I, 4)","[n2,n5]"
            3,"(I, C, 9)","[n1, n2, n3, n5]"
            ,LF,
            ,"(C , D, 8)",

            """

        /// Calls that make no sense, with their exit codes; FILE stands for a good file.
        static let wrongCalls: [(words: [String], code: Int32)] = [
            (["run", "FILE", "--sett", "3"], 2), (["run"], 2), (["runn"], 2),
            (["run", "FILE", "--set", "9"], 2), (["run", "FILE", "--seed", "1"], 2),
            (["run", "FILE", "--pause", "--no-pause"], 2), (["run", "nowhere.csv"], 78),
            (["transfer", "G", "B", "1"], 2), (["node", "--id", "n1"], 2),
        ]

        /// A report, as far as the contract names it.
        private struct Report: Decodable {
            let schema: String
            let file: String
            let ok: Bool
            let sets: [Set]
            let totals: [String: Int]

            struct Set: Decodable {
                let set: Int
                let live: [String]
                let failed: [String]
                let leader: String?
                let ballot: [Int]?
                let elections: Int
                let transactions: [Row]
                let balances: [String: [String: Int]]
                let status: [String: [String: String]]
                let views: [View]
            }

            struct View: Decodable {
                let ballot: [Int]
                let leader: String
            }

            struct Row: Decodable {
                let row: Int
                let event: String?
                let node: String?
                let client: String?
                let outcome: String?
                let reason: String?
                let slot: Int?
                let carried: Bool?
                let timestamp: String?
            }
        }

        @Test("A file with a quorum, without one, and with LF ends as its contract says")
        func example() throws {
            try TestFolder.with { folder in
                let file = try folder.write(Self.example, to: "example.csv")
                let run = folder.run(
                    "run",
                    file,
                    "--no-pause",
                    "--settle",
                    "300ms",
                    "--report",
                    "\(folder.path)/report.json"
                )

                #expect(run.end == .code(0), "\(run.error)")
                #expect(run.error.isEmpty, "\(run.error)")
                for line in [
                    "  [1] G -> B $6: SUCCESS", "(slot 3, insufficient_funds)",
                    "  [3] B -> E $20: FAILED",
                    "(no quorum: 2 of 5 nodes; carried to the next set)",
                    "  [carried] E -> I $4: SUCCESS", "(slot 4, from set 2 row 1)",
                    "  [LF] Failing leader Node 1", "  [LF] New leader elected: Node ",
                    "[Set 3] Complete",
                    "total: 6 transfers: 5 success, 1 failed, 0 pending; 1 LF; 2 elections",
                    "money: 100 of 100     OK",
                ] {
                    #expect(run.output.contains(line), "\(line) is missing in \(run.output)")
                }
                #expect(folder.leftovers == [] && folder.nodes == [])
                try check(try JSONDecoder().decode(Report.self, from: folder.read("report.json")))
            }
        }

        private func check(_ report: Report) throws {
            #expect(report.schema == "paxosbank.run/1" && report.ok)
            #expect(report.file.hasSuffix("example.csv"))
            #expect(report.totals["transactions"] == 6 && report.totals["success"] == 5)
            #expect(report.totals["failed"] == 1 && report.totals["pending"] == 0)
            #expect(report.totals["lf"] == 1)
            #expect(report.sets.map(\.set) == [1, 2, 3])
            #expect(report.sets[0].leader == "n1" && report.sets[0].ballot == [1, 1])
            #expect(report.sets[0].transactions.map(\.outcome) == ["success", "success", "failed"])
            #expect(report.sets[0].transactions.map(\.row) == [2, 3, 4])
            #expect(report.sets[0].transactions[2].reason == "insufficient_funds")
            let pending = report.sets[1].transactions[0]
            #expect(pending.outcome == "pending" && pending.slot == nil && pending.carried == false)
            #expect(report.sets[1].live == ["n2", "n5"])
            let carried = try #require(report.sets[2].transactions.first { $0.client == "E" })
            #expect(carried.carried == true && carried.outcome == "success")
            #expect(carried.timestamp == pending.timestamp && carried.row == pending.row)
            let failure = try #require(report.sets[2].transactions.first { $0.event == "LF" })
            #expect(failure.node == "n1" && failure.row == 7)
            #expect(report.sets[2].failed == ["n1"])
            let slots = report.sets.flatMap(\.transactions).compactMap(\.slot)
            #expect(slots.sorted() == Array(1...6), "each transfer takes one slot, and no more")
            let highest = report.sets.flatMap { $0.status.keys }.compactMap { Int($0) }.max()
            #expect(highest == report.totals["transactions"])
            for set in report.sets {
                #expect(set.balances.keys.sorted() == ["n1", "n2", "n3", "n4", "n5"])
                #expect(set.balances.values.allSatisfy { $0.values.reduce(0, +) == 100 })
            }
        }

        @Test("A bad file ends the run with 78 and the place, before any node starts")
        func badFile() throws {
            try TestFolder.with { folder in
                let text = "Set Number,Transactions,Live Nodes\n1,\"(G, B, 6x)\",\"[n1]\"\n"
                let file = try folder.write(text, to: "bad.csv")
                let run = folder.run("run", file)

                #expect(run.end == .code(78))
                #expect(run.output.isEmpty)
                #expect(run.error.contains("\(file):2:11: "), "\(run.error)")
                #expect(run.error.contains("hint:") && run.error.contains("^"))
                #expect(folder.leftovers == [])
            }
        }

        @Test(
            "A call that makes no sense ends with 2, a file that is missing with 78",
            arguments: wrongCalls
        )
        func usage(words: [String], code: Int32) throws {
            try TestFolder.with { folder in
                let file = try folder.write(Self.example, to: "example.csv")
                let program = Program(words.map { $0 == "FILE" ? file : $0 }, in: folder)
                program.endInput()
                let run = program.outcome()

                #expect(run.end == .code(code), "\(run)")
                #expect(run.error.hasPrefix("error: ") && run.error.contains("hint:"))
                #expect(folder.leftovers == [])
            }
        }

        @Test("Only the sets asked for run, on a bank that has seen only those")
        func oneSet() throws {
            try TestFolder.with { folder in
                let file = try folder.write(Self.example, to: "example.csv")
                let run = folder.run("run", file, "--set", "3")

                #expect(run.end == .code(0), "\(run.error)")
                #expect(!run.output.contains("Set 1") && run.output.contains("[Set 3] Complete"))
                #expect(run.output.contains("total: 2 transfers: 2 success"), "\(run.output)")
                #expect(run.output.contains("  [1] I -> C $9: SUCCESS"))
            }
        }

        @Test("Jitter shakes the order, and everything still holds", arguments: [1, 2])
        func jitter(seed: Int) throws {
            try TestFolder.with { folder in
                let file = try folder.write(Self.example, to: "example.csv")
                let run = folder.run(
                    "run",
                    file,
                    "--settle",
                    "300ms",
                    "--jitter",
                    "20",
                    "--seed",
                    "\(seed)"
                )

                #expect(run.end == .code(0), "\(run.error)\(run.output)")
                #expect(run.output.contains("money: 100 of 100     OK"))
            }
        }

        @Test("A run without standard input goes through")
        func closedInput() throws {
            try TestFolder.with { folder in
                let file = try folder.write(Self.example, to: "example.csv")
                let program = Program(
                    ["run", file, "--set", "1"],
                    in: folder,
                    input: .closed
                )
                let run = program.outcome()

                #expect(run.end == .code(0), "\(run.error)")
                #expect(run.output.contains("OK"))
                #expect(folder.leftovers == [])
            }
        }

        @Test("A pause takes commands from a pipe; next goes on, the end of input ends the run")
        func pause() throws {
            try TestFolder.with { folder in
                let file = try folder.write(Self.example, to: "example.csv")
                let run = folder.run(
                    "run",
                    file,
                    "--pause",
                    "--settle",
                    "300ms",
                    input: "printdb\nPrintStatus 1\nnext\nprintview\nprintlog n3\n"
                )

                #expect(run.end == .code(0), "\(run.error)")
                #expect(run.output.contains("[Set 2] Complete"))
                #expect(!run.output.contains("[Set 3] Complete"), "the run was left after set 2")
                #expect(run.output.contains("1\tE\tE\tE\tE\tE\t(G, B, 6) by G"), "\(run.output)")
                #expect(folder.leftovers == [] && folder.nodes == [])
            }
        }

        @Test("A quorum that is connected and does not answer in time breaks the run")
        func noAnswer() throws {
            try TestFolder.with { folder in
                let file = try folder.write(
                    """
                    1,"(A, B, 1)","[n1, n2, n3, n4, n5]"
                    2,"(B, A, 1)","[n1, n2, n3, n4, n5]"

                    """,
                    to: "two.csv"
                )
                let run = folder.run(
                    "run",
                    file,
                    "--pause",
                    "--timeout",
                    "700ms",
                    input: "partition n1,n2/n3,n4/n5\nnext\n"
                )

                #expect(run.end == .code(1), "\(run.error)")
                #expect(run.output.contains("[1] B -> A $1: PENDING"), "\(run.output)")
                let broken = "BROKEN: set 2: transfers without an answer after 700 ms: 1"
                #expect(run.output.contains(broken), "\(run.output)")
                #expect(run.output.contains("FAILED"))
                #expect(folder.nodes == [])
            }
        }

        @Test("A report that cannot be written ends the run with 74, and nothing is left")
        func badReport() throws {
            try TestFolder.with { folder in
                let file = try folder.write(Self.example, to: "example.csv")
                let run = folder.run(
                    "run",
                    file,
                    "--set",
                    "1",
                    "--report",
                    "\(folder.path)/none/report.json"
                )

                #expect(run.end == .code(74), "\(run.error)")
                #expect(folder.leftovers == [] && folder.nodes == [])
            }
        }
    }
}
