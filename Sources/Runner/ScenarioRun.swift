import Bank
import BankClient
import Foundation
import JSON
import Paxos
public import Scenario
import Wire

/// What `run` was asked to do.
public struct ScenarioRunOptions: Sendable {
    /// The file, as the user gave it.
    public var file: String
    /// Whether the console opens after each set.
    public var pauses = false
    /// Where the report goes; nil for nowhere.
    public var report: String?
    /// The sets to run; nil for all.
    public var selection: SetSelection?
    /// The longest wait before a row is handed out, in milliseconds.
    public var jitterMilliseconds = 0
    /// Where waits are drawn from.
    public var seed: UInt64 = 1
    /// How long a set without a quorum is given, in milliseconds.
    public var settleMilliseconds = 3_000
    /// How long a set with a quorum may take, in milliseconds.
    public var timeoutMilliseconds = 60_000
    /// The form of the console's answers.
    public var form = OutputForm.human
    /// Whether colour is welcome in the console.
    public var usesColor = false
    /// Whether only the summary is printed, and what is wrong.
    public var isQuiet = false
    /// How the nodes keep everything.
    public var storage = LocalStorage()
    /// Whether nodes are killed where they would be disconnected; not with nodes in memory.
    public var kills = false

    /// Creates options with their defaults.
    public init(file: String) {
        self.file = file
    }
}

/// A run of a test file on five node processes of this machine, from the first set to the verdict.
public final class ScenarioRun {
    private let options: ScenarioRunOptions
    private let sets: [TestSet]
    private let local: LocalCluster
    private let session: ClusterSession
    /// The console of the pauses; nil if there are none.
    private var shell: ConsoleShell?
    private var input: ConsoleInput?
    /// Facts about slots and nodes.
    private var gatherer: FactGatherer
    /// What is printed while a set runs.
    private var printer: SetPrinter
    private var report: RunReport
    /// Whether all nodes came up.
    private var areNodesUp = false
    private var violations: [String] = []
    private var electionMilliseconds: [UInt64] = []
    private var lastVerdict: RunVerdict?
    private var lastDatabases: [NodeDatabase] = []

    /// Reads the file, starts the nodes, and waits until all of them are connected.
    ///
    /// - Parameter options: What was asked for.
    /// - Throws: ``UserError`` if the file is invalid, before any node starts, or if the nodes do
    ///   not start.
    public init(_ options: ScenarioRunOptions) throws(UserError) {
        self.options = options
        sets = try Self.sets(options)
        var data: DataFolder?
        if case .directory(let path) = options.storage.place {
            data = try DataFolder(path, mayBeUsed: false)
        }
        var started: LocalCluster?
        do {
            let local = try LocalCluster(storage: options.storage, data: data)
            started = local
            self.local = local
            session = try ClusterSession(cluster: local.cluster, seed: options.seed)
        } catch {
            started?.beginStop()
            started?.endAndRemove()
            throw UserError(
                "the nodes cannot be started",
                code: "cannot_start",
                why: "\(error)",
                hint: "check the free space of the temporary folder and the limit of processes",
                kind: .inputOutput
            )
        }
        session.killedBecause = { [local] in local.killed[$0] }
        gatherer = FactGatherer(session: session)
        printer = SetPrinter(
            nodes: session.nodes,
            isTerminal: Terminal.isOutput,
            isQuiet: options.isQuiet
        )
        report = RunReport(file: options.file)
        Interruption.watch(session) { [local] in
            local.beginStop()
            local.endAndRemove()
        }
    }

    /// Reads and parses the file, and picks the sets asked for.
    private static func sets(_ options: ScenarioRunOptions) throws(UserError) -> [TestSet] {
        let size = (try? FileManager.default.attributesOfItem(atPath: options.file))?[.size]
        guard let data = FileManager.default.contents(atPath: options.file),
            (size as? Int ?? 0) <= ScenarioLimits.fileBytesMax
        else {
            throw UserError(
                "\(options.file) cannot be read",
                code: "no_file",
                why: "there is no such file, it is not readable, or it is larger than"
                    + " \(ScenarioLimits.fileBytesMax >> 20) MiB",
                hint: "give the path of a CSV file, for example Testcases.csv",
                kind: .configuration
            )
        }
        let file: ScenarioFile
        do {
            file = try ScenarioParser.parse([UInt8](data))
        } catch {
            throw UserError(scenario: error, file: options.file)
        }
        guard let selection = options.selection else { return file.sets }
        do {
            return try selection.sets(of: file)
        } catch {
            throw UserError(
                "the sets asked for are not in \(options.file)",
                code: "no_such_set",
                why: "\(error)",
                hint: "name sets of the file, for example '--set 3,5..7'"
            )
        }
    }

    /// Runs the sets and prints the verdict.
    ///
    /// - Returns: Whether every set ended and all invariants hold.
    /// - Throws: ``UserError`` if the nodes do not come up or the report cannot be written; the
    ///   nodes are stopped then too.
    public func execute() throws(UserError) -> Bool {
        defer {
            local.beginStop()
            // The hint of a cluster that does not come up is to look at these files.
            local.endAndRemove(keepsFiles: !violations.isEmpty || !areNodesUp)
        }
        try local.waitUntilUp(session)
        areNodesUp = true
        if options.pauses { try openConsole() }
        let runner = TestSetRunner(
            session: session,
            local: local,
            settings: RunSettings(
                settleMilliseconds: options.settleMilliseconds,
                timeoutMilliseconds: options.timeoutMilliseconds,
                jitterMilliseconds: options.jitterMilliseconds,
                seed: options.seed,
                kills: options.kills
            ),
            report: { [unowned self] in take($0) }
        )
        var isPausing = options.pauses
        for (index, set) in sets.enumerated() {
            run(set, isLast: index == sets.count - 1, runner)
            guard isPausing else { continue }
            switch pause(after: set) {
            case .next(let all): isPausing = !all
            case .quit:
                return try finish(runner)
            }
        }
        return try finish(runner)
    }

