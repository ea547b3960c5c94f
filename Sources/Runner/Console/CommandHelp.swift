/// The help texts, made from the table of commands.
public enum CommandHelp {
    /// Returns the help on one command.
    ///
    /// - Parameters:
    ///   - spec: The command.
    ///   - program: What stands before the command's name, for example `paxosbank `.
    /// - Returns: Usage, summary, flags and an example, in whole lines.
    public static func text(_ spec: CommandSpec, program: String = "") -> String {
        var lines = ["usage: \(program)\(spec.usage)", "  \(spec.summary)"]
        if !spec.aliases.isEmpty {
            lines.append("  also: \(spec.aliases.joined(separator: ", "))")
        }
        lines += aligned(flagRows(spec.flags))
        lines.append("example: \(program)\(spec.example)")
        return lines.map { $0 + "\n" }.joined()
    }

    /// Returns the overview of the console: a line a command; whole lines.
    public static func consoleOverview() -> String {
        let commands = CommandTable.commands.filter { $0.places.contains(.console) }
        let rows = commands.map { ($0.name, $0.summary) }
        let lines = ["commands (in any case; nodes as n3 or 3):"] + aligned(rows)
        return lines.map { $0 + "\n" }.joined() + "help COMMAND tells more about one\n"
    }

    /// Returns what help tells about flags: how each is written, and what it does.
    public static func flagRows(_ flags: [FlagSpec]) -> [(String, String)] {
        flags.filter { !$0.isHidden }.map { ($0.usage, $0.explanation) }
    }

    /// Returns lines with both texts, the second ones below each other.
    public static func aligned(_ rows: [(String, String)]) -> [String] {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { first, second in
            "  " + first + String(repeating: " ", count: width - first.count + 2) + second
        }
    }
}
