import Foundation
import Node
import Paxos
import Runner
import Wire

/// Carries out what the program was called for.
enum Commands {
    /// Does it and returns how it went.
    ///
    /// - Throws: ``Runner/UserError`` with what the user should know.
    static func carryOut(_ arguments: Arguments) throws(UserError) -> ExitCode {
        let options = arguments.options
        switch arguments.command {
        case .none:
            guard isatty(0) == 1, isatty(1) == 1, !options.noInput else {
                StandardStreams.write(ProgramHelp.text(nil))
                return .ok
            }
            return try console(LocalStorage(), options)
        case .help(let spec):
            StandardStreams.write(ProgramHelp.text(spec))
            return .ok
        case .version:
            StandardStreams.write(ProgramHelp.version)
            return .ok
        case .run(let run): return try self.run(run, options)
        case .console(let storage): return try console(storage, options)
        case .clusterInit(let cluster): return try initialize(cluster, options)
        case .node(let node): return try self.node(node, options)
        case .gateway(let gateway):
            return try self.gateway(gateway, options, arguments.configuration)
        case .demo(let demo): return try self.demo(demo, options)
        case .stress(let stress): return try self.stress(stress, options)
        case .bench(let bench): return try self.bench(bench, options)
        case .simulate(let simulate): return try self.simulate(simulate, options)
        case .chaos(let chaos): return try self.chaos(chaos, options)
        case .storage(let command): return try storage(command, options)
        case .once(let command): return try once(command, options)
        case .configShow(let print):
            StandardStreams.write(print.text(form(options)))
            return .ok
        case .configCheck(let check): return try self.check(check, options)
        }
    }

    private static func run(
        _ run: RunOptions,
        _ options: GlobalOptions
    ) throws(UserError) -> ExitCode {
        var settings = ScenarioRunOptions(file: run.file)
        settings.pauses = run.pauses ?? (isatty(0) == 1 && !options.noInput)
        settings.report = run.report
        settings.storage = run.storage
        settings.kills = run.kills
        settings.selection = run.sets
        settings.jitterMilliseconds = Int(run.jitterMilliseconds ?? 0)
        settings.seed = run.seed
        settings.settleMilliseconds = Int(run.settleMilliseconds)
        settings.form = form(options)
        settings.usesColor = usesColor(options)
        settings.isQuiet = options.isQuiet
        if let timeout = options.timeoutMilliseconds { settings.timeoutMilliseconds = Int(timeout) }
        return try ScenarioRun(settings).execute() ? .ok : .failed
    }

    private static func console(
        _ storage: LocalStorage,
        _ options: GlobalOptions
    ) throws(UserError) -> ExitCode {
        let session = try ConsoleSession(
            cluster: try options.cluster.map { (path) throws(UserError) in try cluster(at: path) },
            storage: storage,
            form: form(options),
            usesColor: usesColor(options),
            timeoutMilliseconds: Int(options.timeoutMilliseconds ?? 5_000)
        )
        return try session.run().map { ExitCode($0.kind) } ?? .ok
    }

    private static func once(
        _ command: ConsoleCommand,
        _ options: GlobalOptions
    ) throws(UserError) -> ExitCode {
        let error = try OneShot.run(
            command,
            on: try cluster(at: try path(options)),
            form: form(options),
            timeoutMilliseconds: Int(options.timeoutMilliseconds ?? 5_000)
        )
        guard let error else { return .ok }
        // The answer says already what the bank decided; what is not known needs an explanation.
        if error.kind != .rejected { StandardStreams.tell(error) }
        return ExitCode(error.kind)
    }

