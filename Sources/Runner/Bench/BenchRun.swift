import Bank
import BankClient
import EventLoop
import Foundation
import JSON
import Paxos
import Wire

/// A bench: a cluster of its own or a running one, loads of transactions, what they cost, and
/// whether every node came to the same end.
public final class BenchRun {
    private let options: BenchOptions
    /// The nodes that were started here; nil if they run elsewhere.
    private let local: LocalCluster?
    private let session: ClusterSession
    private let clients: [ClientID]
    /// Judges what clients were answered; the words for what does not hold, or nil.
    private let judge: (ChaosEvidence) -> String?
    /// What clients were answered; nil if nobody wants to know.
    private var history: BenchHistory?
    /// The accounts that take part.
    private lazy var accounts = options.accounts(of: session.cluster)
    /// Whether the files of the nodes are kept for somebody to look at.
    private var keepsFiles = true

    /// Where random transactions and waits are drawn from: every bench asks for the same.
    private static let seed: UInt64 = 1

    /// Starts the nodes, unless they run elsewhere.
    ///
    /// - Parameters:
    ///   - options: What was asked for.
    ///   - judge: Judges the history at the end, if that was asked for; what does not hold in
    ///     words, or nil.
    /// - Throws: ``UserError`` if the nodes cannot be started; nothing is left then.
    public init(
        _ options: BenchOptions,
        judge: @escaping (ChaosEvidence) -> String?
    ) throws(UserError) {
        self.options = options
        self.judge = judge
        clients = BenchWorkload.clients(count: options.clients)
        history = options.checksHistory ? BenchHistory() : nil
        if let cluster = options.cluster {
            local = nil
            try options.checkAccounts(of: cluster)
            do {
                session = try ClusterSession(cluster: cluster, seed: Self.seed)
            } catch {
                throw UserError(error.explanation, kind: .configuration)
            }
            return
        }
        var data: DataFolder?
        if case .directory(let path) = options.storage.place {
            data = try DataFolder(path, mayBeUsed: false)
        }
        var started: LocalCluster?
        do {
            let local = try LocalCluster(
                storage: options.storage,
                data: data,
                accounts: options.newAccounts
            )
            started = local
            self.local = local
            session = try ClusterSession(cluster: local.cluster, seed: Self.seed)
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
        session.killedBecause = { [local] in local?.killed[$0] }
        Interruption.watch(session) { [local] in
            local?.beginStop()
            local?.endAndRemove()
        }
    }

    /// Measures, prints the result, and stops the nodes that were started here.
    ///
    /// - Returns: Whether everything was answered and all checks hold.
    /// - Throws: ``UserError`` if nobody leads, or a file cannot be written.
    public func execute() throws(UserError) -> Bool {
        defer {
            local?.beginStop()
            local?.endAndRemove(keepsFiles: keepsFiles)
            if keepsFiles, let local { Terminal.write("logs: \(local.folder.path)\n", to: 2) }
        }
        try local?
            .waitUntilUp(
                session,
                atMostMilliseconds: max(
                    options.timeoutMilliseconds,
                    LocalCluster.startMillisecondsMax
                )
            )
        try waitForLeader()
        let before = session.statuses(of: session.nodes).compactMap(\.value)
            .filter(\.isConnected)
        var report = BenchReport()
        let machine = try measureMachine()
        report.workload = options.workload
        report.accountCount = accounts.count
        report.clientCount = clients.count
        report.skewThousandths = options.skewThousandths
        report.nodeCount = session.nodes.count
        for inFlight in options.inFlight where report.violations.isEmpty {
            run(inFlight: inFlight, into: &report)
        }
        report.judge(before: before, after: settle(before.map(\.node)), initial: initialTotal)
        if let machine, let again = try measureMachine() { report.machine = machine.least(again) }
        checkHistory(&report)
        keepsFiles = !report.isOK
        Terminal.write(report.text(options.form))
        if let path = options.report { try ReportFile.write(report.json.prettyPrinted(), to: path) }
        if let path = options.plot { try ReportFile.write(Array(report.svg.utf8), to: path) }
        return report.isOK
    }
}

// MARK: - The parts of a bench

extension BenchRun {
    /// Lets one transfer be executed, so that there is a leader and this process knows it.
    private func waitForLeader() throws(UserError) {
        let milliseconds = options.timeoutMilliseconds
        let call = SystemClock.monotonicMicroseconds
        let completion: Completion
        do {
            completion = try session.connection.transfer(
                .transfer(
                    Transfer(from: accounts[0], to: accounts[1], amount: Amount(minorUnits: 1))
                ),
                by: clients[0],
                timeoutMilliseconds: milliseconds
            )
        } catch {
            throw UserError(error.explanation, kind: .inputOutput)
        }
        history?.append(completion, call: call, end: SystemClock.monotonicMicroseconds)
        guard let explanation = session.connection.explanation(of: completion, after: milliseconds)
        else { return }
        throw UserError(explanation, kind: .unavailable)
    }

