package import Runner

/// What stands behind the words of a call: the environment, and a file if one is named.
package struct Configuration: Hashable, Sendable {
    /// The process's environment.
    package let environment: [String: String]
    /// The file that gives flags; nil if none is named.
    package let file: ConfigurationFile?

    /// Creates a configuration from what was read already.
    package init(environment: [String: String], file: ConfigurationFile?) {
        self.environment = environment
        self.file = file
    }

    /// Finds and reads the file that a call or the environment names.
    ///
    /// - Parameters:
    ///   - read: The words of the call.
    ///   - environment: The process's environment; an empty variable counts as none.
    /// - Throws: ``Runner/UserError`` of kind `configuration` if the file cannot be read, or if
    ///   anything is wrong with it.
    init(_ read: FlagReader, environment: [String: String]) throws(UserError) {
        var read = read
        let flag = ArgumentsTable.globalFlags.filter { $0.name == "config" }
        try read.fill(from: Self.variables(of: flag, in: environment))
        self.environment = environment
        guard let path = read.value("config") else {
            file = nil
            return
        }
        let file = try ConfigurationFile(at: path, namedBy: read.place(of: "config"))
        if let problem = file.problems.first { throw problem }
        self.file = file
    }

    /// Fills in the flags that were not given to a command: from the environment, then from the
    /// file, flag by flag.
    ///
    /// - Throws: ``Runner/UserError`` about a switch whose variable is neither on nor off.
    func fill(_ read: inout FlagReader, for spec: CommandSpec?) throws(UserError) {
        let flags = ArgumentsTable.flags(of: spec)
        let alternatives = ArgumentsTable.alternatives
        let variables = try Self.variables(of: flags, in: environment)
        read.fill(from: variables, alternatives: alternatives)
        read.fill(from: file?.settings(for: spec?.name) ?? [], alternatives: alternatives)
    }

    /// Returns what the environment gives to flags.
    static func variables(
        of flags: [FlagSpec],
        in environment: [String: String]
    ) throws(UserError) -> [FlagSetting] {
        var settings: [FlagSetting] = []
        for flag in flags {
            let setting = try FlagSetting.variable(of: flag, in: environment)
            if let setting { settings.append(setting) }
        }
        return settings
    }
}

extension Configuration {
    /// Returns the values that are in effect: of the flags of every command, and of one command.
    ///
    /// - Parameters:
    ///   - spec: The command; nil for the flags of every command alone.
    ///   - read: What was given, with the environment and the file filled in.
    /// - Returns: An entry a flag, in the order of the tables.
    static func entries(of spec: CommandSpec?, in read: FlagReader) -> [ConfigurationEntry] {
        shown(ArgumentsTable.globalFlags).map { ConfigurationEntry($0, of: nil, in: read) }
            + shown(spec?.flags ?? []).map { ConfigurationEntry($0, of: spec?.name, in: read) }
    }

    /// The flags that hold a value: not the hidden ones, and not questions such as `--help`.
    private static func shown(_ flags: [FlagSpec]) -> [FlagSpec] {
        flags.filter { !$0.isHidden && !ArgumentsTable.questions.contains($0.name) }
    }
}

extension ConfigurationPrint {
    /// The commands that are shown if none is named: those that run for long.
    private static let standardCommands = ["gateway", "node"]

    /// Reads a call of `config show`, and looks at what it asks for.
    ///
    /// - Throws: ``Runner/UserError`` of kind `usage`.
    init(_ call: CommandCall) throws(UserError) {
        let name = call.read.words.joined(separator: " ")
        let specs: [CommandSpec] =
            name.isEmpty
            ? Self.standardCommands.compactMap { ArgumentsTable.command(named: $0) }
            : [try Arguments.named(name)]
        // Global flags of this call count for the commands shown; its own flags do not.
        let global = call.read.settings.filter { setting in
            ArgumentsTable.globalFlags.contains { $0.name == setting.flag }
        }
        var entries = Configuration.entries(of: nil, in: call.read)
        for spec in specs {
            var read = FlagReader(words: [], settings: global)
            try call.configuration.fill(&read, for: spec)
            entries += Configuration.entries(of: spec, in: read).filter { $0.command != nil }
        }
        self.init(entries, showsOrigins: call.read.has("origin"))
    }
}

extension ConfigurationFile {
    /// Reads a file with the commands and flags of this program.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - place: What names it: a flag, a variable, or an argument.
    /// - Throws: ``Runner/UserError`` of kind `configuration` if the file cannot be read.
    package init(at path: String, namedBy place: String) throws(UserError) {
        try self.init(
            at: path,
            namedBy: place,
            globalFlags: ArgumentsTable.globalFlags,
            commands: ArgumentsTable.commands
        )
    }
}
