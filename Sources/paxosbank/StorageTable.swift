package import Runner

extension ArgumentsTable {
    /// The commands that work on files of nodes, in the order of help.
    package static let storageCommands: [CommandSpec] = [
        CommandSpec(
            "backup",
            arguments: [ArgumentSpec("OUT", .file)],
            flags: [FlagSpec("node", value: "NODE", summary: "the node to take it from")],
            summary: "writes the whole state of a running cluster to a file",
            example: "backup monday.snapshot --cluster cluster.json",
            places: .program
        ),
        CommandSpec(
            "restore",
            arguments: [ArgumentSpec("BACKUP", .file)],
            flags: [
                FlagSpec("id", value: "NODE", summary: "whose folder it becomes", isRequired: true),
                FlagSpec(
                    "data",
                    value: "DIR",
                    summary: "the folder to fill: absent or empty",
                    isRequired: true
                ),
                FlagSpec(
                    "new-cluster",
                    summary: "all nodes of a new cluster begin from this backup",
                    reach: .commandLine
                ),
            ],
            summary: "fills a node's folder from a backup",
            example: "restore monday.snapshot --id n1 --cluster cluster.json --data n1.data",
            places: .program
        ),
        CommandSpec(
            "log inspect",
            arguments: [ArgumentSpec("DIR", .file)],
            flags: [FlagSpec("records", summary: "lists each record of the log")],
            summary: "tells what lies in a node's folder, and whether it is sound",
            example: "log inspect n1.data --records",
            places: .program
        ),
    ]
}
