import Foundation
import Testing

extension EndToEnd {
    @Suite("run --kill")
    struct KillTests {
        /// How long a run with many kills may take, in milliseconds.
        private static let patienceMilliseconds = 240_000
        /// Two nodes are killed by the second set and started again by the third.
        private static let three = """
            1,"(G, B, 6)","[n1, n2, n3, n4, n5]"
            2,"(B, E, 1)","[n1, n2, n3]"
            3,"(E, G, 1)","[n1, n2, n3, n4, n5]"

            """

        /// What a report says of each row, and what the accounts hold on the nodes that answered.
        private struct Report: Decodable {
            let ok: Bool
            let sets: [Set]
            let totals: [String: Int]

            struct Set: Decodable {
                let transactions: [Row]
                let balances: [String: [String: Int]]
            }

            struct Row: Decodable, Hashable {
                let row: Int
                let outcome: String?
                let reason: String?
                let carried: Bool?
                let event: String?
            }
        }

        /// The file of the top level.
        private static let testcases = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Testcases.csv").standardized.path

        private static func report(_ words: [String], in folder: TestFolder) throws -> Report {
            let program = Program(
                ["run", testcases, "--settle", "300ms", "--report", "\(folder.path)/report.json"]
                    + words,
                in: folder
            )
            program.endInput()
            let run = program.outcome(within: patienceMilliseconds)
            #expect(run.end == .code(0), "\(words) \(run)")
            #expect(folder.leftovers == [] && folder.nodes == [])
            return try JSONDecoder().decode(Report.self, from: try folder.read("report.json"))
        }

        @Test("Killed nodes make no difference: same outcomes, balances and verdict")
        func sameResults() throws {
            try TestFolder.with { folder in
                let soft = try Self.report([], in: folder)
                let killed = try Self.report(["--kill"], in: folder)

                #expect(soft.ok && killed.ok && soft.totals == killed.totals)
                #expect(soft.sets.count == killed.sets.count)
                for (one, other) in zip(soft.sets, killed.sets) {
                    #expect(Set(one.transactions) == Set(other.transactions))
                    #expect(one.transactions.count == other.transactions.count)
                }
                let last = try #require(soft.sets.last).balances
                for (node, balances) in try #require(killed.sets.last).balances {
                    #expect(balances == last[node], "\(node)")
                }
            }
        }

        @Test("A killed node is down, its port deaf and nobody else's, until a set lists it again")
        func port() throws {
            try TestFolder.with { folder in
                let file = try folder.write(Self.three, to: "three.csv")
                let run = Program(["run", file, "--kill", "--pause"], in: folder)
                try run.waitForOutput("[Set 1] Complete", within: Self.patienceMilliseconds)
                #expect(folder.nodes.count == 5)
                let port = try Self.port(of: 4, in: folder)
                #expect(Self.connect(to: port) == 0)
                run.send("next\n")
                try run.waitForOutput("[Set 2] Complete", within: Self.patienceMilliseconds)

                #expect(folder.nodes.count == 3)
                #expect(Self.connect(to: port) == ECONNREFUSED)
                #expect(Self.take(port, sharing: false) == EADDRINUSE)
                #expect(Self.take(port, sharing: true) == EADDRINUSE)

                run.send("printdb\nnodes\nprintlog n4\nrecover n4\nprintstatus\nprintview\nnext\n")
                try run.waitForOutput("[Set 3] Complete", within: Self.patienceMilliseconds)
                #expect(folder.nodes.count == 5)
                #expect(Self.connect(to: port) == 0)
                run.send("printdb n4\nnext\n")
                run.endInput()
                let outcome = run.outcome(within: Self.patienceMilliseconds)

                // The console's last error was that n4 is down.
                #expect(outcome.end == .code(0), "\(outcome)")
                #expect(outcome.output.contains("n4\t-\t-\t-"), "\(outcome.output)")
                #expect(outcome.output.contains("killed (not live)"), "\(outcome.output)")
                #expect(outcome.output.contains("2\tE\tE\tE\t?\t?\t(B, E, 1) by B"))
                #expect(outcome.output.contains("agree: n1 n2 n3 n4 n5 at slot 3"))
                #expect(outcome.error.contains("[node_killed]"), "\(outcome.error)")
                #expect(folder.leftovers == [] && folder.nodes == [])
            }
        }

