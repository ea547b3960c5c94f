import Foundation
import Testing

extension EndToEnd {
    @Suite("No orphan")
    struct OrphanTests {
        /// A file whose only set waits for a quorum as long as it may.
        private static let endless = """
            Set Number,Transactions,Live Nodes
            1,"(G, B, 6)","[n1, n2]"

            """

        /// Starts a run that waits, with its five nodes.
        private func waitingRun(in folder: TestFolder) throws -> Program {
            let file = try folder.write(Self.endless, to: "endless.csv")
            let run = Program(["run", file, "--settle", "60s"], in: folder)
            try run.waitForOutput("Set 1")
            #expect(folder.nodes.count == 5)
            return run
        }

        private func waitForEndOfNodes(in folder: TestFolder) throws {
            try Program.wait(for: "the end of all nodes", milliseconds: 2_000) {
                folder.nodes.isEmpty
            }
        }

        @Test(
            "A signal ends a run by that signal, with its nodes and its files",
            arguments: [SIGINT, SIGTERM, SIGHUP]
        )
        func signals(number: Int32) throws {
            try TestFolder.with { folder in
                let run = try waitingRun(in: folder)
                run.send(signal: number)

                #expect(run.outcome().end == .signal(number))
                try waitForEndOfNodes(in: folder)
                #expect(folder.leftovers == [])
            }
        }

        @Test("Nodes end with a runner that is killed")
        func killed() throws {
            try TestFolder.with { folder in
                let run = try waitingRun(in: folder)
                run.send(signal: SIGKILL)

                #expect(run.outcome().end == .signal(SIGKILL))
                try waitForEndOfNodes(in: folder)
            }
        }

        @Test("A node that dies is reported: exit code 1, its log kept, the other nodes gone")
        func deadNode() throws {
            try TestFolder.with { folder in
                let file = try folder.write(Self.endless, to: "endless.csv")
                let run = Program(["run", file, "--settle", "700ms"], in: folder)
                try run.waitForOutput("Set 1")
                let victim = try #require(folder.nodes.first)
                kill(victim, SIGKILL)
                let outcome = run.outcome()

                #expect(outcome.end == .code(1), "\(outcome)")
                #expect(outcome.output.contains("signal 9"), "\(outcome.output)")
                try waitForEndOfNodes(in: folder)
                #expect(folder.leftovers.count == 1, "the logs of a broken run are kept")
            }
        }

        @Test("A reader that goes away ends a run quietly, with its nodes and its files")
        func closedPipe() throws {
            try TestFolder.with { folder in
                let file = try folder.write(RunTests.example, to: "example.csv")
                let run = Program(["run", file, "--settle", "300ms"], in: folder)
                run.stopReading()
                let outcome = run.outcome()

                #expect(outcome.end == .signal(SIGPIPE) && outcome.error.isEmpty, "\(outcome)")
                try waitForEndOfNodes(in: folder)
                #expect(folder.leftovers == [])
            }
        }

        @Test("The console ends with its input, and its nodes with it")
        func console() throws {
            try TestFolder.with { folder in
                let console = Program(["console"], in: folder)
                console.send("transfer G B 6\n")
                try console.waitForOutput("success")
                #expect(folder.nodes.count == 5)
                console.endInput()

                #expect(console.outcome().end == .code(0))
                #expect(folder.nodes == [] && folder.leftovers == [])
            }
        }

        @Test("A signal ends the console by that signal", arguments: [SIGINT, SIGTERM])
        func consoleSignal(number: Int32) throws {
            try TestFolder.with { folder in
                let console = Program(["console"], in: folder)
                console.send("nodes\n")
                try console.waitForOutput("n5")
                console.send(signal: number)

                #expect(console.outcome().end == .signal(number))
                try waitForEndOfNodes(in: folder)
                #expect(folder.leftovers == [])
            }
        }

        @Test("Without standard input the console ends at once and leaves nothing")
        func closedInput() throws {
            try TestFolder.with { folder in
                let console = Program(["console"], in: folder, input: .closed)

                #expect(console.outcome().end == .code(0))
                #expect(folder.nodes == [] && folder.leftovers == [])
            }
        }
    }
}
