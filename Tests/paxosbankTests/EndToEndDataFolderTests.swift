import Foundation
import Testing

extension EndToEnd {
    @Suite("Data folders")
    struct DataFolderTests {
        /// One transfer by all nodes.
        private static let one = "1,\"(G, B, 6)\",\"[n1, n2, n3, n4, n5]\"\n"

        @Test("A node on a folder that another one uses ends with 77 and names its process")
        func locked() throws {
            try TestFolder.with { folder in
                let cluster = try ClusterOfProcesses(in: folder)
                let second = cluster.start(1)
                let outcome = second.outcome()

                #expect(outcome.end == .code(77), "\(outcome)")
                #expect(outcome.error.contains("\(cluster.data(1)) is in use by process"))
                #expect(outcome.error.contains(" \(cluster.nodes[0].pid)"), "\(outcome.error)")
                #expect(outcome.error.contains("hint:"))
                cluster.stop()
            }
        }

        @Test("A node on the folder of another node ends with 78 and names both")
        func foreign() throws {
            try TestFolder.with { folder in
                let file = try Self.clusterFile(in: folder)
                try Self.begin(1, file, in: folder)
                let wrong = folder.run(
                    "node",
                    "--id",
                    "n2",
                    "--cluster",
                    file,
                    "--data",
                    "\(folder.path)/data"
                )

                #expect(wrong.end == .code(78), "\(wrong)")
                #expect(wrong.error.contains("node 1, not to node 2"), "\(wrong.error)")
                #expect(wrong.error.contains("hint: name this node's own folder with '--data'"))
            }
        }

        @Test("A node on the folder of another cluster ends with 78 and names both")
        func foreignCluster() throws {
            try TestFolder.with { folder in
                let file = try Self.clusterFile(in: folder)
                try Self.begin(1, file, in: folder)
                let text = String(decoding: try folder.read("cluster.json"), as: UTF8.self)
                let start = try #require(text.range(of: "\"cluster\": \""))
                let id = String(text[start.upperBound...].prefix { $0 != "\"" })
                let other = try folder.write(
                    text.replacing("\"\(id)\"", with: "\"elsewhere\""),
                    to: "other.json"
                )
                let wrong = folder.run(
                    "node",
                    "--id",
                    "n1",
                    "--cluster",
                    other,
                    "--data",
                    "\(folder.path)/data"
                )

                #expect(wrong.end == .code(78), "\(wrong)")
                #expect(wrong.error.contains(id), "\(wrong.error)")
                #expect(wrong.error.contains("elsewhere"), "\(wrong.error)")
            }
        }

        @Test("A file where the folder should be ends a node, a run and a console with 74")
        func notAFolder() throws {
            try TestFolder.with { folder in
                let cluster = try Self.clusterFile(in: folder)
                let sets = try folder.write(Self.one, to: "one.csv")
                let file = try folder.write("here first", to: "file")
                for words in [
                    ["node", "--id", "n1", "--cluster", cluster], ["run", sets], ["console"],
                ] {
                    let program = Program(words + ["--data", file], in: folder)
                    program.endInput()
                    let outcome = program.outcome()

                    #expect(outcome.end == .code(74), "\(words) \(outcome)")
                    #expect(outcome.error.contains(file), "\(outcome.error)")
                    #expect(outcome.error.contains("hint:"))
                }
                #expect(try folder.read("file") == Data("here first".utf8))
                #expect(folder.leftovers == [] && folder.nodes == [])
            }
        }

        @Test("A run leaves its nodes' folders where it is told; a console goes on with them")
        func goesOn() throws {
            try TestFolder.with { folder in
                let sets = try folder.write(Self.one, to: "one.csv")
                let data = "\(folder.path)/kept/here"
                let run = folder.run("run", sets, "--data", data)
                #expect(run.end == .code(0), "\(run.error)")
                let names = try FileManager.default.contentsOfDirectory(atPath: data)
                #expect(names.sorted() == ["cluster.json", "n1", "n2", "n3", "n4", "n5"])
                #expect(folder.leftovers == [] && folder.nodes == [])

                for slot in 2...3 {
                    let program = Program(["console", "--data", data], in: folder)
                    program.send("transfer B G 1\nprintdb\n")
                    program.endInput()
                    let console = program.outcome(within: 60_000)
                    #expect(console.end == .code(0), "\(console.error)")
                    #expect(console.output.contains("success\t\(slot)\t"), "\(console.output)")
                }
                #expect(folder.leftovers == [] && folder.nodes == [])
            }
        }

        @Test("A run refuses a folder that is not empty with 78, and touches nothing in it")
        func notEmpty() throws {
            try TestFolder.with { folder in
                let sets = try folder.write(Self.one, to: "one.csv")
                let run = folder.run("run", sets, "--data", folder.path)
                #expect(run.end == .code(78), "\(run)")
                #expect(run.error.contains("[data_not_empty]") && run.error.contains("one.csv"))

                let console = folder.run("console", "--data", folder.path)
                #expect(console.end == .code(78), "\(console)")
                #expect(console.error.contains("[data_not_empty]"), "\(console.error)")
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
            }
        }

        @Test("A run in memory goes through, and a small checkpoint interval too")
        func variants() throws {
            try TestFolder.with { folder in
                let file = try folder.write(RunTests.example, to: "example.csv")
                for words in [["--memory"], ["--checkpoint-interval", "1"]] {
                    let program = Program(["run", file, "--settle", "300ms"] + words, in: folder)
                    program.endInput()
                    let run = program.outcome(within: 60_000)
                    #expect(run.end == .code(0), "\(words) \(run)")
                    #expect(run.output.contains("money: 100 of 100     OK"), "\(run.output)")
                }
                #expect(folder.leftovers == [] && folder.nodes == [])
            }
        }

        /// Writes the file of a cluster that listens nowhere.
        private static func clusterFile(in folder: TestFolder) throws -> String {
            let file = "\(folder.path)/cluster.json"
            let made = folder.run("cluster", "init", "--base-port", "1", "--out", file)
            #expect(made.end == .code(0), "\(made.error)")
            return file
        }

        /// Lets a node of that cluster begin in the folder `data`, and stops it.
        private static func begin(_ number: Int, _ file: String, in folder: TestFolder) throws {
            let socket = try ClusterOfProcesses.listener()
            defer { close(socket.descriptor) }
            let node = Program(
                [
                    "node", "--id", "n\(number)", "--cluster", file, "--new-cluster",
                    "--data", "\(folder.path)/data", "--listen-descriptor", "3",
                ],
                in: folder,
                listener: socket.descriptor
            )
            try node.waitForOutput("is ready")
            node.send(signal: SIGTERM)
            #expect(node.outcome().end == .code(0))
        }
    }
}