        @Test("At the end nodes that are killed are started once more and compared")
        func end() throws {
            try TestFolder.with { folder in
                let file = try folder.write(RunTests.example, to: "example.csv")
                let program = Program(["run", file, "--kill", "--settle", "300ms"], in: folder)
                program.endInput()
                let run = program.outcome(within: Self.patienceMilliseconds)

                #expect(run.end == .code(0), "\(run)")
                #expect(run.output.contains("  [LF] Failing leader Node "))
                #expect(run.output.contains("agree: n1 n2 n3 n4 n5 at slot 6     money"))

                // Without a quorum at the end nobody may elect, or the pending row would move.
                let short = Program(
                    ["run", file, "--kill", "--settle", "300ms", "--set", "1..2"],
                    in: folder
                )
                short.endInput()
                let pending = short.outcome(within: Self.patienceMilliseconds)
                #expect(pending.end == .code(0), "\(pending)")
                #expect(pending.output.contains("2 success, 1 failed, 1 pending"))
                #expect(pending.output.contains("agree: n2 n5 at slot 3; n1 at "), "\(pending)")
                #expect(pending.output.contains("not connected (prefixes equal)"))
                #expect(folder.leftovers == [] && folder.nodes == [])
            }
        }

        @Test("Nodes end with a runner that is killed, also after some of them were")
        func orphans() throws {
            try TestFolder.with { folder in
                let file = try folder.write(Self.three, to: "three.csv")
                let run = Program(["run", file, "--kill", "--pause"], in: folder)
                run.send("next\n")
                try run.waitForOutput("[Set 2] Complete", within: Self.patienceMilliseconds)
                run.send("next\n")
                try run.waitForOutput("[Set 3] Complete", within: Self.patienceMilliseconds)
                #expect(folder.nodes.count == 5)
                run.send(signal: SIGKILL)

                #expect(run.outcome().end == .signal(SIGKILL))
                try Program.wait(for: "the end of all nodes", milliseconds: 2_000) {
                    folder.nodes.isEmpty
                }
            }
        }

        @Test("A signal ends a run with killed nodes by that signal, and nothing is left")
        func signal() throws {
            try TestFolder.with { folder in
                let file = try folder.write(Self.three, to: "three.csv")
                let run = Program(["run", file, "--kill", "--pause"], in: folder)
                run.send("next\n")
                try run.waitForOutput("[Set 2] Complete", within: Self.patienceMilliseconds)
                #expect(folder.nodes.count == 3)
                run.send(signal: SIGTERM)

                #expect(run.outcome().end == .signal(SIGTERM))
                #expect(folder.nodes == [] && folder.leftovers == [])
            }
        }

        @Test("A node that dies unasked is a death with --kill too: 1, and it stays out")
        func unexpectedDeath() throws {
            try TestFolder.with { folder in
                let file = try folder.write(Self.three, to: "three.csv")
                let run = Program(["run", file, "--kill", "--pause"], in: folder)
                try run.waitForOutput("[Set 1] Complete", within: Self.patienceMilliseconds)
                let victim = try #require(try Self.pid(of: 3, in: folder))
                kill(victim, SIGKILL)
                run.send("next\nnext\nnext\n")
                run.endInput()
                let outcome = run.outcome(within: Self.patienceMilliseconds)

                #expect(outcome.end == .code(1), "\(outcome)")
                let broken = "BROKEN: set 2: the process of n3 ended with signal 9 and stays out"
                #expect(outcome.output.contains(broken), "\(outcome.output)")
                #expect(!outcome.output.contains("the process of n4"))
                #expect(folder.nodes == [])
            }
        }

        // MARK: Helpers

        /// The port of a node of the run that goes on.
        private static func port(of number: Int, in folder: TestFolder) throws -> UInt16 {
            let run = try #require(folder.leftovers.first)
            let text = String(
                decoding: try folder.read("tmp/\(run)/cluster.json"),
                as: UTF8.self
            )
            let ports = text.components(separatedBy: "127.0.0.1:").dropFirst()
                .compactMap { UInt16($0.prefix { $0.isNumber }) }
            try #require(ports.count == 5, "\(text)")
            return ports[number - 1]
        }

        /// The process of a node of the run that goes on.
        private static func pid(of number: Int, in folder: TestFolder) throws -> pid_t? {
            folder.nodes.first { pid in
                let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
                return String(decoding: line, as: UTF8.self).contains("\0n\(number)\0")
            }
        }

        /// Connects to a port of this machine, and returns the error; 0 if there is none.
        private static func connect(to port: UInt16) -> Int32 {
            call(port) { Foundation.connect($0, $1, $2) }
        }

        /// Tries to listen on a port of this machine, and returns the error; 0 if there is none.
        private static func take(_ port: UInt16, sharing: Bool) -> Int32 {
            call(port) { descriptor, address, size in
                var value: Int32 = sharing ? 1 : 0
                setsockopt(
                    descriptor,
                    SOL_SOCKET,
                    SO_REUSEADDR,
                    &value,
                    socklen_t(MemoryLayout<Int32>.size)
                )
                let result = bind(descriptor, address, size)
                return result == 0 ? listen(descriptor, 1) : result
            }
        }

        private static func call(
            _ port: UInt16,
            _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
        ) -> Int32 {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            return withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
                    return body(descriptor, $0, size) == 0 ? 0 : errno
                }
            }
        }
    }
}
