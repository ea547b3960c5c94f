public import Paxos

/// Reads lines of the console, and the same commands of the program.
public struct ConsoleParser: Hashable, Sendable {
    /// The nodes that can be named; nil if the cluster is not known yet.
    public let nodes: [NodeID]?

    /// Creates a parser.
    ///
    /// - Parameter nodes: The nodes that can be named; nil takes any number up to
    ///   ``Paxos/NodeSet/nodeNumberMax``.
    public init(nodes: [NodeID]?) {
        self.nodes = nodes
    }

    /// Reads a line.
    ///
    /// - Parameter line: What was typed.
    /// - Returns: The command; nil for a line that is blank or begins with `#`.
    /// - Throws: ``UserError`` of kind `usage`.
    public func parse(_ line: String) throws(UserError) -> ConsoleCommand? {
        let words = line.split { $0 == " " || $0 == "\t" || $0.isNewline }.map(String.init)
        guard let name = words.first, !name.hasPrefix("#") else { return nil }
        return try parse(name: name, words: Array(words.dropFirst()))
    }

    /// Reads a command that is cut into words.
    ///
    /// - Parameters:
    ///   - name: The command's name, in any case.
    ///   - words: What follows.
    /// - Returns: The command.
    /// - Throws: ``UserError`` of kind `usage`.
    public func parse(name: String, words: [String]) throws(UserError) -> ConsoleCommand {
        guard let spec = CommandTable.command(named: name) else { throw Self.unknown(name) }
        let read = try FlagReader(words, flags: spec.flags, help: "help \(spec.name)")
        return try parse(spec, read)
    }

    /// Reads a command whose words and flags are told apart.
    ///
    /// - Parameters:
    ///   - spec: The command; it must be one of ``CommandTable/commands``.
    ///   - read: What was given to it; flags of the program do not matter here.
    /// - Returns: The command.
    /// - Throws: ``UserError`` of kind `usage`.
    public func parse(_ spec: CommandSpec, _ read: FlagReader) throws(UserError) -> ConsoleCommand {
        try spec.checkCount(read.words)
        return try command(spec, Call(spec: spec, read: read))
    }

    /// Returns the error for a name that no command has.
    static func unknown(_ name: String) -> UserError {
        if CommandTable.reserved.contains(ForeignText.lowercased(name)) {
            return UserError(
                "\(ForeignText.lowercased(name)) is not supported yet",
                code: "not_supported_yet",
                why: "the name is kept for a later version",
                hint: "see 'help' for what there is"
            )
        }
        return UserError(
            "there is no command \(ForeignText.quoted(name))",
            code: "unknown_command",
            why: "commands are \(CommandTable.consoleNames.joined(separator: ", "))",
            hint: NearestWord.hint(name, among: CommandTable.consoleNames, otherwise: "see 'help'")
        )
    }

    private func command(_ spec: CommandSpec, _ call: Call) throws(UserError) -> ConsoleCommand {
        switch spec.name {
        case "printdb": return .printDB(node: try node(call, at: 0, or: "all"))
        case "printlog":
            return .printLog(
                node: try node(call.word(0), in: call),
                wholeRun: call.has("all"),
                heartbeats: call.has("heartbeats")
            )
        case "printstatus": return try status(call)
        case "printview":
            return .printView(node: try node(call, at: 0), wholeRun: call.has("all"))
        case "transfer": return try transfer(call)
        case "balance": return try balance(call)
        case "fail": return .fail(try node(call, at: 0, or: "leader"))
        case "recover": return .recover(try node(call.word(0), in: call))
        case "partition": return .partition(try groups(call))
        default: return try session(spec, call)
        }
    }

    private func session(_ spec: CommandSpec, _ call: Call) throws(UserError) -> ConsoleCommand {
        switch spec.name {
        case "nodes": return .nodes
        case "leader": return .leader
        case "snapshot":
            return .snapshot(try node(call, flag: "node"))
        case "heal": return .heal
        case "quit": return .quit
        case "next": return .next(all: try call.choice(0, of: ["all"]) != nil)
        case "set":
            _ = try call.choice(0, of: ["output"])
            let forms = OutputForm.allCases.map(\.rawValue)
            let form = try call.choice(1, of: forms).flatMap(OutputForm.init(rawValue:))
            guard let form else { preconditionFailure("a form that is none of \(forms)") }
            return .setOutput(form)
        case "help":
            guard let name = call.words.first else { return .help(nil) }
            guard let topic = CommandTable.command(named: name) else { throw Self.unknown(name) }
            return .help(topic)
        default: preconditionFailure("the table has a command that nobody reads: \(spec.name)")
        }
    }
}
