import Foundation
import Testing

/// Five nodes with folders of their own, which a test stops and starts again.
private final class DurableCluster {
    /// The cluster file.
    let file: String
    /// The name of the cluster in the test's folder.
    private let name: String
    /// The folder of the test.
    private let folder: TestFolder
    /// The listening sockets.
    private let listeners: [Int32]
    /// The node processes, by number.
    private var nodes: [Int: Program] = [:]

    init(_ name: String, in folder: TestFolder) throws {
        self.name = name
        self.folder = folder
        file = "\(folder.path)/\(name).json"
        let made = folder.run("cluster", "init", "--base-port", "5001", "--out", file)
        #expect(made.end == .code(0), "\(made.error)")
        let sockets = try (0..<5).map { _ in try ClusterOfProcesses.listener() }
        listeners = sockets.map(\.descriptor)
        var text = String(decoding: try folder.read("\(name).json"), as: UTF8.self)
        for (index, socket) in sockets.enumerated() {
            text = text.replacing(":\(5_001 + index)\"", with: ":\(socket.port)\"")
        }
        _ = try folder.write(text, to: "\(name).json")
    }

    deinit {
        for listener in listeners { close(listener) }
    }

    /// The folder of a node.
    func data(_ number: Int) -> String { "\(folder.path)/\(name)-n\(number).data" }

    /// Starts nodes, and waits until they are ready.
    func start(_ numbers: ClosedRange<Int> = 1...5, _ flags: String...) throws {
        for number in numbers {
            let call = ["node", "--id", "n\(number)", "--cluster", file, "--data", data(number)]
            nodes[number] = Program(
                call + ["--listen-descriptor", "3"] + flags,
                in: folder,
                listener: listeners[number - 1]
            )
        }
        for number in numbers { try nodes[number]?.waitForOutput("n\(number) is ready") }
    }

    /// Ends nodes in good order.
    func stop(_ numbers: ClosedRange<Int> = 1...5) {
        for number in numbers { nodes[number]?.send(signal: SIGTERM) }
        for number in numbers {
            #expect(nodes.removeValue(forKey: number)?.outcome().end == .code(0))
        }
    }

    /// The number of a node's process.
    func process(_ number: Int) -> pid_t { nodes[number]?.pid ?? -1 }

    /// Runs a command, whose words are apart by blanks, on the cluster.
    func run(_ line: String) -> Program.Outcome {
        let words = line.split(separator: " ").map(String.init)
        let program = Program(words + ["--cluster", file, "--timeout", "15s"], in: folder)
        program.endInput()
        return program.outcome()
    }

    /// Waits until a node is what `nodes` is to say of it.
    func wait(for number: Int, _ words: String) throws {
        try Program.wait(for: "\(words) of n\(number)") {
            run("nodes").output.split(separator: "\n")
                .contains { $0.hasPrefix("n\(number)\t") && $0.contains(words) }
        }
    }
}

extension EndToEnd {
    @Suite("Files of nodes")
    struct BackupTests {
        /// Makes transfers on a new cluster and a backup of it.
        ///
        /// - Returns: The backup's path.
        private static func backUp(
            _ cluster: DurableCluster,
            in folder: TestFolder
        ) throws -> String {
            try cluster.start(1...5, "--new-cluster")
            let nothing = cluster.run("snapshot")
            #expect(nothing.end == .code(69) && nothing.error.contains("nothing is executed yet"))
            #expect(cluster.run("transfer G B 6 --key order-17").end == .code(0))
            #expect(cluster.run("transfer A C 2 --client A --timestamp 100").end == .code(0))
            #expect(
                cluster.run("snapshot --node n1").output == "node\tslot\tstate\nn1\t2\ton disk\n"
            )
            try cluster.wait(for: 4, "\t2\t2\t2\t0\t")
            let file = "\(folder.path)/out.snapshot"
            let made = cluster.run("backup \(file) --node n4")
            #expect(made.end == .code(0), "\(made)")
            #expect(made.output.contains("\nwritten\t\(file)\t-\t2\t10\t100\t"), "\(made)")
            let again = cluster.run("backup \(file)")
            #expect(again.end == .code(74) && again.error.contains("[exists]"), "\(again)")
            let rights = try FileManager.default.attributesOfItem(atPath: file)
            #expect(rights[.posixPermissions] as? Int == 0o600)
            return file
        }

