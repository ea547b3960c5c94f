import Bank
import BankClient
import Foundation
import JSON
import Paxos
import Wire

/// A bench: a cluster of its own or a running one, a closed loop of transfers, what they cost, and
/// whether every node came to the same end.
public final class BenchRun {
    private let options: BenchOptions
    /// The nodes that were started here; nil if they run elsewhere.
    private let local: LocalCluster?
    private let session: ClusterSession
    private let clients: [ClientID]
    /// Whether the files of the nodes are kept for somebody to look at.
    private var keepsFiles = true

    /// Where random transfers and waits are drawn from: every bench asks for the same.
    private static let seed: UInt64 = 1

    /// Starts the nodes, unless they run elsewhere.
    ///
    /// - Parameter options: What was asked for.
    /// - Throws: ``UserError`` if the nodes cannot be started; nothing is left then.
    public init(_ options: BenchOptions) throws(UserError) {
        self.options = options
        clients = BenchWorkload.clients(count: options.inFlight)
        if let cluster = options.cluster {
            local = nil
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
                accounts: BenchWorkload.accounts(count: options.accountCount)
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
        Interruption.watch(session) { [local] in
            local?.beginStop()
            local?.endAndRemove()
        }
    }

    /// Measures, prints the result, and stops the nodes that were started here.
    ///
    /// - Returns: Whether all transfers were answered and all checks hold.
    /// - Throws: ``UserError`` if nobody leads, or the report cannot be written.
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
        var report = measure()
        report.judge(before: before, after: settle(before.map(\.node)), initial: initialTotal)
        keepsFiles = !report.isOK
        Terminal.write(report.text(options.form))
        if let path = options.report { try ReportFile.write(report.json.prettyPrinted(), to: path) }
        return report.isOK
    }

    // MARK: The parts of a bench

    /// Lets one transfer be executed, so that there is a leader and this process knows it.
    private func waitForLeader() throws(UserError) {
        var workload = BenchWorkload(accounts: accounts, seed: Self.seed)
        let milliseconds = options.timeoutMilliseconds
        let completion: Completion
        do {
            completion = try session.connection.transfer(
                workload.next(),
                as: .client(clients[0], timestamp: nil),
                timeoutMilliseconds: milliseconds
            )
        } catch {
            throw UserError(error.explanation, kind: .inputOutput)
        }
        guard let explanation = session.connection.explanation(of: completion, after: milliseconds)
        else { return }
        throw UserError(explanation, kind: .unavailable)
    }

    private func measure() -> BenchReport {
        let load = BenchLoad(
            session: session,
            clients: clients,
            workload: BenchWorkload(accounts: accounts, seed: Self.seed &+ 1)
        )
        let isShown = isatty(2) == 1 && !options.isQuiet
        load.run(options.extent, drainMilliseconds: options.timeoutMilliseconds) { tally, time in
            if isShown { Self.show(tally, time) }
            local?.noteDeaths()
            return local?.deaths.isEmpty ?? true
        }
        if isShown { Terminal.write("\r\u{1B}[K", to: 2) }
        var report = BenchReport()
        report.inFlight = options.inFlight
        report.accountCount = accounts.count
        report.nodeCount = session.nodes.count
        report.add(load.tally)
        for death in local?.deaths ?? [] {
            report.violations.append("the process of \(death.node) ended with \(death.end)")
        }
        return report
    }

    /// Shows how far the bench is, in place of what was shown before.
    private static func show(_ tally: BenchTally, _ microseconds: UInt64) {
        let seconds = DecimalText.ratio(microseconds, 1_000_000, digits: 1)
        let rate = tally.executed * 1_000 / max(1, microseconds / 1_000)
        let count = DecimalText.grouped(tally.executed)
        Terminal.write(
            "\r\u{1B}[K\(seconds) s  \(count) transfers  \(DecimalText.grouped(rate))/s",
            to: 2
        )
    }

    /// Waits until all nodes that are measured have executed the same.
    private func settle(_ nodes: [NodeID]) -> [NodeStatus] {
        session.waitForStatuses(of: nodes, atMostMilliseconds: options.timeoutMilliseconds) {
            ($0.count == nodes.count && BenchReport.agree($0)) || local?.deaths.isEmpty == false
        }
        .statuses
    }

    private var accounts: [AccountID] { session.cluster.accounts.map(\.id) }

    private var initialTotal: Amount {
        let sum = session.cluster.accounts.reduce(0) { $0 + $1.balance.minorUnits }
        return Amount(minorUnits: sum)
    }
}
