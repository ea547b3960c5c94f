package import Runner
import Scenario
import Wire

extension Arguments {
    /// Reads a call.
    ///
    /// Global flags may stand before and after the command. What is not given is taken from the
    /// environment, for example `PAXOSBANK_TIMEOUT` for `--timeout`, and else from the file that
    /// `--config` names.
    ///
    /// - Parameters:
    ///   - words: The words after the program's name.
    ///   - environment: The process's environment.
    /// - Throws: ``UserError`` of kind `usage`, or of kind `configuration` about the file.
    package init(_ words: [String], environment: [String: String] = [:]) throws(UserError) {
        let (spec, rest) = try Self.command(of: words)
        guard let spec else {
            try self.init(withoutCommand: rest, environment: environment)
            return
        }
        if let command = Self.question(in: rest, about: spec) {
            self.init(command: command, options: GlobalOptions())
            return
        }
        let read = try FlagReader(
            rest,
            flags: ArgumentsTable.flags(of: spec),
            help: "\(ArgumentsTable.program) \(spec.name) --help"
        )
        if spec.name == "config check" {
            try self.init(checking: spec, read, environment: environment)
        } else {
            try self.init(spec, read, environment: environment)
        }
    }

    private init(withoutCommand words: [String], environment: [String: String]) throws(UserError) {
        if let command = Self.question(in: words, about: nil) {
            self.init(command: command, options: GlobalOptions())
            return
        }
        let read = try FlagReader(
            words,
            flags: ArgumentsTable.globalFlags,
            help: "\(ArgumentsTable.program) --help"
        )
        try self.init(nil, read, environment: environment)
    }

    /// Fills in what the words do not give, and reads it all.
    private init(
        _ spec: CommandSpec?,
        _ given: FlagReader,
        environment: [String: String]
    ) throws(UserError) {
        let configuration = try Configuration(given, environment: environment)
        var read = given
        try configuration.fill(&read, for: spec)
        let options = try GlobalOptions(read)
        var command = ProgramCommand.none
        if let spec {
            let call = CommandCall(spec: spec, read: read, configuration: configuration)
            command = try Self.command(call, options)
        }
        self.init(
            command: command,
            options: options,
            configuration: Configuration.entries(of: spec, in: read)
        )
    }

    /// Reads a call that looks for mistakes: it must not stumble over them itself, so that its own
    /// flags come from its words alone, but for the form of its answer.
    private init(
        checking spec: CommandSpec,
        _ read: FlagReader,
        environment: [String: String]
    ) throws(UserError) {
        let call = CommandCall(
            spec: spec,
            read: read,
            configuration: Configuration(environment: environment, file: nil)
        )
        var options = try GlobalOptions(read)
        if options.output == nil {
            options.output = environment["PAXOSBANK_OUTPUT"].flatMap { OutputForm(rawValue: $0) }
        }
        self.init(command: try Self.command(call, options), options: options)
    }

    /// Returns what `--help`, `-h` or `--version` ask for, wherever they stand before a `--`.
    ///
    /// Whoever asks gets an answer, also if the rest of the call makes no sense.
    private static func question(in words: [String], about spec: CommandSpec?) -> ProgramCommand? {
        let flags = words.prefix { $0 != "--" }
        if flags.contains(where: { $0 == "--help" || $0 == "-h" }) { return .help(spec) }
        return flags.contains("--version") ? .version : nil
    }

    /// Finds the command's name, which global flags may precede.
    ///
    /// - Returns: The command, nil if none is named, and all other words.
    private static func command(
        of words: [String]
    ) throws(UserError) -> (CommandSpec?, rest: [String]) {
        var index = 0
        while index < words.count, FlagReader.looksLikeFlag(words[index]), words[index] != "--" {
            let word = words[index]
            let takesValue = ArgumentsTable.globalFlags.contains {
                "--\($0.name)" == word && $0.value != nil
            }
            index += takesValue ? 2 : 1
        }
        if index < words.count, words[index] == "--" { index += 1 }
        guard index < words.count else { return (nil, words) }
        let name = words[index]
        var rest = Array(words[..<index]).filter { $0 != "--" } + words[(index + 1)...]
        if ForeignText.lowercased(name) == "help" {
            let topic = words[(index + 1)...].first { !FlagReader.looksLikeFlag($0) }
            guard let topic else { return (nil, ["--help"]) }
            return (try named(topic), ["--help"])
        }
        if let second = words.dropFirst(index + 1).first,
            let spec = ArgumentsTable.command(named: "\(name) \(second)")
        {
            rest.remove(at: rest.count - (words.count - index - 1))
            return (spec, rest)
        }
        return (try named(name), rest)
    }

    /// Returns the command with a name.
    ///
    /// - Throws: ``Runner/UserError`` of kind `usage` if there is none.
    static func named(_ name: String) throws(UserError) -> CommandSpec {
        if let spec = ArgumentsTable.command(named: name) { return spec }
        let names = ArgumentsTable.commands.map(\.name)
        if CommandTable.reserved.contains(ForeignText.lowercased(name)) {
            throw UserError(
                "\(ForeignText.lowercased(name)) is not supported yet",
                code: "not_supported_yet",
                why: "the name is kept for a later version",
                hint: "see '\(ArgumentsTable.program) --help' for what there is"
            )
        }
        let group = names.filter { $0.hasPrefix("\(ForeignText.lowercased(name)) ") }
        let otherwise = group.first ?? "see '\(ArgumentsTable.program) --help'"
        throw UserError(
            "there is no command \(ForeignText.quoted(name))",
            code: "unknown_command",
            why: "commands are \(names.joined(separator: ", "))",
            hint: group.isEmpty
                ? NearestWord.hint(name, among: names, otherwise: otherwise)
                : "did you mean \(otherwise)?"
        )
    }

