import Bank
import Gateway
import Node
import Paxos
import Runner
import Testing
import Wire
import paxosbank

@Suite("Configuration")
struct ConfigurationTests {
    private static func file(_ text: String, path: String = "p.json") -> ConfigurationFile {
        let bytes = Array(text.utf8)
        return ConfigurationFile(
            reading: bytes.span,
            path: path,
            globalFlags: ArgumentsTable.globalFlags,
            commands: ArgumentsTable.commands
        )
    }

    /// Reads a call beside a file with `text`.
    private static func read(
        _ call: String,
        _ environment: [String: String] = [:],
        file text: String
    ) throws -> Arguments {
        var arguments: Arguments?
        try TestFolder.with { folder in
            let path = try folder.write(text, to: "p.json")
            let words = call.split(separator: " ").map { String($0) }
            arguments = try Arguments(words + ["--config", path], environment: environment)
        }
        return try #require(arguments)
    }

    // MARK: Layers

    @Test("Flags go before the environment, it before the file, it before defaults, key by key")
    func precedence() throws {
        let given = FlagSetting("listen", .text("flag"), .commandLine)
        let variable = FlagSetting("listen", .text("variable"), .environment(variable: "V"))
        let key = FlagSetting("listen", .text("key"), .file(path: "p", key: "gateway.listen"))
        for bits in 0..<8 {
            let layers = [given, variable, key].enumerated()
                .map { bits & (1 << $0.offset) == 0 ? [] : [$0.element] }
            var read = FlagReader(words: [], settings: layers[0])
            read.fill(from: layers[1] + [FlagSetting("name", .text("n"), variable.origin)])
            read.fill(from: layers[2])
            let expected = layers.joined().first
            #expect(read.setting("listen") == expected)
            #expect(read.value("name") == "n")
            #expect(read.place(of: "listen") == expected?.origin.place(of: "listen") ?? "--listen")
        }
    }

    @Test("A command takes each flag from the nearest place that gives it")
    func layers() throws {
        let arguments = try Self.read(
            "node --id n2",
            ["PAXOSBANK_TIMEOUT": "7", "PAXOSBANK_CHECKPOINT_INTERVAL": "", "PAXOSBANK_ID": "n4"],
            file: """
                {"cluster": "c.json", "timeout": "3s", "output": "json", "quiet": true,
                 "node": {"id": 3, "allow-faults": true, "checkpoint-interval": 4096},
                 "gateway": {"listen": "127.0.0.1:9090"}}
                """
        )
        var node = NodeOptions(id: NodeID(2), cluster: "c.json")
        node.allowsFaults = true
        node.checkpointInterval = 4_096

        #expect(arguments.command == .node(node))
        #expect(arguments.options.timeoutMilliseconds == 7_000)
        #expect(arguments.options.output == .json)
        #expect(arguments.options.isQuiet)
        let origins = Dictionary(
            uniqueKeysWithValues: arguments.configuration.map { ($0.key, $0.originText) }
        )
        #expect(origins["node.id"] == "flag")
        #expect(origins["timeout"] == "environment PAXOSBANK_TIMEOUT")
        #expect(origins["node.allow-faults"]?.hasPrefix("file /") == true)
        #expect(origins["node.data"] == "default")
        #expect(origins["gateway.listen"] == nil)
    }

    @Test("A switch that a nearer place turned off is off, whatever a farther one says")
    func switches() throws {
        for (text, isOn) in [
            ("1", true), ("true", true), ("yes", true), ("0", false), ("false", false),
            ("no", false),
        ] {
            let environment = ["PAXOSBANK_NO_INPUT": text]
            let file = "{\"no-input\": \(!isOn)}"
            let arguments = try Self.read("nodes", environment, file: file)
            #expect(arguments.options.noInput == isOn)
            let entry = arguments.configuration.first { $0.flag == "no-input" }
            #expect(entry?.value == "\(isOn)")
            #expect(entry?.originText == "environment PAXOSBANK_NO_INPUT")
        }
        #expect(try Self.read("nodes", file: "{\"no-input\": false}").options.noInput == false)
    }