    // MARK: One set

    private func run(_ set: TestSet, isLast: Bool, _ runner: TestSetRunner) {
        let before = local.deaths.count
        printer.begin(set, rows: { runner.rows })
        let run = runner.run(set)
        printer.end(run, quorum: session.quorum, isLast: isLast)
        noteDeaths(after: before, at: "set \(set.number)")
        violations += run.problems.map { "set \(set.number): \($0)" }
        shell?.executor.baseBallot = gatherer.lastBallot
        judge(runner, at: "set \(set.number)")
        report.sets.append(gatherer.report(run, runner.rows))
        for problem in run.problems { printer.tell("  PROBLEM: \(problem)\n") }
        shell?.executor.base = run.base
        shell?.executor.scope = .set(set.number)
    }

    /// Judges what all nodes hold now.
    private func judge(_ runner: TestSetRunner, at place: String) {
        let facts = gatherer.gather(runner.rows, others: shell?.executor.sentRequests ?? [])
        lastDatabases = facts.databases
        let verdict = RunVerdict(facts.facts)
        lastVerdict = verdict
        violations += verdict.violations.map { "\(place): \($0)" }
        for violation in verdict.violations { printer.tell("  BROKEN: \(violation)\n") }
    }

    private func take(_ progress: TestSetRunner.Progress) {
        if case .elected(_, let milliseconds) = progress {
            electionMilliseconds.append(UInt64(milliseconds))
        }
        printer.take(progress)
    }

    // MARK: Pauses

    /// Opens the console, with connections of its own: the clients of the sets stay paused.
    private func openConsole() throws(UserError) {
        do {
            let own = try ClusterSession(cluster: local.cluster, seed: options.seed &+ 1)
            own.killedBecause = { [local] in local.killed[$0] }
            let input = try ConsoleInput(session: own, usesColor: options.usesColor)
            Interruption.watch(own) { [local] in
                input.restoreTerminal()
                local.beginStop()
                local.endAndRemove()
            }
            self.input = input
            shell = ConsoleShell(
                executor: CommandExecutor(
                    session: own,
                    form: options.form,
                    ownClient: OwnClient.ofPause,
                    timeStands: true
                ),
                input: input,
                hasSets: true
            )
        } catch {
            throw UserError(
                "the console cannot be opened",
                code: "no_input",
                why: "\(error)",
                hint: "run with '--no-pause'",
                kind: .inputOutput
            )
        }
    }

    private func pause(after set: TestSet) -> ConsoleShell.End {
        defer { input?.saveHistory() }
        return shell?.run() ?? .next(all: true)
    }

    // MARK: The end

    private func finish(_ runner: TestSetRunner) throws(UserError) -> Bool {
        compareAll(runner)
        let completions = runner.rows.compactMap(\.completion)
        report.isOK = violations.isEmpty
        let ends = lastDatabases.map { database in
            RunSummary.NodeEnd(
                node: database.status.node,
                executed: database.executed,
                isConnected: database.status.isConnected,
                total: database.total
            )
        }
        let summary = RunSummary(
            report: report,
            electionMilliseconds: electionMilliseconds,
            latencyMicroseconds: completions.map { UInt64(max(0, $0.latencyMicroseconds)) },
            nodes: ends,
            initialTotal: gatherer.initialTotal,
            extraSlots: lastVerdict?.extraSlots ?? RunSummary.ExtraSlots(),
            coverage: lastVerdict?.coverage ?? RunSummary.Coverage(),
            violations: violations,
            logFiles: session.nodes.map { local.logFile(of: $0).path }
        )
        Terminal.write(summary.text)
        if let path = options.report { try ReportFile.write(report.json.prettyPrinted(), to: path) }
        return report.isOK
    }

    /// Judges once more with the nodes that are killed, which are started for that.
    private func compareAll(_ runner: TestSetRunner) {
        guard !local.killed.isEmpty else { return }
        let before = local.deaths.count
        let problems = runner.bringBack()
        noteDeaths(after: before, at: "the end")
        violations += problems.map { "the end: \($0)" }
        judge(runner, at: "the end")
    }

    private func noteDeaths(after count: Int, at place: String) {
        for death in local.deaths.dropFirst(count) {
            let problem = "the process of \(death.node) ended with \(death.end) and stays out"
            violations.append("\(place): \(problem)")
        }
    }
}

extension UserError {
    /// The code of the errors of a test file: their lines are complete already.
    public static let scenarioCode = "bad_scenario"

    /// The errors of a test file; they are rendered by ``ScenarioErrors``.
    init(scenario errors: ScenarioErrors, file: String) {
        self.init(
            "\(file) is no valid test file",
            code: Self.scenarioCode,
            why: errors.rendered(file: file),
            hint: "docs/SCENARIO.md has the grammar",
            kind: .configuration
        )
    }
}
