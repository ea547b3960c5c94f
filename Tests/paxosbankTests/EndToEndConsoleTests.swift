import Foundation
import Testing

extension EndToEnd {
    @Suite("console")
    struct ConsoleTests {
        @Test("Commands from a pipe: every answer, in order, without prompt or echo")
        func pipe() throws {
            try TestFolder.with { folder in
                let console = folder.run(
                    "console",
                    input: """
                        transfer G B 6
                        PrintDB
                        printdb 3
                        PRINTSTATUS 1
                        printstatus 3 1
                        printview
                        printlog n3
                        fail leader
                        transfer B G 1
                        leader
                        recover n1
                        partition n1,n2/n3,n4,n5
                        heal
                        nodes
                        balance G
                        help transfer
                        set output json
                        printdb

                        """
                )

                #expect(console.end == .code(0), "\(console.error)")
                #expect(console.error.isEmpty, "\(console.error)")
                let output = console.output
                for part in [
                    "success\t1\t(1,1)\tG\t4\tB\t16", "n5\t10\t16", "1\tE\tE\tE\tE\tE",
                    "n3\t1\tE\n", "n1, the leader with ballot (1,1), is cut off",
                    "success\t2\t(2,", "n1 is connected",
                    "nodes talk only within n1 n2 / n3 n4 n5", "all nodes talk to each other",
                    "\"schema\":\"paxosbank.printdb/1\"",
                ] {
                    let isThere = output.contains(part)
                    #expect(isThere, "\(part) is missing")
                }
                #expect(!output.contains("#0> ") && !output.contains("PrintDB"))
                #expect(folder.nodes == [] && folder.leftovers == [])
            }
        }

        @Test(
            "The exit code is that of the last command that failed",
            arguments: [
                ("transfer G B 11\n", 3), ("bogus\nnodes\n", 2), ("transfer G B 1\nbalance Z\n", 4),
                ("bogus\ntransfer G B 11\nnodes\n", 3), ("next\n", 2), ("quit\nbogus\n", 0),
                ("\n\n", 0), ("nodes", 0), ("", 0),
            ]
        )
        func exitCodes(input: String, code: Int32) throws {
            try TestFolder.with { folder in
                let console = folder.run("console", input: input)

                #expect(console.end == .code(code), "\(console)")
                #expect(console.error.isEmpty == (code == 0), "\(console.error)")
                #expect(folder.nodes == [] && folder.leftovers == [])
            }
        }

        @Test("A console joins a cluster that runs, and leaves it alone at its end")
        func joins() throws {
            try TestFolder.with { folder in
                let cluster = try ClusterOfProcesses(in: folder)
                let console = folder.run(
                    "console",
                    "--cluster",
                    cluster.file,
                    input: "transfer G B 6\nnodes\n"
                )

                #expect(console.end == .code(0), "\(console.error)")
                #expect(console.output.contains("success\t1"))
                #expect(folder.nodes.count == 5)
                cluster.stop()
            }
        }
    }
}
