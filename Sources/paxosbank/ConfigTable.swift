package import Runner

extension ArgumentsTable {
    /// The commands about the configuration, in the order of help.
    package static let configCommands: [CommandSpec] = [
        CommandSpec(
            "config show",
            arguments: [ArgumentSpec("COMMAND", .command, isOptional: true)],
            flags: [FlagSpec("origin", summary: "tells also where each value comes from")],
            summary: "the value of each flag that is in effect",
            example: "config show gateway --origin",
            places: .program
        ),
        CommandSpec(
            "config check",
            arguments: [ArgumentSpec("FILE", .file, isOptional: true)],
            summary: "reads a file of configuration and the environment, and tells all mistakes",
            example: "config check paxosbank.json",
            places: .program
        ),
    ]
}