    /// Reads what a command is given.
    ///
    /// - Throws: ``Runner/UserError`` of kind `usage`, or `configuration` about a key of a file.
    static func command(
        _ call: CommandCall,
        _ options: GlobalOptions
    ) throws(UserError) -> ProgramCommand {
        switch call.spec.name {
        case "run": return .run(try RunOptions(call))
        case "console":
            try call.checkCount()
            let storage = try call.storage()
            if let cluster = options.cluster { try call.refuseStorage(with: cluster) }
            return .console(storage)
        case "cluster init": return .clusterInit(try ClusterInitOptions(call))
        case "node": return .node(try NodeOptions(call, options))
        case "gateway": return .gateway(try GatewayOptions(call, options))
        case "bench": return .bench(try BenchOptions(call, options))
        case "simulate": return .simulate(try SimulateOptions(call))
        case "demo": return .demo(try DemoOptions(call, options))
        case "stress": return .stress(try StressOptions(call, options))
        case "chaos": return .chaos(try ChaosOptions(call, options))
        case "config show": return .configShow(try ConfigurationPrint(call))
        case "config check": return .configCheck(try ConfigurationCheckOptions(call))
        default:
            if let storage = try StorageCommand(call, options) { return .storage(storage) }
            // The cluster is not known yet: whether it has the nodes named is found out later.
            return .once(try ConsoleParser(nodes: nil).parse(call.spec, call.read))
        }
    }
}

// MARK: - Commands

extension RunOptions {
    fileprivate init(_ call: CommandCall) throws(UserError) {
        try call.checkCount()
        self.init(file: call.read.words[0])
        if call.read.has("pause"), call.read.has("no-pause") {
            throw call.conflict(
                "pause",
                "no-pause",
                why: "one waits between sets, the other does not",
                hint: "keep one of them; without both, a run pauses on a terminal only"
            )
        }
        pauses = call.read.has("pause") ? true : call.read.has("no-pause") ? false : nil
        report = call.read.value("report")
        storage = try call.storage()
        kills = call.read.has("kill")
        if kills, storage.place == .memory { throw Self.killInMemory(call) }
        if let text = call.read.value("set") {
            do { sets = try SetSelection(text) } catch {
                throw call.invalid("set", text, why: "\(error)", hint: "write it as --set 3,5..7")
            }
        }
        jitterMilliseconds = try call.number("jitter", in: 0...60_000)
        if let seed = try call.number("seed", in: 0...UInt64(Int64.max)) {
            guard jitterMilliseconds != nil else {
                throw call.invalid("seed", "\(seed)", why: "only --jitter draws random numbers")
            }
            self.seed = seed
        }
        settleMilliseconds = try call.duration("settle") ?? settleMilliseconds
    }

    private static func killInMemory(_ call: CommandCall) -> UserError {
        call.conflict(
            "kill",
            "memory",
            why: "a node in memory that is killed forgets everything, also what it promised",
            hint: "leave out '\(call.read.place(of: "memory"))': then it is started again from its"
                + " folder"
        )
    }
}

extension ClusterInitOptions {
    fileprivate init(_ call: CommandCall) throws(UserError) {
        try call.checkCount()
        let last = UInt64(UInt16.max)
        let basePort = try call.required("base-port", try call.number("base-port", in: 1...last))
        let out = try call.required("out", call.read.value("out"))
        self.init(basePort: UInt16(basePort), out: out)
        guard let count = try call.number("nodes", in: 1...63) else { return }
        guard !count.isMultiple(of: 2) else {
            throw call.invalid(
                "nodes",
                "\(count)",
                why: "\(count) nodes survive no more failures than \(count - 1), and wait for more",
                hint: "write --nodes \(count - 1) or --nodes \(count + 1)"
            )
        }
        nodeCount = Int(count)
        guard basePort + count - 1 <= last else {
            throw call.invalid(
                "base-port",
                "\(basePort)",
                why: "the port of n\(count) would be \(basePort + count - 1), above \(last)"
            )
        }
    }
}

extension NodeOptions {
    fileprivate init(_ call: CommandCall, _ options: GlobalOptions) throws(UserError) {
        try call.checkCount()
        let node = try call.required("id", try call.node("id"))
        let cluster = try call.required("cluster", options.cluster)
        self.init(id: node, cluster: cluster)
        place = try call.place()
        isNewCluster = call.read.has("new-cluster")
        checkpointInterval = try call.checkpointInterval()
        segmentBytes = try call.segmentBytes()
        allowsFaults = call.read.has("allow-faults")
        log = try call.log()
        endsWithStandardInput = call.read.has("until-stdin-closes")
        listenDescriptor = try call.number("listen-descriptor", in: 0...UInt64(Int32.max))
            .map { Int32($0) }
    }
}
