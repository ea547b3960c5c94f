import Paxos
import Runner
import Testing
import paxosbank

@Suite("Arguments: files of nodes")
struct StorageArgumentsTests {
    private static func read(_ line: String) throws -> ProgramCommand {
        try Arguments(line.split(separator: " ").map(String.init)).command
    }

    @Test("backup, restore, log inspect and snapshot read what they need")
    func commands() throws {
        #expect(
            try Self.read("backup a.snapshot --cluster c.json")
                == .storage(.backup(file: "a.snapshot", node: nil))
        )
        #expect(
            try Self.read("backup a.snapshot --node 2")
                == .storage(.backup(file: "a.snapshot", node: NodeID(2)))
        )
        var options = RestoreOptions(
            backup: "a.snapshot",
            id: NodeID(1),
            cluster: "c.json",
            directory: "n1.data",
            isNewCluster: false
        )
        let restore = "restore a.snapshot --id n1 --cluster c.json --data n1.data"
        #expect(try Self.read(restore) == .storage(.restore(options)))
        options.isNewCluster = true
        #expect(try Self.read("\(restore) --new-cluster") == .storage(.restore(options)))
        #expect(
            try Self.read("log inspect n1.data")
                == .storage(.inspect(directory: "n1.data", listsRecords: false))
        )
        #expect(
            try Self.read("log inspect --records n1.data")
                == .storage(.inspect(directory: "n1.data", listsRecords: true))
        )
        #expect(try Self.read("snapshot") == .once(.snapshot(nil)))
        #expect(try Self.read("snapshot --node n2") == .once(.snapshot(NodeID(2))))
    }

    @Test(
        "What is missing, too much or makes no sense is a usage error",
        arguments: [
            ("backup", "missing_argument"), ("backup a b", "too_many_arguments"),
            ("backup a --node x", "unknown_node"), ("log", "unknown_command"),
            ("log inspect", "missing_argument"), ("log inspect a --all", "unknown_flag"),
            ("restore a --cluster c --data d", "missing_flag"),
            ("restore a --id n1 --cluster c", "missing_flag"),
            ("restore a --id n1 --data d", "missing_flag"),
            ("restore a --id n1 --cluster c --data=", "bad_value"),
            ("snapshot n2", "too_many_arguments"),
        ]
    )
    func refusing(call: String, code: String) {
        let error = #expect(throws: UserError.self) { _ = try Self.read(call) }

        #expect(error?.code == code && error?.kind == .usage)
    }
}
