import Bank
import Wire

/// All commands of the console, most of which are commands of the program too.
public enum CommandTable {
    /// Widens a print from the running set to everything.
    private static let all = FlagSpec(
        "all",
        summary: "everything since the start, not only this set"
    )

    /// The commands in the order of help.
    public static let commands: [CommandSpec] = prints + bank + cluster + session

    /// Names that later commands will have; they must not stand for anything else.
    public static let reserved = ["printbalance", "performance", "flush", "printreshard"]

    /// Returns the command called `word`, in any case; nil if there is none.
    public static func command(named word: String) -> CommandSpec? {
        commands.first { $0.isNamed(word) }
    }

    /// The names of the commands that the console has, in the order of help.
    public static var consoleNames: [String] {
        commands.filter { $0.places.contains(.console) }.map(\.name)
    }

    private static let prints: [CommandSpec] = [
        CommandSpec(
            "printdb",
            arguments: [ArgumentSpec("NODE|all", .nodeOr(["all"]), isOptional: true)],
            summary: "the balances on all nodes, or on one",
            example: "printdb n3"
        ),
        CommandSpec(
            "printlog",
            arguments: [ArgumentSpec("NODE", .node)],
            flags: [all, FlagSpec("heartbeats", summary: "also the HEARTBEAT messages")],
            summary: "the slots and the messages of one node",
            example: "printlog n3 --all"
        ),
        CommandSpec(
            "printstatus",
            arguments: [
                ArgumentSpec("SLOT|FIRST..LAST|NODE", .nodeOrSlots, isOptional: true),
                ArgumentSpec("SLOT", .slots, isOptional: true),
            ],
            flags: [all],
            summary: "what slots have come to on each node: X, A, C or E",
            example: "printstatus 4..6"
        ),
        CommandSpec(
            "printview",
            arguments: [ArgumentSpec("NODE", .node, isOptional: true)],
            flags: [all],
            summary: "every NEW_VIEW with all its entries",
            example: "printview"
        ),
    ]

    private static let bank: [CommandSpec] = [
        CommandSpec(
            "transfer",
            arguments: [
                ArgumentSpec("FROM", .account), ArgumentSpec("TO", .account),
                ArgumentSpec("AMOUNT", .text),
            ],
            flags: [
                FlagSpec("key", value: "KEY", summary: "makes a repeated call harmless"),
                FlagSpec(
                    "principal",
                    value: "NAME",
                    summary: "whose key; \(IdempotencyKey.standardPrincipal) if not given",
                    reach: .commandLine
                ),
                FlagSpec(
                    "client",
                    value: "NAME",
                    summary: "the client that asks; FROM if not given"
                ),
                FlagSpec(
                    "timestamp",
                    value: "NUMBER",
                    summary: "the client's number of the request"
                ),
            ],
            summary: "moves money from one account to another",
            example: "transfer G B 6"
        ),
        CommandSpec(
            "balance",
            arguments: [ArgumentSpec("ACCOUNT", .account)],
            flags: [FlagSpec("local", value: "NODE", summary: "what one node has, not confirmed")],
            summary: "what an account holds, confirmed by a quorum",
            example: "balance G"
        ),
    ]

    private static let cluster: [CommandSpec] = [
        CommandSpec(
            "nodes",
            summary: "one line a node: role, ballot, slots, state",
            example: "nodes"
        ),
        CommandSpec("leader", summary: "who leads", example: "leader"),
        CommandSpec(
            "snapshot",
            flags: [FlagSpec("node", value: "NODE", summary: "only this node")],
            summary: "has every node, or one, write its whole state to disk now",
            example: "snapshot --node n2"
        ),
        CommandSpec(
            "fail",
            arguments: [ArgumentSpec("NODE|leader", .nodeOr(["leader"]))],
            summary: "cuts a node off; it keeps its memory",
            example: "fail leader"
        ),
        CommandSpec(
            "recover",
            arguments: [ArgumentSpec("NODE", .node)],
            summary: "connects a node again",
            example: "recover n1"
        ),
        CommandSpec(
            "partition",
            arguments: [ArgumentSpec("GROUP/GROUP", .groups)],
            summary: "lets only nodes of one group talk to each other",
            example: "partition n1,n2/n3,n4,n5"
        ),
        CommandSpec("heal", summary: "ends a partition", example: "heal"),
    ]

    private static let session: [CommandSpec] = [
        CommandSpec(
            "next",
            aliases: ["n"],
            arguments: [ArgumentSpec("all", .word(["all"]), isOptional: true)],
            summary: "runs the next set; with all, every set without a pause",
            example: "next",
            places: .console
        ),
        CommandSpec(
            "set",
            arguments: [
                ArgumentSpec("output", .word(["output"])),
                ArgumentSpec("FORM", .word(OutputForm.allCases.map(\.rawValue))),
            ],
            summary: "sets the form of answers: human, plain or json",
            example: "set output json",
            places: .console
        ),
        CommandSpec(
            "help",
            arguments: [ArgumentSpec("COMMAND", .command, isOptional: true)],
            summary: "the commands, or one of them",
            example: "help printlog",
            places: .console
        ),
        CommandSpec(
            "quit",
            aliases: ["exit"],
            summary: "ends the console and the nodes it started",
            example: "quit",
            places: .console
        ),
    ]
}
