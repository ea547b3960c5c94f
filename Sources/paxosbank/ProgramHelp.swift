package import Runner

/// The help of the program, made from its table.
package enum ProgramHelp {
    /// Returns the help on a command, or the overview: whole lines.
    package static func text(_ spec: CommandSpec?) -> String {
        let program = "\(ArgumentsTable.program) "
        guard let spec else { return overview }
        let global = CommandHelp.aligned(CommandHelp.flagRows(ArgumentsTable.globalFlags))
        return CommandHelp.text(spec, program: program) + "global flags:\n"
            + global.map { $0 + "\n" }.joined()
    }

    /// The line that `--version` prints, with its end.
    package static var version: String {
        "\(ArgumentsTable.program) \(ArgumentsTable.version)\n"
    }

    private static var overview: String {
        let program = ArgumentsTable.program
        let commands = CommandHelp.aligned(
            ArgumentsTable.commands.map { ($0.name, $0.summary) }
        )
        let flags = CommandHelp.aligned(CommandHelp.flagRows(ArgumentsTable.globalFlags))
        let lines =
            ["usage: \(program) COMMAND [ARGUMENTS] [FLAGS]", "commands:"] + commands
            + ["global flags (or a variable, as PAXOSBANK_TIMEOUT, or the file of --config):"]
            + flags
            + ["'\(program) COMMAND --help' tells more about one"]
        return lines.map { $0 + "\n" }.joined()
    }
}