    private static func node(
        _ options: NodeOptions,
        _ global: GlobalOptions
    ) throws(UserError) -> ExitCode {
        let cluster = try cluster(at: options.cluster)
        try requireMember(options.id, of: cluster, in: options.cluster)
        let settings = NodeSettings(
            cluster: cluster,
            id: options.id,
            storage: storage(options),
            allowsFaults: options.allowsFaults,
            listeningDescriptor: options.listenDescriptor,
            lifelineDescriptor: options.endsWithStandardInput ? 0 : nil,
            log: options.log,
            version: ArgumentsTable.version
        )
        // Whoever read this node's lines may go; the node stays.
        signal(SIGPIPE, SIG_IGN)
        do {
            let node = try Node(settings: settings)
            if !global.isQuiet {
                StandardStreams.write("\(options.id) is ready on \(node.address)\n")
            }
            try node.run()
            return .ok
        } catch {
            throw UserError(
                "node \(options.id) cannot run",
                code: "cannot_run",
                why: "\(error)",
                hint: hint(for: error, options.cluster),
                kind: kind(of: error)
            )
        }
    }

    /// Refuses a node that the cluster file does not name.
    static func requireMember(
        _ node: NodeID,
        of cluster: Cluster,
        in file: String
    ) throws(UserError) {
        guard !cluster.members.contains(node) else { return }
        throw UserError(
            "there is no node \(node) in \(file)",
            code: "unknown_node",
            why: "its nodes are \(cluster.members)",
            hint: "use one of these after '--id'",
            kind: .configuration
        )
    }

    private static func storage(_ options: NodeOptions) -> NodeStorage {
        let directory: String? =
            switch options.place {
            case .standard: "\(options.id).data"
            case .memory: nil
            case .directory(let path): path
            }
        var storage = NodeStorage(directory: directory, isNewCluster: options.isNewCluster)
        if let interval = options.checkpointInterval { storage.checkpointInterval = interval }
        if let bytes = options.segmentBytes { storage.segmentBytes = bytes }
        return storage
    }

    private static func hint(for error: NodeError, _ file: String) -> String {
        switch error {
        case .badAddress, .cannotListen:
            "check the node's address in \(file), and whether it runs already"
        case .locked: "stop the process that uses it, or name another folder with '--data'"
        case .foreignFiles: "name this node's own folder with '--data'"
        case .storage:
            "look at the disk and at docs/STORAGE.md; the files are as the last flush left them"
        case .system: "check the limits of this machine, for example with 'ulimit -a'"
        }
    }

    private static func kind(of error: NodeError) -> UserError.Kind {
        switch error {
        case .badAddress, .cannotListen, .foreignFiles: .configuration
        case .locked: .refused
        case .storage, .system: .inputOutput
        }
    }

    /// The form of answers: people's on a terminal, that of line tools elsewhere.
    static func form(_ options: GlobalOptions) -> OutputForm {
        options.output ?? (isatty(1) == 1 ? .human : .plain)
    }

    /// Whether colour is welcome: on a terminal that has it, unless somebody says otherwise.
    static func usesColor(_ options: GlobalOptions) -> Bool {
        let environment = ProcessInfo.processInfo.environment
        switch options.color {
        case .always: return true
        case .never: return false
        case .auto:
            return isatty(1) == 1 && environment["NO_COLOR", default: ""].isEmpty
                && environment["TERM"] != "dumb"
        }
    }

    static func path(_ options: GlobalOptions) throws(UserError) -> String {
        if let path = options.cluster { return path }
        throw UserError(
            "no cluster was named",
            code: "no_cluster",
            why: "the command asks a cluster that runs, and needs the file that describes it",
            hint: "add '--cluster cluster.json', or set PAXOSBANK_CLUSTER"
        )
    }

    static func cluster(at path: String) throws(UserError) -> Cluster {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw UserError(
                "\(path) cannot be read",
                code: "no_file",
                why: "there is no such file, or it is not readable",
                hint: "write one with 'paxosbank cluster init --base-port 5001 --out \(path)'",
                kind: .configuration
            )
        }
        do {
            let bytes = [UInt8](data)
            return try Cluster(reading: bytes.span)
        } catch {
            throw UserError(
                "\(path) is no valid cluster file",
                code: "bad_cluster_file",
                why: "\(error)",
                hint: "compare it with one that 'paxosbank cluster init' writes",
                kind: .configuration
            )
        }
    }
}
