import Foundation
import Testing

extension EndToEnd {
    @Suite("Bench")
    struct BenchTests {
        @Test("Five durable nodes answer every transfer, keep the money, and leave no file behind")
        func durable() throws {
            try TestFolder.with { folder in
                let outcome = folder.run(
                    "bench",
                    "--in-flight",
                    "20",
                    "--transfers",
                    "300",
                    "--output",
                    "human",
                    "--report",
                    "\(folder.path)/bench.json"
                )

                #expect(outcome.end == .code(0), "\(outcome)")
                #expect(
                    outcome.output.contains("5 nodes, durable; money conserved; replicas agree")
                )
                let report = String(decoding: try folder.read("bench.json"), as: UTF8.self)
                #expect(report.contains("paxosbank.bench/1"))
                #expect(report.contains("\"completed\": 300"), "\(report)")
                #expect(folder.leftovers == [] && folder.nodes == [])
            }
        }

        @Test("Nodes in memory are measured for a time, in the form that scripts ask for")
        func memory() throws {
            try TestFolder.with { folder in
                let outcome = folder.run(
                    "bench",
                    "--memory",
                    "--duration",
                    "300ms",
                    "--output",
                    "json"
                )

                #expect(outcome.end == .code(0), "\(outcome)")
                #expect(outcome.output.contains("\"durable\":false"), "\(outcome)")
                #expect(outcome.output.contains("\"ok\":true"), "\(outcome)")
            }
        }

        @Test("An open loop with reads is checked whole, and drawn")
        func open() throws {
            try TestFolder.with { folder in
                let outcome = folder.run(
                    "bench",
                    "--rate",
                    "300",
                    "--transfers",
                    "200",
                    "--reads",
                    "30",
                    "--skew",
                    "0.9",
                    "--check",
                    "--output",
                    "json",
                    "--plot",
                    "\(folder.path)/bench.svg"
                )

                #expect(outcome.end == .code(0), "\(outcome)")
                #expect(outcome.output.contains("\"rate_per_s\":300"), "\(outcome)")
                #expect(outcome.output.contains("\"kind\":\"read\""), "\(outcome)")
                // One more transfer looked for a leader.
                #expect(outcome.output.contains("\"checked\":201"), "\(outcome)")
                let picture = String(decoding: try folder.read("bench.svg"), as: UTF8.self)
                #expect(picture.hasSuffix("</svg>\n"))
            }
        }

        @Test("SmallBank keeps the money, load after load, and one order explains every answer")
        func smallBank() throws {
            try TestFolder.with { folder in
                let outcome = folder.run(
                    "bench",
                    "--workload",
                    "smallbank",
                    "--accounts",
                    "5",
                    "--in-flight",
                    "2,20",
                    "--transfers",
                    "200",
                    "--check",
                    "--output",
                    "human"
                )

                #expect(outcome.end == .code(0), "\(outcome)")
                #expect(outcome.output.contains("one order explains all "), "\(outcome)")
                #expect(outcome.output.contains("money conserved"), "\(outcome)")
            }
        }

        @Test("A leader that is killed under load is missed for a time, and comes back")
        func leaderFailure() throws {
            try TestFolder.with { folder in
                let outcome = folder.run(
                    "bench",
                    "--in-flight",
                    "10",
                    "--duration",
                    "3s",
                    "--fail-leader-at",
                    "1",
                    "--check",
                    "--output",
                    "human"
                )

                #expect(outcome.end == .code(0), "\(outcome)")
                #expect(outcome.output.contains(" killed at 1."), "\(outcome)")
                #expect(outcome.output.contains("replicas agree"), "\(outcome)")
                #expect(folder.leftovers == [] && folder.nodes == [])
            }
        }

        @Test("A signal ends the bench with its nodes and their files")
        func interrupted() throws {
            try TestFolder.with { folder in
                let bench = Program(["bench", "--duration", "60s"], in: folder)
                try Program.wait(for: "five nodes") { folder.nodes.count == 5 }

                bench.send(signal: SIGINT)

                #expect(bench.outcome().end == .signal(SIGINT))
                #expect(folder.leftovers == [])
                try Program.wait(for: "the end of the nodes") { folder.nodes.isEmpty }
            }
        }

        @Test("A cluster that does not run ends the bench with 69")
        func noCluster() throws {
            try TestFolder.with { folder in
                let file = "\(folder.path)/cluster.json"
                let made = folder.run("cluster", "init", "--base-port", "5001", "--out", file)
                #expect(made.end == .code(0), "\(made)")
                var text = String(decoding: try folder.read("cluster.json"), as: UTF8.self)
                let sockets = try (0..<5).map { _ in try ClusterOfProcesses.listener() }
                defer { for socket in sockets { close(socket.descriptor) } }
                for (index, socket) in sockets.enumerated() {
                    // The port stays taken, and refuses everybody.
                    shutdown(socket.descriptor, Int32(SHUT_RDWR))
                    text = text.replacing(":\(5_001 + index)\"", with: ":\(socket.port)\"")
                }
                _ = try folder.write(text, to: "cluster.json")

                let outcome = folder.run("bench", "--cluster", file, "--timeout", "300ms")

                #expect(outcome.end == .code(69), "\(outcome)")
                #expect(outcome.error.contains("[no_quorum]"), "\(outcome)")
            }
        }
    }
}
