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
    }
}
