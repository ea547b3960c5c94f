import Bank
import EventLog
import Paxos
import Runner
import Scenario
import Testing
import Wire
import paxosbank

@Suite("Arguments")
struct ArgumentsTests {
    private static func read(
        _ line: String,
        _ environment: [String: String] = [:]
    ) throws -> Arguments {
        try Arguments(line.split(separator: " ").map(String.init), environment: environment)
    }

    @Test("run takes its flags in every order and form")
    func run() throws {
        var options = RunOptions(file: "a.csv")
        #expect(try Self.read("run a.csv").command == .run(options))

        options.pauses = false
        options.report = "out.json"
        options.storage = LocalStorage(place: .memory, checkpointInterval: 100)
        options.sets = try SetSelection("3,5..7")
        options.jitterMilliseconds = 20
        options.seed = 9
        options.settleMilliseconds = 1_500
        let read = try Self.read(
            "--quiet run --no-pause --report=out.json a.csv --memory --set 3,5..7 --jitter 20"
                + " --checkpoint-interval 100 --seed=9 --settle 1500ms --timeout 60"
        )

        #expect(read.command == .run(options))
        options = RunOptions(file: "a.csv")
        options.storage.place = .directory("d")
        options.kills = true
        #expect(try Self.read("run a.csv --data d --kill").command == .run(options))
        #expect(read.options.timeoutMilliseconds == 60_000)
        #expect(read.options.isQuiet)
    }

