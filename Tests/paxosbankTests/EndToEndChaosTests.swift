import Foundation
import Testing

extension EndToEnd {
    @Suite("chaos")
    struct ChaosTests {
        /// Mounts under the folder that the system lists.
        private func mounts(of folder: TestFolder) -> [Substring] {
            let data = FileManager.default.contents(atPath: "/proc/self/mounts") ?? Data()
            return String(decoding: data, as: UTF8.self).split(separator: "\n")
                .filter { $0.contains(folder.path) }
        }

        @Test("Under faults every answer is explained, and nothing is left behind")
        func short() throws {
            try TestFolder.with { folder in
                let history = "\(folder.path)/history.jsonl"
                let report = "\(folder.path)/report.json"
                let chaos = Program(
                    [
                        "chaos", "--duration", "5s", "--seed", "3", "--output", "json",
                        "--history", history, "--report", report,
                    ],
                    in: folder
                )

                let outcome = chaos.outcome(within: 120_000)

                #expect(outcome.end == .code(0), "\(outcome)")
                #expect(outcome.output.hasPrefix(#"{"schema":"paxosbank.chaos/1","ok":true"#))
                let lines = String(decoding: try folder.read("history.jsonl"), as: UTF8.self)
                    .split(separator: "\n")
                #expect(lines.count > 100)
                #expect(lines.allSatisfy { $0.contains(#","call_ns":"#) })
                #expect(try !folder.read("report.json").isEmpty)
                #expect(folder.nodes.isEmpty)
                #expect(folder.leftovers == [])
                #expect(mounts(of: folder) == [])
            }
        }

        @Test("Over gateways too, every answer is explained, and nothing is left behind")
        func web() throws {
            try TestFolder.with { folder in
                let chaos = Program(
                    ["chaos", "--http", "--duration", "5s", "--seed", "4", "--output", "json"],
                    in: folder
                )

                let outcome = chaos.outcome(within: 120_000)

                #expect(outcome.end == .code(0), "\(outcome)")
                #expect(outcome.output.hasPrefix(#"{"schema":"paxosbank.chaos/1","ok":true"#))
                #expect(folder.processes.isEmpty)
                #expect(folder.leftovers == [])
            }
        }

        @Test("A signal ends chaos with its nodes, their files and its disk")
        func interrupted() throws {
            try TestFolder.with { folder in
                let chaos = Program(["chaos", "--duration", "60s"], in: folder)
                try Program.wait(for: "five nodes") { folder.nodes.count == 5 }

                chaos.send(signal: SIGTERM)

                #expect(chaos.outcome().end == .signal(SIGTERM))
                try Program.wait(for: "the end of the nodes") { folder.nodes.isEmpty }
                #expect(folder.leftovers == [])
                #expect(mounts(of: folder) == [])
            }
        }
    }
}