        @Test("A backup becomes a new cluster, with balances, old requests and the next slot")
        func newCluster() throws {
            try TestFolder.with { folder in
                let old = try DurableCluster("old", in: folder)
                let file = try Self.backUp(old, in: folder)
                let mixed = old.run("restore \(file) --id n1 --data \(folder.path)/x --new-cluster")
                #expect(mixed.end == .code(78) && mixed.error.contains("[old_cluster]"), "\(mixed)")
                old.stop()
                let new = try DurableCluster("new", in: folder)
                let strange = new.run("restore \(file) --id n1 --data \(new.data(1))")
                #expect(strange.end == .code(78), "\(strange)")
                #expect(strange.error.contains("[other_cluster]"), "\(strange)")
                for number in 1...5 {
                    let call = "restore \(file) --id n\(number) --data \(new.data(number))"
                    let restored = new.run("\(call) --new-cluster")
                    #expect(restored.end == .code(0), "\(restored)")
                    #expect(new.run("\(call) --new-cluster").error.contains("[not_empty]"))
                }
                let found = new.run("log inspect \(new.data(1))")
                #expect(found.end == .code(0) && found.output.contains("\t2\tsound\n"), "\(found)")

                try new.start()
                let key = new.run("transfer G B 6 --key order-17")
                #expect(key.output.contains("success\t1\t") && key.output.contains("\tG\t4\tB\t16"))
                let named = new.run("transfer A C 2 --client A --timestamp 100")
                #expect(named.output.contains("success\t2\t"), "\(named)")
                let next = new.run("transfer B A 1")
                // The repeated key took slot 3, the repeated timestamp none.
                #expect(next.output.contains("success\t4\t"), "\(next)")
                #expect(next.output.contains("\tB\t15\tA\t9\t"), "\(next)")
                let total = new.run("printdb")
                #expect(total.end == .code(0) && total.output.contains("\t100\t4\t"), "\(total)")
                new.stop()
            }
        }

        @Test("A node whose disk is lost rejoins its cluster with a backup")
        func rejoining() throws {
            try TestFolder.with { folder in
                let cluster = try DurableCluster("c", in: folder)
                let file = try Self.backUp(cluster, in: folder)
                cluster.stop(5...5)
                try FileManager.default.removeItem(atPath: cluster.data(5))
                #expect(cluster.run("transfer C D 1").end == .code(0))
                let restored = cluster.run("restore \(file) --id n5 --data \(cluster.data(5))")
                #expect(restored.end == .code(0), "\(restored)")
                try cluster.start(5...5)
                try cluster.wait(for: 5, "\t3\t3\t3\t0\t")
                try cluster.wait(for: 5, "\tconnected\t-")
                cluster.stop()
            }
        }

        @Test("log inspect tells sound, in use, damaged, no folder of a node, and no folder at all")
        func inspection() throws {
            try TestFolder.with { folder in
                let cluster = try DurableCluster("c", in: folder)
                let file = try Self.backUp(cluster, in: folder)
                let used = cluster.run("log inspect \(cluster.data(1)) --output human")
                #expect(used.end == .code(0), "\(used)")
                #expect(used.output.contains("in use by process \(cluster.process(1)): "))
                cluster.stop()
                let sound = cluster.run("log inspect \(cluster.data(1)) --output human")
                #expect(sound.end == .code(0) && !sound.output.contains("in use"), "\(sound)")
                #expect(sound.output.contains("slots 1 to 2"), "\(sound)")

                let log = "\(cluster.data(1))/log-00000000000000000000"
                try Self.damage(log, at: 530)
                let damaged = cluster.run("log inspect \(cluster.data(1)) --records")
                #expect(damaged.end == .code(74), "\(damaged)")
                #expect(damaged.error.contains("at 512: "), "\(damaged)")
                #expect(damaged.output.contains("\n1\tlog-00000000000000000000\t"))
                #expect(cluster.run("log inspect \(folder.path)").end == .code(78))
                #expect(cluster.run("log inspect \(file)").end == .code(78))
                #expect(cluster.run("log inspect \(folder.path)/none").end == .code(4))

                try Self.damage(file, at: 600)
                let call = "restore \(file) --id n1 --data \(folder.path)/r"
                let refused = cluster.run(call)
                #expect(refused.end == .code(74), "\(refused)")
                #expect(refused.error.contains("out.snapshot: part 0: "), "\(refused)")
                #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/r"))
            }
        }

        /// Changes a byte of a file.
        private static func damage(_ path: String, at offset: UInt64) throws {
            let file = try FileHandle(forUpdating: URL(filePath: path))
            defer { try? file.close() }
            try file.seek(toOffset: offset)
            let byte = try #require(try file.read(upToCount: 1)?.first)
            try file.seek(toOffset: offset)
            try file.write(contentsOf: Data([byte ^ 1]))
        }
    }
}
