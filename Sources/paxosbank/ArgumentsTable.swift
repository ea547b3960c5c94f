import Bank
import Gateway
import Node
package import Runner
import Simulator
import Wire

/// The commands and flags of the program, from which parser and help are made.
package enum ArgumentsTable {
    /// What the program is called.
    package static let program = "paxosbank"
    /// The version of the program.
    package static let version = "0.1.0"

    /// The flags of every command.
    package static let globalFlags = [
        FlagSpec("cluster", value: "FILE", summary: "the cluster file"),
        FlagSpec("config", value: "FILE", summary: "a file that gives flags", reach: .environment),
        FlagSpec("output", value: "human|plain|json", summary: "the form of answers"),
        FlagSpec("timeout", value: "DURATION", summary: "how long to wait, as 5s or 250ms"),
        FlagSpec("quiet", summary: "only results and errors"),
        FlagSpec(
            "color",
            value: "auto|always|never",
            summary: "when to use colour",
            defaultValue: GlobalOptions().color.rawValue
        ),
        FlagSpec("no-input", summary: "never ask or wait for somebody at a terminal"),
        FlagSpec("help", summary: "how a command is written", reach: .commandLine),
        FlagSpec("version", summary: "the program's version", reach: .commandLine),
    ]

    /// Flags that ask something in place of a command, and so have no value that could be shown.
    package static let questions = ["help", "version"]

    /// Flags that say the same in different ways: one that is given nearer silences the others.
    package static let alternatives = [
        ["data", "memory"], ["pause", "no-pause"], ["duration", "transfers"],
        ["rate", "in-flight"],
    ]

    /// Returns all flags that a command takes; without a command those of every command.
    package static func flags(of spec: CommandSpec?) -> [FlagSpec] {
        let own = spec?.flags ?? []
        return own + globalFlags.filter { global in !own.contains { $0.name == global.name } }
    }

    /// The commands in the order of help; those of the console follow the program's own.
    package static let commands: [CommandSpec] =
        own + storageCommands + configCommands
        + CommandTable.commands.filter { $0.places.contains(.program) }

    /// Returns the command called `name`, in any case; nil if there is none.
    package static func command(named name: String) -> CommandSpec? {
        commands.first { $0.isNamed(name) }
    }

    /// Where and how nodes keep everything.
    private static func storage(_ data: String) -> [FlagSpec] {
        [
            FlagSpec("data", value: "DIR", summary: data),
            FlagSpec("memory", summary: "keeps everything in memory, and nothing at the end"),
            FlagSpec(
                "checkpoint-interval",
                value: "SLOTS",
                summary: "how many slots lie between two snapshots",
                defaultValue: "\(NodeStorage.checkpointIntervalDefault)"
            ),
        ]
    }

    /// How a program that goes on and on tells people what happens.
    private static let log = [
        FlagSpec(
            "log-level",
            value: "error|warn|info|debug",
            summary: "what is told",
            defaultValue: "info"
        ),
        FlagSpec(
            "log-format",
            value: "kv|json",
            summary: "how a line is written",
            defaultValue: "kv"
        ),
        FlagSpec("log-file", value: "FILE", summary: "writes lines to this file, too"),
        FlagSpec(
            "log-file-bytes",
            value: "SIZE",
            summary: "when it is put aside",
            defaultValue: "16MiB"
        ),
    ]

    private static let own: [CommandSpec] = [
        CommandSpec(
            "run",
            arguments: [ArgumentSpec("FILE.csv", .file)],
            flags: [
                FlagSpec("pause", summary: "waits for 'next' between sets"),
                FlagSpec("no-pause", summary: "runs on; so it does without a terminal"),
                FlagSpec("report", value: "OUT.json", summary: "writes the JSON report"),
                FlagSpec("set", value: "3,5..7", summary: "runs only these sets"),
                FlagSpec("jitter", value: "MS", summary: "delays requests at random up to this"),
                FlagSpec(
                    "seed",
                    value: "N",
                    summary: "what the random delays are drawn from",
                    defaultValue: "\(RunOptions(file: "").seed)"
                ),
                FlagSpec(
                    "settle",
                    value: "DURATION",
                    summary: "time of a set without a quorum",
                    defaultValue: duration(RunOptions(file: "").settleMilliseconds)
                ),
                FlagSpec("kill", summary: "kills nodes instead of disconnecting them"),
            ] + storage("keeps the nodes' folders in this one, which must be empty"),
            summary: "runs a scenario file on five nodes and ten clients, and judges the result",
            example: "run Testcases.csv --no-pause --report report.json",
            places: .program
        ),
        CommandSpec(
            "console",
            flags: storage("keeps the nodes' folders in this one, or goes on with them"),
            summary: "starts five nodes, or joins those of --cluster, and takes commands",
            example: "console --cluster cluster.json",
            places: .program
        ),
        demo,
        CommandSpec(
            "cluster init",
            flags: [
                FlagSpec(
                    "nodes",
                    value: "N",
                    summary: "how many nodes, odd",
                    defaultValue: "\(ClusterInitOptions(basePort: 0, out: "").nodeCount)"
                ),
                FlagSpec(
                    "base-port",
                    value: "P",
                    summary: "the port of n1; the others follow",
                    isRequired: true
                ),
                FlagSpec("out", value: "FILE", summary: "the file to write", isRequired: true),
            ],
            summary: "writes the one file that describes a cluster",
            example: "cluster init --nodes 5 --base-port 5001 --out cluster.json",
            places: .program
        ),
        CommandSpec(
            "node",
            flags: [
                FlagSpec(
                    "id",
                    value: "NODE",
                    summary: "which node of the cluster file this is",
                    isRequired: true
                ),
                FlagSpec("allow-faults", summary: "lets operators cut this node off"),
                FlagSpec(
                    "new-cluster",
                    summary: "the cluster is new: an empty folder has lost nothing",
                    reach: .commandLine
                ),
                FlagSpec(
                    "listen-descriptor",
                    value: "N",
                    summary: "the open descriptor to listen on",
                    isHidden: true
                ),
                FlagSpec(
                    "until-stdin-closes",
                    summary: "ends when standard input does",
                    isHidden: true
                ),
                FlagSpec(
                    "segment-bytes",
                    value: "N",
                    summary: "how large a segment of the log is",
                    isHidden: true
                ),
            ] + storage("the folder that keeps everything: n1.data for n1") + log,
            summary: "runs one node of a cluster",
            example: "node --id n1 --cluster cluster.json --data n1.data --new-cluster",
            places: .program
        ),
        gateway, stress, bench, chaos, simulate,
    ]

    private static let demo = CommandSpec(
        "demo",
        flags: [
            FlagSpec("base-port", value: "P", summary: "the port of n1; the others follow: 5001"),
            FlagSpec("listen", value: "HOST:PORT", summary: "where the page is: 127.0.0.1:8080"),
        ] + storage("keeps the nodes' folders in this one, or goes on with them"),
        summary: "starts five nodes, a gateway with its page, and a console, all in one",
        example: "demo",
        places: .program
    )

    private static let stress = CommandSpec(
        "stress",
        flags: [
            FlagSpec(
                "url",
                value: "URL,...",
                summary: "the gateways, as http://127.0.0.1:8080",
                isRequired: true
            ),
            FlagSpec("requests", value: "N", summary: "how many with one key at once: 1000"),
            FlagSpec("keys", value: "N", summary: "how many different keys at once: 1"),
            FlagSpec("rounds", value: "N", summary: "how often, each time with new keys: 1"),
            FlagSpec("connections", value: "N", summary: "how many to all gateways: 256"),
            FlagSpec("fail-leader", summary: "cuts the leader off in the middle of some rounds"),
            FlagSpec("seed", value: "N", summary: "what all this is drawn from: 1"),
            FlagSpec("report", value: "OUT.json", summary: "writes the JSON report"),
        ],
        summary: "asks gateways for the same payments at once, and verifies one execution a key",
        example: "stress --url http://127.0.0.1:8080 --requests 1000 --fail-leader",
        places: .program
    )

    private static let gateway = CommandSpec(
        "gateway",
        flags: [
            FlagSpec(
                "listen",
                value: "HOST:PORT",
                summary: "where to listen",
                defaultValue: GatewaySettings.standardAddress
            ),
            FlagSpec("allow-faults", summary: "lets callers cut nodes off that allow it too"),
            FlagSpec("allow-host", value: "NAME,...", summary: "further names of this gateway"),
            FlagSpec(
                "principal",
                value: "NAME",
                summary: "whose idempotency keys",
                defaultValue: IdempotencyKey.standardPrincipal
            ),
            FlagSpec("name", value: "NAME", summary: "this gateway's own name: HOST-PORT"),
            FlagSpec(
                "request-timeout",
                value: "DURATION",
                summary: "until 504",
                defaultValue: "10s"
            ),
            FlagSpec(
                "listen-descriptor",
                value: "N",
                summary: "the open descriptor to listen on",
                isHidden: true
            ),
            FlagSpec(
                "until-stdin-closes",
                summary: "ends when standard input does",
                isHidden: true
            ),
        ] + log,
        summary: "answers HTTP for a cluster: payments, a live page, metrics",
        example: "gateway --cluster cluster.json --listen 127.0.0.1:8080",
        places: .program
    )

    private static let simulate = CommandSpec(
        "simulate",
        flags: [
            FlagSpec("seed", value: "N", summary: "the first seed", defaultValue: "1"),
            FlagSpec("seeds", value: "COUNT", summary: "how many seeds", defaultValue: "1"),
            FlagSpec(
                "ticks",
                value: "N",
                summary: "how long faults last, in ticks of 10 ms",
                defaultValue: "\(SwarmOptions.ticksStandard)"
            ),
            FlagSpec("jobs", value: "N", summary: "how many seeds at a time: one a core"),
            FlagSpec("trace", summary: "prints all that happens in one seed"),
            FlagSpec("shrink", summary: "makes the run of one failing seed smaller"),
            FlagSpec("only", value: "KEY=VALUE,...", summary: "leaves out the rest of one seed"),
            FlagSpec("report", value: "OUT.json", summary: "writes the JSON report"),
            FlagSpec("mutant", value: "NAME", summary: "plants a bug, and looks for its seed"),
            FlagSpec("list-mutants", summary: "names the bugs that can be planted"),
            FlagSpec(
                "model",
                value: "NODES",
                summary: "prints what 3 or 5 nodes did as steps of the specification"
            ),
        ],
        summary: "runs whole clusters in simulated storms, and checks every step",
        example: "simulate --seed 1 --seeds 1000",
        places: .program
    )

    /// The options of `bench` without flags.
    private static let standardBench = BenchOptions()

    /// Returns a duration as one would write it.
    private static func duration(_ milliseconds: UInt64) -> String {
        DurationText.text(milliseconds: milliseconds)
    }

    private static let bench = CommandSpec(
        "bench",
        flags: [
            FlagSpec(
                "in-flight",
                value: "N,...",
                summary: "how many transactions at any time, of several one after the other",
                defaultValue: "\(standardBench.inFlight[0])"
            ),
            FlagSpec("rate", value: "R", summary: "begins so many a second, whatever is answered"),
            FlagSpec(
                "duration",
                value: "DURATION",
                summary: "for how long",
                defaultValue: "10s"
            ),
            FlagSpec("transfers", value: "COUNT", summary: "how many, in place of a duration"),
            FlagSpec(
                "workload",
                value: "transfer|smallbank",
                summary: "what transactions do",
                defaultValue: standardBench.workload.rawValue
            ),
            FlagSpec(
                "reads",
                value: "PERCENT",
                summary: "how many of a hundred only read",
                defaultValue: "\(standardBench.readsPercent)"
            ),
            FlagSpec(
                "accounts",
                value: "M",
                summary: "how many accounts the bank has: 10; of smallbank, customers: 1000"
            ),
            FlagSpec(
                "skew",
                value: "THETA",
                summary: "draws accounts by Zipf's law",
                defaultValue: "0"
            ),
            FlagSpec("clients", value: "N", summary: "how many clients share the work"),
            FlagSpec(
                "fail-leader-at",
                value: "SECONDS,...",
                summary: "kills whoever leads then, and starts it again"
            ),
            FlagSpec("check", summary: "remembers every answer, and checks them all"),
            FlagSpec("report", value: "OUT.json", summary: "writes the JSON report"),
            FlagSpec("plot", value: "OUT.svg", summary: "draws a picture of it"),
        ] + storage("keeps the nodes' folders in this one, which must be empty"),
        summary: "measures five nodes of its own, or those of --cluster, and checks them",
        example: "bench --in-flight 1000 --duration 30s --report bench.json",
        places: .program
    )

    private static let chaos = CommandSpec(
        "chaos",
        flags: [
            FlagSpec(
                "duration",
                value: "DURATION",
                summary: "for how long faults are made",
                defaultValue: duration(ChaosOptions().durationMilliseconds)
            ),
            FlagSpec(
                "seed",
                value: "N",
                summary: "what faults and transfers are drawn from",
                defaultValue: "\(ChaosOptions().seed)"
            ),
            FlagSpec("report", value: "OUT.json", summary: "writes the JSON report"),
            FlagSpec("http", summary: "lets clients ask two gateways, and not the nodes"),
            FlagSpec("history", value: "OUT.jsonl", summary: "writes what clients were answered"),
            FlagSpec(
                "data",
                value: "DIR",
                summary: "keeps the nodes' folders in this one, which must be empty"
            ),
        ],
        summary: "makes real faults on five nodes of its own, and checks every answer",
        example: "chaos --duration 60s --seed 7 --report chaos.json",
        places: .program
    )
}