    @Test("node and cluster init read what they need")
    func nodes() throws {
        var node = NodeOptions(id: NodeID(1), cluster: "c.json")
        #expect(try Self.read("node --id n1 --cluster c.json").command == .node(node))
        node.place = .memory
        node.allowsFaults = true
        node.listenDescriptor = 3
        node.endsWithStandardInput = true
        #expect(
            try Self
                .read(
                    "node --id 1 --cluster=c.json --memory --allow-faults --listen-descriptor 3"
                        + " --until-stdin-closes"
                )
                .command == .node(node)
        )
        node = NodeOptions(id: NodeID(1), cluster: "c.json")
        node.place = .directory("d")
        node.isNewCluster = true
        node.checkpointInterval = 4
        node.segmentBytes = 8 << 20
        #expect(
            try Self
                .read(
                    "node --id 1 --cluster c.json --data d --new-cluster --checkpoint-interval=4"
                        + " --segment-bytes 8388608"
                )
                .command == .node(node)
        )
        node = NodeOptions(id: NodeID(1), cluster: "c.json")
        node.log.level = .debug
        node.log.format = .json
        node.log.file = "n1.log"
        for (text, bytes) in [("65536", 1 << 16), ("64KiB", 1 << 16), ("1GiB", 1 << 30)] {
            node.log.fileBytesMax = bytes
            let words =
                "node --id 1 --cluster c.json --log-level debug --log-format=json"
                + " --log-file n1.log --log-file-bytes \(text)"
            #expect(try Self.read(words).command == .node(node), "\(text)")
        }
        var cluster = ClusterInitOptions(basePort: 5001, out: "c.json")
        #expect(
            try Self.read("cluster init --base-port 5001 --out c.json").command
                == .clusterInit(cluster)
        )
        cluster.nodeCount = 7

        #expect(
            try Self.read("--cluster x Cluster INIT --nodes 7 --base-port 5001 --out c.json")
                .command
                == .clusterInit(cluster)
        )
    }

    @Test("Commands of the console are commands of the program, in any case")
    func once() throws {
        let transfer = Transfer(
            from: AccountID(validated: "A"),
            to: AccountID(validated: "B"),
            amount: Amount(minorUnits: -3)
        )
        let key = IdempotencyKey(principal: "public", text: "order-17")

        #expect(try Self.read("PrintDB n3").command == .once(.printDB(node: NodeID(3))))
        #expect(
            try Self.read("transfer A B -3 --key order-17 --cluster c.json").command
                == .once(.transfer(transfer, identity: .key(key)))
        )
        #expect(
            try Self.read("transfer --cluster c.json -- A B -3").command
                == .once(.transfer(transfer, identity: .new))
        )
        #expect(try Self.read("console").command == .console(LocalStorage()))
        #expect(
            try Self.read("console --data d").command
                == .console(LocalStorage(place: .directory("d")))
        )
        #expect(throws: UserError.self) { try Self.read("next") }
    }

    @Test("Global flags go before the environment, one by one")
    func environment() throws {
        let environment = [
            "PAXOSBANK_CLUSTER": "env.json", "PAXOSBANK_TIMEOUT": "250ms",
            "PAXOSBANK_OUTPUT": "json", "PAXOSBANK_QUIET": "yes", "PAXOSBANK_COLOR": "never",
            "PAXOSBANK_NO_INPUT": "1",
        ]
        let read = try Self.read("nodes --cluster flag.json --color always", environment)

        #expect(read.options.cluster == "flag.json")
        #expect(read.options.color == .always)
        #expect(read.options.timeoutMilliseconds == 250)
        #expect(read.options.output == .json)
        #expect(read.options.isQuiet)
        #expect(read.options.noInput)
        #expect(try Self.read("nodes", ["PAXOSBANK_QUIET": "0"]).options == GlobalOptions())
        #expect(
            try Self.read("node --id 1", ["PAXOSBANK_CLUSTER": "env.json"]).command
                == .node(NodeOptions(id: NodeID(1), cluster: "env.json"))
        )
    }

    @Test("Help and version are answered wherever they are asked for")
    func questions() throws {
        let run = ArgumentsTable.command(named: "run")

        #expect(try Self.read("").command == ProgramCommand.none)
        #expect(try Self.read("--quiet").command == ProgramCommand.none)
        #expect(try Self.read("--help").command == .help(nil))
        #expect(try Self.read("help").command == .help(nil))
        #expect(try Self.read("run -h").command == .help(run))
        #expect(try Self.read("run --nonsense --help").command == .help(run))
        #expect(try Self.read("help RUN").command == .help(run))
        #expect(try Self.read("--version").command == .version)
        #expect(try Self.read("run --version").command == .version)
        #expect(ProgramHelp.version == "paxosbank \(ArgumentsTable.version)\n")
    }

    @Test("Every command has help with a usage, an example that is read, and no hidden flag")
    func help() throws {
        for command in ArgumentsTable.commands {
            let text = ProgramHelp.text(command)
            #expect(text.hasPrefix("usage: paxosbank \(command.usage)\n"))
            #expect(text.contains("\nexample: paxosbank \(command.example)\n"))
            #expect(
                !text.contains("stdin") && !text.contains("descriptor")
                    && !text.contains("--segment-bytes")
            )
            #expect(throws: Never.self) { try Self.read(command.example) }
            #expect(ProgramHelp.text(nil).contains("\n  \(command.name) "))
        }
    }

    @Test("The help of a command")
    func helpText() {
        #expect(
            ProgramHelp.text(ArgumentsTable.command(named: "balance")) == """
                usage: paxosbank balance ACCOUNT [--local NODE]
                  what an account holds, confirmed by a quorum
                  --local NODE  what one node has, not confirmed
                example: paxosbank balance G
                global flags:
                  --cluster FILE             the cluster file
                  --config FILE              a file that gives flags
                  --output human|plain|json  the form of answers
                  --timeout DURATION         how long to wait, as 5s or 250ms
                  --quiet                    only results and errors
                  --color auto|always|never  when to use colour: auto
                  --no-input                 never ask or wait for somebody at a terminal
                  --help                     how a command is written
                  --version                  the program's version

                """
        )
    }

    @Test("Random words are read or refused, never worse")
    func robustness() {
        var random = SeededGenerator(seed: 7)
        let words =
            ArgumentsTable.commands.flatMap { [$0.name] + $0.flags.map { "--\($0.name)" } }
            + ArgumentsTable.globalFlags.flatMap { ["--\($0.name)", "--\($0.name)=1"] }
            + ["cluster", "init", "--", "-", "a.csv", "n1", "3", "-3", "5s", "json", "", "=", "é"]
        var readCount = 0

        for _ in 0..<5_000 {
            let count = Int.random(in: 0...6, using: &random)
            let call = (0..<count).map { _ in words.randomElement(using: &random) ?? "" }
            do {
                _ = try Arguments(call)
                readCount += 1
            } catch {
                // No file of configuration that such words name can be read.
                #expect(error.kind == .usage || error.code == "no_file")
                #expect(error.rendered.split(separator: "\n").count == 3, "\(call)")
            }
        }

        #expect(readCount > 125)
    }
}