    /// Measures this machine, if the nodes run on it.
    private func measureMachine() throws(UserError) -> BenchMachine? {
        guard let local else { return nil }
        var folder: URL? = local.dataFolder(of: session.nodes[0]).deletingLastPathComponent()
        if options.storage.place == .memory { folder = nil }
        do {
            return try BenchMachine.measure(folder: folder)
        } catch {
            throw UserError(
                "this machine cannot be measured",
                code: "cannot_measure",
                why: "\(error)",
                hint: "check the free space and the rights of the nodes' folder",
                kind: .inputOutput
            )
        }
    }

    /// Runs one load and adds what it came to.
    private func run(inFlight: Int, into report: inout BenchReport) {
        let load = BenchLoad(
            session: session,
            clients: clients[...],
            workload: BenchWorkload(
                accounts: accounts,
                mix: options.mix,
                skewThousandths: options.skewThousandths,
                seed: Self.seed &+ 1
            ),
            history: history
        )
        history = nil
        var failures: BenchLeaderFailures?
        if let local, !options.leaderFailures.isEmpty {
            failures = BenchLeaderFailures(options.leaderFailures, local: local, session: session)
        }
        let watch = BenchWatch(
            local: local,
            failures: failures,
            extent: options.extent,
            isShown: isatty(2) == 1 && !options.isQuiet,
            remark: options.inFlight.count > 1 ? "\(inFlight) in flight" : ""
        )
        load.run(
            options.ratePerSecond.map { .open(ratePerSecond: $0) } ?? .closed(inFlight: inFlight),
            options.extent,
            drainMilliseconds: options.timeoutMilliseconds,
            observer: watch
        )
        watch.end()
        history = load.takeHistory()
        var tally = load.tally
        failures?.finish()
        failures?.bringBack(&tally, at: SystemClock.monotonicMicroseconds)
        var measure = BenchMeasure(tally, notSent: load.notSent)
        measure.inFlight = options.ratePerSecond == nil ? inFlight : clients.count
        measure.ratePerSecond = options.ratePerSecond
        report.add(measure, disturbed: tally.disturbed)
        report.violations += failures?.problems ?? []
        for death in local?.deaths ?? [] {
            report.violations.append("the process of \(death.node) ended with \(death.end)")
        }
    }

    /// Waits until all nodes that are measured have executed the same.
    private func settle(_ nodes: [NodeID]) -> [NodeStatus] {
        session.waitForStatuses(of: nodes, atMostMilliseconds: options.timeoutMilliseconds) {
            ($0.count == nodes.count && BenchReport.agree($0)) || local?.deaths.isEmpty == false
        }
        .statuses
    }

    /// Lets everything that clients were answered be judged, if that was asked for.
    private func checkHistory(_ report: inout BenchReport) {
        guard let history else { return }
        let answers = session.databases(of: session.nodes)
        for answer in answers {
            guard let silence = answer.silence else { continue }
            report.violations.append("\(answer.node) does not tell its balances: \(silence)")
        }
        let evidence = ChaosEvidence(
            accounts: session.cluster.accounts,
            operations: history.operations,
            ends: answers.compactMap(\.value)
        )
        report.checkedCount = UInt64(history.operations.count)
        report.hasEndedEarly = history.isFull
        if let finding = judge(evidence) { report.violations.append(finding) }
    }

    private var initialTotal: Amount {
        let sum = session.cluster.accounts.reduce(0) { $0 + $1.balance.minorUnits }
        return Amount(minorUnits: sum)
    }
}
