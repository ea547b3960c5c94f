import Foundation
import Testing

extension EndToEnd {
    @Suite("Commands on five nodes")
    struct CommandTests {
        @Test("Transfers and balances by hand, with keys, names and exit codes for scripts")
        func transfers() throws {
            try TestFolder.with { folder in
                let cluster = try ClusterOfProcesses(in: folder)
                let first = cluster.run("transfer", "G", "B", "6", "--key", "order-17")
                #expect(first.end == .code(0), "\(first.error)")
                #expect(first.output.contains("success\t1\t(1,1)\tG\t4\tB\t16"), "\(first.output)")

                let again = cluster.run("transfer", "G", "B", "6", "--key", "order-17")
                #expect(again.end == .code(0), "\(again.error)")
                #expect(again.output.contains("success\t1\t(1,1)\tG\t4\tB\t16"), "\(again.output)")
                let quoted = cluster.run(
                    "transfer",
                    "G",
                    "B",
                    "6",
                    "--key",
                    "\"order-17\"",
                    "--output",
                    "json"
                )
                #expect(quoted.end == .code(0), "\(quoted.error)")
                #expect(quoted.output.contains(",\"replayed\":true}"), "\(quoted.output)")

                let other = cluster.run("transfer", "G", "B", "7", "--key", "order-17")
                #expect(other.end == .code(5), "\(other)")
                #expect(other.error.contains("[idempotency_conflict]"))
                #expect(other.output.isEmpty, "\(other.output)")
                let theirs = cluster.run(
                    "transfer",
                    "C",
                    "D",
                    "1",
                    "--key",
                    "order-17",
                    "--principal",
                    "shop"
                )
                #expect(theirs.end == .code(0), "\(theirs.error)")
                #expect(theirs.output.contains("\tC\t9\tD\t11"), "\(theirs.output)")

                let named = cluster.run(
                    "transfer",
                    "H",
                    "B",
                    "1",
                    "--client",
                    "H",
                    "--timestamp",
                    "100"
                )
                #expect(named.end == .code(0), "\(named)")
                let conflict = cluster.run(
                    "transfer",
                    "H",
                    "B",
                    "2",
                    "--client",
                    "H",
                    "--timestamp",
                    "100"
                )
                #expect(conflict.end == .code(5), "\(conflict)")
                let stale = cluster.run(
                    "transfer",
                    "H",
                    "B",
                    "2",
                    "--client",
                    "H",
                    "--timestamp",
                    "99"
                )
                #expect(stale.end == .code(5) && stale.error.contains("[stale]"), "\(stale)")

                let failed = cluster.run("transfer", "G", "B", "5")
                #expect(failed.end == .code(3), "\(failed)")
                #expect(failed.output.contains("insufficient_funds"))
                #expect(failed.error.isEmpty, "the answer says it already")

                let balance = cluster.run("balance", "B")
                #expect(balance.end == .code(0) && balance.output.contains("17"), "\(balance)")
                #expect(cluster.run("balance", "Z").end == .code(4))
                #expect(cluster.run("balance", "B", "--local", "n3").end == .code(0))
                cluster.stop()
            }
        }

        @Test("Prints in three forms: every JSON answer parses and names its schema")
        func prints() throws {
            try TestFolder.with { folder in
                let cluster = try ClusterOfProcesses(in: folder)
                #expect(cluster.run("transfer", "G", "B", "6").end == .code(0))
                let commands = [
                    ["printdb"], ["printdb", "n3"], ["printstatus"], ["printstatus", "1"],
                    ["printstatus", "n3", "1"], ["printview"], ["printlog", "n3"], ["nodes"],
                    ["leader"], ["balance", "B"],
                ]
                for words in commands {
                    for form in ["plain", "human", "json"] {
                        let program = Program(
                            words + ["--cluster", cluster.file, "--output", form],
                            in: folder
                        )
                        program.endInput()
                        let answer = program.outcome()
                        #expect(
                            answer.end == .code(0) && answer.error.isEmpty,
                            "\(words) \(answer)"
                        )
                        #expect(answer.output.hasSuffix("\n"), "\(words) \(form)")
                        guard form == "json" else { continue }
                        struct Answer: Decodable { let schema: String }
                        let json = Data(answer.output.utf8)
                        let schema = try JSONDecoder().decode(Answer.self, from: json).schema
                        #expect(schema.hasPrefix("paxosbank.") && schema.hasSuffix("/1"))
                    }
                }
                let nodes = cluster.run("nodes").output
                #expect(nodes.contains("n1\tleader\t(1,1)"), "\(nodes)")
                cluster.stop()
            }
        }

        @Test("A failed leader is followed by another; the old one comes back and catches up")
        func faults() throws {
            try TestFolder.with { folder in
                let cluster = try ClusterOfProcesses(in: folder)
                #expect(cluster.run("transfer", "G", "B", "6").end == .code(0))
                let failed = cluster.run("fail", "leader")
                #expect(failed.end == .code(0) && failed.output.contains("n1"), "\(failed)")
                let second = cluster.run("transfer", "B", "G", "1", "--output", "json")
                #expect(second.end == .code(0), "\(second.error)")
                let leader = cluster.run("leader")
                #expect(!leader.output.contains("n1"), "\(leader.output)")
                #expect(cluster.run("recover", "n1").end == .code(0))
                try Program.wait(for: "n1 to catch up") {
                    cluster.run("printstatus", "n1", "2").output.contains("E")
                }
                #expect(cluster.run("partition", "n1,n2/n3,n4,n5").end == .code(0))
                #expect(cluster.run("transfer", "G", "B", "1").end == .code(0))
                #expect(cluster.run("heal").end == .code(0))
                try Program.wait(for: "all nodes to agree") {
                    cluster.run("printstatus", "3").output.contains("3\tE\tE\tE\tE\tE")
                }
                cluster.stop()
            }
        }

