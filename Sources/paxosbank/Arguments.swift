package import EventLog
package import Paxos
package import Runner
package import Scenario

/// A call of the program, read: what to do, and how to talk about it.
package struct Arguments: Hashable, Sendable {
    /// What to do.
    package var command: ProgramCommand
    /// What holds for every command.
    package var options: GlobalOptions
    /// The value of each flag of the command, and of every command, that is in effect.
    package var configuration: [ConfigurationEntry] = []
}

/// What the program can be asked to do.
package enum ProgramCommand: Hashable, Sendable {
    /// Nothing was named: the console on a terminal, else the help.
    case none
    /// Print the help on a command; nil is the overview.
    case help(CommandSpec?)
    /// Print the version.
    case version
    /// Run a scenario file.
    case run(RunOptions)
    /// Open the console; nodes that it starts keep everything so.
    case console(LocalStorage)
    /// Start a cluster to play with, its gateway and a console.
    case demo(DemoOptions)
    /// Write a cluster file.
    case clusterInit(ClusterInitOptions)
    /// Be a node.
    case node(NodeOptions)
    /// Be a gateway.
    case gateway(GatewayOptions)
    /// Stress gateways and verify what they answer.
    case stress(StressOptions)
    /// Measure a cluster.
    case bench(BenchOptions)
    /// Run clusters in simulated storms.
    case simulate(SimulateOptions)
    /// Make faults and check every answer.
    case chaos(ChaosOptions)
    /// Work on files of nodes.
    case storage(StorageCommand)
    /// One command of the console.
    case once(ConsoleCommand)
    /// Tell which values of flags are in effect.
    case configShow(ConfigurationPrint)
    /// Look for mistakes in a file of configuration and in the environment.
    case configCheck(ConfigurationCheckOptions)
}

/// How to run a scenario file.
package struct RunOptions: Hashable, Sendable {
    /// The file.
    package var file: String
    /// Whether to pause between sets; nil means on a terminal only.
    package var pauses: Bool?
    /// Where to write the report; nil writes none.
    package var report: String?
    /// How nodes keep everything.
    package var storage = LocalStorage()
    /// Whether nodes are killed where they would be disconnected.
    package var kills = false
    /// The sets to run; nil means all.
    package var sets: SetSelection?
    /// The longest random delay before each request, in milliseconds; nil means none.
    package var jitterMilliseconds: UInt64?
    /// What the delays are drawn from.
    package var seed: UInt64 = 1
    /// How long a set without a quorum is given, in milliseconds.
    package var settleMilliseconds: UInt64 = 3_000

    /// Creates the options that a file is run with by default.
    package init(file: String) {
        self.file = file
    }
}

/// What cluster file to write.
package struct ClusterInitOptions: Hashable, Sendable {
    /// How many nodes: odd, from 1 to ``Wire/Cluster/nodesMax``.
    package var nodeCount = 5
    /// The port of node 1; the others follow.
    package var basePort: UInt16
    /// Where to write the file.
    package var out: String

    /// Creates the options for five nodes.
    package init(basePort: UInt16, out: String) {
        self.basePort = basePort
        self.out = out
    }
}

/// How to be a node.
package struct NodeOptions: Hashable, Sendable {
    /// The node.
    package var id: NodeID
    /// The cluster file.
    package var cluster: String
    /// Where everything is kept.
    package var place = StoragePlace.standard
    /// Whether the cluster is new, so that an empty folder has lost nothing.
    package var isNewCluster = false
    /// Every so many slots a snapshot is taken; nil leaves it to the node.
    package var checkpointInterval: UInt64?
    /// How large a segment of the log is, in bytes; nil leaves it to the node.
    ///
    /// For tests: hidden from help.
    package var segmentBytes: Int?
    /// Whether operators may make faults.
    package var allowsFaults = false
    /// Where and how it tells people what happens.
    package var log = EventLogSettings()
    /// The number of an open descriptor to listen on; nil listens on the cluster file's address.
    ///
    /// For the runner, which chooses free ports: hidden from help.
    package var listenDescriptor: Int32?
    /// Whether to end when standard input does.
    ///
    /// For the runner, whose nodes must not outlive it: hidden from help.
    package var endsWithStandardInput = false

    /// Creates the options of a node.
    package init(id: NodeID, cluster: String) {
        self.id = id
        self.cluster = cluster
    }
}

/// What holds for every command.
package struct GlobalOptions: Hashable, Sendable {
    /// The cluster file; nil if none was named.
    package var cluster: String?
    /// The form of answers; nil means `human` on a terminal and `plain` elsewhere.
    package var output: OutputForm?
    /// How long to wait, in milliseconds; nil means the command's own time.
    package var timeoutMilliseconds: UInt64?
    /// Whether to leave out everything but results and errors.
    package var isQuiet = false
    /// When to use colour.
    package var color = Color.auto
    /// Whether nothing may be read from a terminal: no pause, no prompt.
    package var noInput = false

    /// When to use colour.
    package enum Color: String, Hashable, Sendable, CaseIterable {
        /// On a terminal that has it, unless `NO_COLOR` is set.
        case auto
        /// Always.
        case always
        /// Never.
        case never
    }

    /// Creates the defaults.
    package init() {}
}