    @Test("Of two ways to say the same the nearer one counts; in one place they exclude each other")
    func alternatives() throws {
        func place(
            _ call: String,
            _ environment: [String: String],
            _ file: String
        ) throws
            -> StoragePlace
        {
            let call = try Self.read(call, environment, file: "{\"console\": \(file)}")
            guard case .console(let storage) = call.command else { return .standard }
            return storage.place
        }
        #expect(try place("console --memory", [:], "{\"data\": \"d\"}") == .memory)
        #expect(try place("console --data e", ["PAXOSBANK_MEMORY": "1"], "{}") == .directory("e"))
        #expect(
            try place("console", ["PAXOSBANK_DATA": "e"], "{\"memory\": true}") == .directory("e")
        )
        #expect(
            try place("console", ["PAXOSBANK_MEMORY": "0"], "{\"data\": \"d\"}") == .directory("d")
        )
        let error = #expect(throws: UserError.self) {
            try place("console", ["PAXOSBANK_MEMORY": "1", "PAXOSBANK_DATA": "d"], "{}")
        }
        #expect(error?.message == "PAXOSBANK_MEMORY and PAXOSBANK_DATA exclude each other")
    }

    @Test("Hidden flags, questions and --new-cluster are flags of a call and nothing else")
    func flagsOnly() throws {
        let environment = [
            "PAXOSBANK_SEGMENT_BYTES": "x", "PAXOSBANK_NEW_CLUSTER": "1", "PAXOSBANK_HELP": "1",
            "PAXOSBANK_UNTIL_STDIN_CLOSES": "1", "PAXOSBANK_PORT": "tcp://10.0.0.1:5001",
        ]
        let words = ["node", "--id", "n1", "--cluster", "c.json"]
        let read = try Arguments(words, environment: environment)
        #expect(read.command == .node(NodeOptions(id: NodeID(1), cluster: "c.json")))
        for key in ["segment-bytes", "new-cluster", "listen-descriptor"] {
            #expect(Self.file("{\"node\": {\"\(key)\": true}}").problems.count == 1)
        }
        for key in ["config", "help", "version"] {
            #expect(Self.file("{\"\(key)\": true}").problems.count == 1)
        }
    }

    @Test("A bad value is told with the place that gives it, and its exit code", arguments: places)
    func placesOfValues(call: String, variable: String, file: String, message: String) throws {
        let parts = variable.split(separator: "=").map { String($0) }
        let environment = parts.isEmpty ? [:] : [parts[0]: parts[1]]
        let error = #expect(throws: UserError.self) {
            try Self.read(call, environment, file: file)
        }
        let told = error.map { "\($0.message) / \($0.why)" } ?? ""
        let kind: UserError.Kind = variable.isEmpty ? .configuration : .usage
        #expect(told.replacing(#/\/\S*\/p\.json/#, with: "p.json").contains(message), "\(told)")
        #expect(error?.kind == kind)
    }

    private static let places: [(String, String, String, String)] = [
        ("nodes", "", "{\"timeout\": \"soon\"}", "timeout in p.json \"soon\" is no duration"),
        ("nodes", "PAXOSBANK_TIMEOUT=soon", "{}", "PAXOSBANK_TIMEOUT \"soon\" is no duration"),
        ("bench", "PAXOSBANK_READS=101", "{}", "PAXOSBANK_READS \"101\" makes no sense"),
        ("bench", "", "{\"bench\": {\"reads\": -1}}", "bench.reads in p.json \"-1\" makes no"),
        (
            "run a", "", "{\"run\": {\"settle\": \"x\"}}",
            "run.settle in p.json \"x\" is no duration"
        ),
        ("node", "", "{\"node\": {\"id\": \"m1\"}}", "it is what node.id in p.json says"),
        ("balance A", "PAXOSBANK_LOCAL=x", "{}", "it is what PAXOSBANK_LOCAL says"),
        ("bench", "PAXOSBANK_CHECK=2", "{}", "PAXOSBANK_CHECK \"2\" is not known"),
        (
            "simulate", "", "{\"simulate\": {\"trace\": true, \"report\": \"r\"}}",
            "simulate.trace in p.json and simulate.report in p.json exclude each other"
        ),
        (
            "chaos", "", "{\"cluster\": \"c.json\"}", "chaos and a cluster file exclude each other"
        ),
    ]

    // MARK: Files

    @Test("Everything wrong with a file is told, whichever command runs", arguments: mistakes)
    func toldMistakes(text: String, message: String, hint: String) {
        let problems = Self.file(text).problems
        #expect(problems.count == 1)
        #expect(problems.first?.message == message)
        #expect(problems.first?.hint.contains(hint) == true, "\(problems)")
        #expect(problems.allSatisfy { $0.kind == .configuration })
        let error = #expect(throws: UserError.self) { try Self.read("nodes", file: text) }
        #expect(error?.code == problems.first?.code)
    }

    private static let mistakes: [(String, String, String)] = [
        ("{\"clutser\": \"c\"}", "there is no key \"clutser\" in p.json", "did you mean cluster?"),
        ("{\"principal\": \"x\"}", "there is no key \"principal\" in p.json", "a flag of gateway"),
        ("{\"gatway\": {}}", "there is no key \"gatway\" in p.json", "did you mean gateway?"),
        ("{\"leader\": {}}", "there is no key \"leader\" in p.json", "known are cluster, "),
        (
            "{\"gateway\": {\"lisen\": \"x\"}}", "there is no key \"gateway.lisen\" in p.json",
            "did you mean listen?"
        ),
        (
            "{\"gateway\": {\"timeout\": \"5s\"}}",
            "there is no key \"gateway.timeout\" in p.json", "write it at the top"
        ),
        (
            "{\"node\": {\"new-cluster\": true}}", "there is no key \"node.new-cluster\" in p.json",
            "give it with the call, as --new-cluster"
        ),
        ("{\"gateway\": true}", "gateway in p.json is of the wrong kind", "\"gateway\": {\"listen"),
        ("{\"quiet\": \"yes\"}", "quiet in p.json is of the wrong kind", "write \"quiet\": true"),
        ("{\"timeout\": true}", "timeout in p.json is of the wrong kind", "\"timeout\": \"DUR"),
        ("{\"timeout\": null}", "timeout in p.json is of the wrong kind", "write \"timeout\""),
        ("{\"a\":1,\n  \"a\":2}", "p.json:2:3: this is no strict JSON", "a key stands once"),
        ("{\"timeout\": 1.5}", "p.json:1:13: this is no strict JSON", "numbers are whole"),
        ("[]", "p.json is no configuration", "write {\"cluster\""),
        ("", "p.json:1:1: this is no strict JSON", "correct it there"),
    ]

    @Test("A file that is named must be there and small, and none is read that is not named")
    func files() throws {
        let error = #expect(throws: UserError.self) {
            try Arguments(["nodes"], environment: ["PAXOSBANK_CONFIG": "/nowhere/p.json"])
        }
        #expect(error?.code == "no_file")
        #expect(error?.why.hasPrefix("PAXOSBANK_CONFIG names it") == true)
        let blanks = String(repeating: " ", count: ConfigurationFile.bytesMax)
        #expect(throws: UserError.self) { try Self.read("nodes", file: "{}" + blanks) }
        #expect(throws: Never.self) {
            _ = try Self.read("nodes", file: "{}" + blanks.dropLast(2))
            _ = try Arguments(["nodes"], environment: ["PAXOSBANK_CONFIG": ""])
        }
    }

    // MARK: config show

    @Test("config show tells the values in effect, with their origins, in every form")
    func show() throws {
        func print(_ call: String) throws -> ConfigurationPrint {
            let environment = ["PAXOSBANK_LISTEN": "127.0.0.1:1", "PAXOSBANK_MEMORY": "1"]
            let words = call.split(separator: " ").map { String($0) }
            let command = try Arguments(words, environment: environment).command
            guard case .configShow(let print) = command else { throw Unexpected() }
            return print
        }
        let all = try print("config show --timeout 3s")
        let commands = all.entries.map { $0.command ?? "" }
        #expect(Set(commands) == ["", "gateway", "node"])
        #expect(all.plain.contains("timeout=3s\n"))
        #expect(all.plain.contains("gateway.listen=127.0.0.1:1\n"))
        #expect(all.plain.contains("gateway.request-timeout=10s\n"))
        #expect(all.plain.contains("node.memory=true\nnode.checkpoint-interval=524288\n"))
        #expect(!all.plain.contains("descriptor") && !all.plain.contains("help="))
        let gateway = try print("config show gateway --origin")
        #expect(!gateway.entries.contains { $0.command == "node" })
        #expect(
            gateway.plain.contains("gateway.listen=127.0.0.1:1\tenvironment PAXOSBANK_LISTEN\n")
        )
        #expect(gateway.plain.contains("gateway.name=\tdefault\n"))
        #expect(gateway.human.contains("\ngateway  listen           127.0.0.1:1  environment PAX"))
        #expect("\(gateway.json)".contains("\"value\":null,\"origin\":\"default\"}"))
        #expect(try print("config show Cluster INIT").plain.contains("cluster init.nodes=5\n"))
        #expect(throws: UserError.self) { try print("config show gatway") }
    }

    /// Something else than the test is about.
    private struct Unexpected: Error {}

    @Test("A default that is shown is what the command does without the flag")
    func defaults() throws {
        let companions = [
            "run seed": "--jitter 5", "node log-file-bytes": "--log-file l",
        ]
        // What must be given beside the words of the example.
        let needed = [
            "cluster init": ["--base-port", "5001", "--out", "c.json"],
            "node": ["--id", "n1", "--cluster", "c.json"],
        ]
        var count = 0
        for spec in ArgumentsTable.commands where spec.name != "gateway" {
            let example = spec.example.split(separator: " ").map { String($0) }
            for flag in spec.flags where flag.name != "checkpoint-interval" {
                guard let value = flag.defaultValue else { continue }
                count += 1
                let bare = example.prefix { !$0.hasPrefix("--") } + needed[spec.name, default: []]
                let more = companions["\(spec.name) \(flag.name)"]?.split(separator: " ") ?? []
                let words = bare + more.map { String($0) }
                let without = try Arguments(words)
                let with = try Arguments(words + ["--\(flag.name)", value])
                #expect(without.command == with.command, "\(spec.name) --\(flag.name) \(value)")
            }
        }
        #expect(count >= 13)
        #expect(try Arguments(["nodes", "--color", "auto"]).options == GlobalOptions())
    }

    @Test("The gateway's and the nodes' defaults are those of their rooms")
    func roomDefaults() throws {
        let gateway = try #require(ArgumentsTable.command(named: "gateway"))
        let shown = Dictionary(
            uniqueKeysWithValues: gateway.flags.map { ($0.name, $0.defaultValue) }
        )
        let id = try #require(Identifier("c"))
        let settings = GatewaySettings(cluster: Cluster(id: id, addresses: ["h:1"]), name: "g")
        let storage = NodeStorage(directory: nil, isNewCluster: false)
        let node = try #require(ArgumentsTable.command(named: "node"))

        #expect(shown["listen"] == settings.listenAddress)
        #expect(shown["principal"] == settings.principal)
        let patience = DurationText.text(milliseconds: UInt64(settings.requestMilliseconds))
        #expect(shown["request-timeout"] == patience)
        #expect(
            node.flags.first { $0.name == "checkpoint-interval" }?.defaultValue
                == "\(storage.checkpointInterval)"
        )
    }

    // MARK: config check

    @Test("config check tells all mistakes of a file, each once")
    func check() {
        let file = Self.file(
            """
            {"clutser": "c.json", "timeout": "soon", "output": "pln",
             "gateway": {"lisen": "x", "principal": "a b", "name": "", "request-timeout": "1ms"},
             "node": {"memory": true, "data": "d", "id": "n99", "checkpoint-interval": 0},
             "bench": {"in-flight": "1,2", "fail-leader-at": "5"}, "transfer": {"key": "a b"}}
            """
        )
        let report = ConfigurationCheck(file: file, environment: nil).report
        let codes = report.problems.map(\.code)

        #expect(!report.isOK)
        #expect(Set(report.problems).count == report.problems.count)
        #expect(codes.filter { $0 == "unknown_key" }.count == 2)
        #expect(codes.filter { $0 == "bad_value" }.count == 6, "\(report.plain)")
        #expect(codes.filter { $0 == "conflicting_flags" }.count == 2, "\(report.plain)")
        #expect(codes.filter { $0 == "unknown_node" || $0 == "bad_argument" }.count == 2)
        #expect(report.human.hasSuffix("\n12 problems\n"), "\(report.human)")
        #expect("\(report.json)".hasPrefix("{\"schema\":\"paxosbank.config_check/1\",\"ok\":false"))
    }

    @Test("config check finds the variables that no command takes, and names the unknown ones")
    func checkEnvironment() {
        let report = ConfigurationCheck(
            file: nil,
            environment: [
                "PATH": "/bin", "PAXOSBANK_TIMOUT": "3", "PAXOSBANK_QUIET": "maybe",
                "PAXOSBANK_HISTFILE": "h", "PAXOSBANK_SERVICE_HOST": "10.0.0.1",
                "PAXOSBANK_JOBS": "x", "PAXOSBANK_SEED": "5", "PAXOSBANK_CLIENT": "A",
                "PAXOSBANK_TIMESTAMP": "7", "PAXOSBANK_DATA": "d",
            ]
        )
        .report

        #expect(
            report.problems.map(\.message) == [
                "PAXOSBANK_QUIET \"maybe\" is not known", "PAXOSBANK_JOBS \"x\" makes no sense",
            ]
        )
        #expect(
            report.notes == [
                "no flag reads the variable PAXOSBANK_SERVICE_HOST: it does nothing",
                "no flag reads the variable PAXOSBANK_TIMOUT: did you mean PAXOSBANK_TIMEOUT?",
            ]
        )
        #expect(report.variableCount == 5)
    }

    @Test("config check has a file and the environment read together, and counts what is fine")
    func checkTogether() {
        let file = Self.file("{\"cluster\": \"c\", \"bench\": {\"reads\": 5}}")
        let fine = ConfigurationCheck(file: file, environment: ["PAXOSBANK_QUIET": "1"]).report
        #expect(fine.isOK)
        #expect(fine.human == "2 keys of p.json and 1 variable are fine\n")
        let report = ConfigurationCheck(file: file, environment: ["PAXOSBANK_CHECK": "1"]).report
        #expect(
            report.problems.map(\.message) == [
                "PAXOSBANK_CHECK and a cluster file exclude each other"
            ]
        )
        #expect(ConfigurationCheck(file: nil, environment: [:]).report.isOK)
    }

    @Test("config check compares the gateway's patience with the timers of the cluster file")
    func checkTimers() throws {
        try TestFolder.with { folder in
            let id = try #require(Identifier("c"))
            let cluster = Cluster(id: id, addresses: ["127.0.0.1:5001"])
            let text = String(decoding: cluster.fileText, as: UTF8.self)
            let path = try folder.write(text, to: "cluster.json")
            for (patience, isOK) in [("400ms", false), ("500ms", false), ("600ms", true)] {
                let file = Self.file(
                    "{\"cluster\":\"\(path)\",\"gateway\":{\"request-timeout\":\"\(patience)\"}}"
                )
                let report = ConfigurationCheck(file: file, environment: nil).report
                #expect(report.problems.map(\.code) == (isOK ? [] : ["bad_timers"]))
            }
        }
    }

    @Test("The calls of config check: a file alone, or what a command would get")
    func checkCalls() throws {
        func options(_ call: String) throws -> ConfigurationCheckOptions? {
            let environment = ["PAXOSBANK_CONFIG": "e.json", "PAXOSBANK_TIMEOUT": "soon"]
            let words = call.split(separator: " ").map { String($0) }
            let command = try Arguments(words, environment: environment).command
            guard case .configCheck(let options) = command else { return nil }
            return options
        }
        #expect(try options("config check p.json")?.path == "p.json")
        #expect(try options("config check p.json")?.environment == nil)
        #expect(try options("config check")?.path == "e.json")
        #expect(try options("config check")?.place == "PAXOSBANK_CONFIG")
        #expect(try options("config check --config f.json")?.path == "f.json")
        #expect(throws: UserError.self) { try options("config check p.json --config f.json") }
        #expect(throws: UserError.self) { try options("config check p.json q.json") }
    }
}