        @Test("Without a quorum a transfer's outcome is unknown, and looking still works")
        func noQuorum() throws {
            try TestFolder.with { folder in
                let cluster = try ClusterOfProcesses(in: folder)
                let key = ["--key", "k1"]
                for node in ["n3", "n4", "n5"] {
                    #expect(cluster.run("fail", node).end == .code(0))
                }
                let unknown = cluster.run(
                    "transfer",
                    "G",
                    "B",
                    "6",
                    key[0],
                    key[1],
                    "--timeout",
                    "400ms"
                )
                #expect(unknown.end == .code(75), "\(unknown)")
                #expect(unknown.error.contains("hint:"))
                #expect(cluster.run("printdb").end == .code(0))
                for node in ["n3", "n4", "n5"] {
                    #expect(cluster.run("recover", node).end == .code(0))
                }
                let known = cluster.run("transfer", "G", "B", "6", key[0], key[1])
                #expect(known.end == .code(0), "\(known.error)")
                let balance = cluster.run("balance", "B")
                #expect(balance.output.contains("16"), "once, not twice: \(balance)")
                cluster.stop()
            }
        }

        @Test("Faults are refused with 77 unless the nodes allow them")
        func refused() throws {
            try TestFolder.with { folder in
                let cluster = try ClusterOfProcesses(in: folder, allowsFaults: false)
                for words in [["fail", "n2"], ["recover", "n2"], ["heal", ""]] {
                    let refused =
                        words[1].isEmpty
                        ? cluster.run(words[0]) : cluster.run(words[0], words[1])
                    #expect(refused.end == .code(77), "\(words) \(refused)")
                    #expect(refused.error.contains("--allow-faults"))
                }
                cluster.stop()
            }
        }

        @Test("The file of another cluster is refused with both ids")
        func wrongCluster() throws {
            try TestFolder.with { folder in
                let cluster = try ClusterOfProcesses(in: folder)
                let text = String(decoding: try folder.read("cluster.json"), as: UTF8.self)
                let start = try #require(text.range(of: "\"cluster\": \""))
                let id = String(text[start.upperBound...].prefix { $0 != "\"" })
                let other = try folder.write(
                    text.replacing("\"\(id)\"", with: "\"elsewhere\""),
                    to: "other.json"
                )
                for words in [["nodes"], ["transfer", "G", "B", "1"], ["balance", "G"]] {
                    let program = Program(
                        words + ["--cluster", other, "--timeout", "2s"],
                        in: folder
                    )
                    program.endInput()
                    let refused = program.outcome()
                    #expect(refused.end == .code(69), "\(words) \(refused)")
                    #expect(refused.error.contains(id), "\(words) \(refused.error)")
                    #expect(refused.error.contains("elsewhere"), "\(words) \(refused.error)")
                }
                cluster.stop()
            }
        }

        @Test("Where no node runs, nothing was executed: 69")
        func nobody() throws {
            try TestFolder.with { folder in
                let cluster = try ClusterOfProcesses(in: folder)
                cluster.stop()
                for words in [
                    ["transfer", "G", "B", "1"], ["balance", "G"], ["nodes"], ["leader"],
                ] {
                    let program = Program(
                        words + ["--cluster", cluster.file, "--timeout", "500ms"],
                        in: folder
                    )
                    program.endInput()
                    let answer = program.outcome()
                    #expect(answer.end == .code(69), "\(words) \(answer)")
                    #expect(answer.error.contains("hint:"), "\(words) \(answer)")
                }
            }
        }

        @Test("A node says why it cannot run: its port is taken, it is in no file, the file is bad")
        func badStarts() throws {
            try TestFolder.with { folder in
                let cluster = try ClusterOfProcesses(in: folder)
                let data = ["--data", "\(folder.path)/other"]
                let taken = folder.run(
                    "node",
                    "--id",
                    "n2",
                    "--cluster",
                    cluster.file,
                    data[0],
                    data[1]
                )
                #expect(taken.end == .code(78), "\(taken)")
                #expect(taken.error.contains("127.0.0.1:"), "\(taken.error)")
                let unknown = folder.run("node", "--id", "n9", "--cluster", cluster.file)
                #expect(unknown.end == .code(78), "\(unknown)")
                let bad = try folder.write("{\"schema\":1}", to: "bad.json")
                #expect(folder.run("node", "--id", "n1", "--cluster", bad).end == .code(78))
                #expect(folder.run("nodes", "--cluster", "nowhere.json").end == .code(78))
                let again = folder.run(
                    "cluster",
                    "init",
                    "--base-port",
                    "5001",
                    "--out",
                    cluster.file
                )
                #expect(again.end == .code(74), "a file that exists is not overwritten: \(again)")
                cluster.stop()
            }
        }

        @Test("SIGINT stops a node in good order, and so does the end of its lifeline")
        func stops() throws {
            try TestFolder.with { folder in
                let cluster = try ClusterOfProcesses(in: folder)
                cluster.nodes[0].send(signal: SIGINT)
                #expect(cluster.nodes[0].outcome().end == .code(0))
                cluster.nodes[1].send(signal: SIGTERM)
                #expect(cluster.nodes[1].outcome().end == .code(0))
                let transfer = cluster.run("transfer", "G", "B", "6")
                #expect(transfer.end == .code(0), "three of five: \(transfer)")
                for node in cluster.nodes[2...] {
                    node.send(signal: SIGTERM)
                    #expect(node.outcome().end == .code(0))
                }
                cluster.closeListeners()
                #expect(folder.nodes == [])
            }
        }
    }
}
