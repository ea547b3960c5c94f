import Foundation
import Testing

extension EndToEnd {
    @Suite("simulate")
    struct SimulateTests {
        /// The line of a campaign's digest.
        private func digest(_ folder: TestFolder, _ words: [String]) -> String {
            let program = Program(["simulate", "--output", "human"] + words, in: folder)
            let outcome = program.outcome(within: 120_000)
            #expect(outcome.end == .code(0), "\(outcome)")
            return outcome.output.split(separator: "\n").first { $0.hasPrefix("digest ") }
                .map { String($0) } ?? "none"
        }

        @Test("Two processes do the same, however many seeds each runs at a time")
        func deterministic() throws {
            try TestFolder.with { folder in
                let words = ["--seed", "11", "--seeds", "12", "--ticks", "100", "--jobs"]
                let runs = ["1", "1", "3"].map { digest(folder, words + [$0]) }

                #expect(runs[0].count == "digest ".count + 16)
                #expect(Set(runs).count == 1)
            }
        }

        @Test("The report is one object, with the digest that is printed")
        func report() throws {
            try TestFolder.with { folder in
                let report = "\(folder.path)/report.json"
                let line = digest(folder, ["--seed", "7", "--ticks", "60", "--report", report])

                let text = String(decoding: try folder.read("report.json"), as: UTF8.self)
                #expect(text.contains(#""schema": "paxosbank.simulate/1""#))
                #expect(text.contains(#""digest": "\#(line.dropFirst("digest ".count))""#))
            }
        }

        @Test("A report that cannot be written is an error of files")
        func unwritable() throws {
            try TestFolder.with { folder in
                let outcome = folder.run(
                    "simulate",
                    "--ticks",
                    "1",
                    "--report",
                    "\(folder.path)/none/report.json"
                )

                #expect(outcome.end == .code(74))
                #expect(outcome.error.contains("[cannot_write]"))
            }
        }

        @Test("A seed is shown as a table, with the digest that it has without one")
        func trace() throws {
            try TestFolder.with { folder in
                let line = digest(folder, ["--seed", "7", "--ticks", "40"])
                let outcome = folder.run("simulate", "--seed", "7", "--ticks", "40", "--trace")

                #expect(outcome.end == .code(0))
                #expect(outcome.output.hasPrefix("       ms n1 "))
                #expect(outcome.output.hasSuffix("\n\(line)\n"))
            }
        }

        @Test("A seed that breaks no rule is not shrunk, and that is no failure")
        func shrink() throws {
            try TestFolder.with { folder in
                let outcome = folder.run("simulate", "--seed", "7", "--only", "ticks=9", "--shrink")

                #expect(outcome.end == .code(0))
                #expect(outcome.output == "seed 7 breaks no rule: nothing to shrink\n")
            }
        }

        @Test("What is left out changes the run")
        func only() throws {
            try TestFolder.with { folder in
                let all = digest(folder, ["--seed", "7", "--ticks", "40"])
                let none = digest(folder, ["--seed", "7", "--only", "ticks=40"])
                let some = digest(folder, ["--seed", "7", "--only", "ticks=40,clients=0"])

                #expect(all == none)
                #expect(all != some)
            }
        }

        @Test("A plain build names no bug that it could plant")
        func noMutants() throws {
            try TestFolder.with { folder in
                let outcome = folder.run("simulate", "--list-mutants")

                #expect(outcome.end == .code(0))
                #expect(outcome.output.hasPrefix("this program contains no mutants; "))
            }
        }

        @Test(
            "What makes no sense is a wrong call, with reason and hint",
            arguments: [
                (["--only", "tocks=3"], "[bad_value]", "there is no key \"tocks\""),
                (["--only", "skip=9-3"], "[bad_value]", "that rise"),
                (["--shrink", "--seeds", "2"], "[conflicting_flags]", "a single run"),
                (["--trace", "--report", "r.json"], "[conflicting_flags]", "about a campaign"),
                (["--mutant", "canary"], "[no_mutants]", "without '-Xswiftc -DMUTANTS'"),
            ]
        )
        func wrong(words: [String], code: String, why: String) throws {
            try TestFolder.with { folder in
                let program = Program(["simulate"] + words, in: folder)
                let outcome = program.outcome()

                #expect(outcome.end == .code(2))
                #expect(outcome.error.contains(code), "\(outcome.error)")
                #expect(outcome.error.contains(why), "\(outcome.error)")
                #expect(outcome.error.contains("hint: "))
            }
        }
    }
}
