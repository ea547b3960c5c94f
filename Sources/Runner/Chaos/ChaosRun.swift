import Bank
import BankClient
import EventLoop
import Foundation
import JSON
import Paxos
import Wire

/// A chaos run: five durable nodes of its own, clients, real faults, and a judgement of what every
/// client was answered.
public final class ChaosRun {
    private let options: ChaosOptions
    private let local: LocalCluster
    private let session: ClusterSession
    private let network: RelayNetwork
    private let disk: SmallDisk?
    private let smallNode: NodeID
    /// The gateways, if clients ask over HTTP.
    private let gateways: [LocalGateway]
    /// What clients ask them over.
    private let web: ChaosWeb?
    private let load: ChaosLoad
    private let director: ChaosDirector
    /// Judges what was found out; the words for what does not hold, or nil.
    private let judge: (ChaosEvidence) -> String?
    /// Whether all files are kept for somebody to look at.
    private var keepsFiles = true

    /// How many nodes there are.
    private static let nodeCount = 5
    /// How long the clients work between two looks at the faults, in milliseconds.
    private static let sliceMilliseconds = 10
    /// How long a node may take to answer a question, in milliseconds.
    private static let patienceMilliseconds = 250

    /// Starts the nodes.
    ///
    /// - Parameters:
    ///   - options: What was asked for.
    ///   - judge: Judges everything at the end; what does not hold in words, or nil.
    /// - Throws: ``UserError`` if the nodes cannot be started; nothing is left then.
    public init(
        _ options: ChaosOptions,
        judge: @escaping (ChaosEvidence) -> String?
    ) throws(UserError) {
        self.options = options
        self.judge = judge
        var data: DataFolder?
        if case .directory(let path) = options.place {
            data = try DataFolder(path, mayBeUsed: false)
        }
        var generator = SeededGenerator(seed: options.seed)
        smallNode = NodeID(UInt8.random(in: 1...UInt8(Self.nodeCount), using: &generator))
        var reason = ""
        do { disk = try SmallDisk(bytes: ChaosLimits.diskBytes) } catch {
            (disk, reason) = (nil, "\(error)")
        }
        var started: LocalCluster?
        var fronts: [LocalGateway] = []
        let reader: any ChaosReader
        do {
            let loop = try EventLoop()
            network = try RelayNetwork(nodeCount: Self.nodeCount, loop: loop)
            let local = try Self.start(options, data, network, disk, smallNode)
            started = local
            self.local = local
            try network.connect(to: local.cluster)
            session = try ClusterSession(cluster: local.cluster, seed: generator.next(), loop: loop)
            if options.usesHTTP { try Self.startGateways(of: local, into: &fronts) }
            gateways = fronts
            let seed = generator.next()
            if options.usesHTTP {
                let accounts = local.cluster.accounts.map(\.id)
                let web = try ChaosWeb(
                    fronts.map(\.server),
                    cluster: accounts,
                    loop: loop,
                    seed: seed
                )
                (self.web, reader) = (web, web)
                session.connection.onOtherEvent = { web.handle($0) }
            } else {
                let probes = try ChaosProbes(cluster: local.cluster, loop: loop, seed: seed)
                (web, reader) = (nil, probes)
                session.connection.onOtherEvent = { probes.handle($0) }
            }
        } catch {
            for front in fronts { front.beginStop() }
            started?.beginStop()
            started?.endAndRemove()
            disk?.end()
            throw Self.cannotStart(error)
        }
        load = ChaosLoad(
            session: session,
            clerk: web ?? LibraryClerk(session.connection),
            reader: reader,
            seed: generator.next()
        )
        director = ChaosDirector(
            local: local,
            session: session,
            network: network,
            disk: (disk, of: smallNode, missingBecause: reason),
            seed: generator.next()
        )
        watch()
    }

    private static func start(
        _ options: ChaosOptions,
        _ data: DataFolder?,
        _ network: RelayNetwork,
        _ disk: SmallDisk?,
        _ smallNode: NodeID
    ) throws -> LocalCluster {
        var peculiarities = LocalCluster.Peculiarities()
        peculiarities.peerPorts = network.ports
        peculiarities.segmentBytes = ChaosLimits.segmentBytes
        if let disk {
            peculiarities.folders[smallNode] = disk.folder.appending(path: "\(smallNode)")
        }
        let balance = Amount(minorUnits: ChaosLimits.balance)
        return try LocalCluster(
            storage: LocalStorage(
                place: options.place,
                checkpointInterval: ChaosLimits.checkpointInterval
            ),
            data: data,
            accounts: Accounts.standard.map { Account(id: $0.id, balance: balance) },
            peculiarities: peculiarities
        )
    }

    /// Starts gateways at ports that the system chooses.
    private static func startGateways(
        of local: LocalCluster,
        into gateways: inout [LocalGateway]
    ) throws {
        for number in 1...ChaosLimits.gatewayCount {
            let listener = try ListeningSocket()
            gateways.append(
                try LocalGateway(
                    of: local,
                    on: listener,
                    at: LocalAddress(port: listener.port),
                    name: "g\(number)",
                    requestMilliseconds: ChaosLimits.gatewayMilliseconds
                )
            )
        }
    }

    private static func cannotStart(_ error: any Error) -> UserError {
        UserError(
            "the nodes cannot be started",
            code: "cannot_start",
            why: "\(error)",
            hint: "check the free space of the temporary folder and the limit of processes",
            kind: .inputOutput
        )
    }

    /// Gives the network its events, and signals what they ask for.
    private func watch() {
        session.patienceMilliseconds = Self.patienceMilliseconds
        session.killedBecause = { [local] in local.killed[$0] }
        let earlier = session.connection.onOtherEvent
        session.connection.onOtherEvent = { [network] event in
            network.handle(event)
            earlier?(event)
        }
        Interruption.watch(session) { [local, gateways, disk] in
            for gateway in gateways { gateway.beginStop() }
            local.resumeAll()
            local.beginStop()
            local.endAndRemove()
            disk?.end()
        }
    }

    /// Makes faults for as long as was asked for, then peace, and judges.
    ///
    /// - Returns: Whether everything held.
    /// - Throws: ``UserError`` if the nodes do not come up, or a file cannot be written.
    public func execute() throws(UserError) -> Bool {
        defer { end() }
        try local.waitUntilUp(session)
        makeFaults()
        director.makePeace()
        session.patienceMilliseconds = Self.patienceMilliseconds * 8
        var report = ChaosReport()
        report.seed = options.seed
        report.milliseconds = options.durationMilliseconds
        load.finish(milliseconds: options.timeoutMilliseconds)
        report.violations += settle()
        report.violations += director.problems
        report.violations += local.deaths.map { "the process of \($0.node) ended with \($0.end)" }
        report.violations += web?.problems ?? []
        for gateway in gateways {
            guard let end = gateway.death() else { continue }
            report.violations.append("the process of gateway \(gateway.server) ended with \(end)")
        }
        report.count(load.operations)
        report.faults = director.faults
        report.leaderKills = director.leaderKills
        report.restarts = director.restarts
        report.rejoined = director.rejoined
        report.elections = UInt64(load.ballots.count)
        report.demandFaults()
        if let finding = judge(evidence(&report)) { report.violations.append(finding) }
        keepsFiles = !report.isOK
        Terminal.write(report.text(options.form))
        if let path = options.history { try writeHistory(to: path) }
        if let path = options.report {
            try write(Data(report.json.prettyPrinted()), to: path)
        }
        if keepsFiles { try keepEvidence(report) }
        return report.isOK
    }

    // MARK: The parts of a run

    private func makeFaults() {
        let start = SystemClock.monotonicMilliseconds
        let end = start + Int(options.durationMilliseconds)
        let isShown = isatty(2) == 1 && !options.isQuiet
        var shownAt = start
        while SystemClock.monotonicMilliseconds < end {
            load.work(milliseconds: Self.sliceMilliseconds)
            director.turn()
            local.noteDeaths()
            guard local.deaths.isEmpty, director.problems.isEmpty else { break }
            let now = SystemClock.monotonicMilliseconds
            guard isShown, now - shownAt >= 200 else { continue }
            shownAt = now
            show(milliseconds: UInt64(now - start))
        }
        if isShown { Terminal.write("\r\u{1B}[K", to: 2) }
    }

    /// Shows how far the run is, in place of what was shown before.
    private func show(milliseconds: UInt64) {
        let seconds = DecimalText.ratio(milliseconds, 1_000, digits: 1)
        let count = DecimalText.grouped(UInt64(load.operations.count))
        Terminal.write(
            "\r\u{1B}[K\(seconds) s  \(count) operations  \(director.faults.total) faults",
            to: 2
        )
    }

    /// Waits until all nodes are equal and nobody is on the way back.
    ///
    /// - Returns: What is not so in time, in words.
    private func settle() -> [String] {
        let (statuses, isDone) = session.waitForStatuses(
            of: session.nodes,
            atMostMilliseconds: options.timeoutMilliseconds
        ) { statuses in
            director.lookForRejoined()
            return statuses.count == Self.nodeCount
                && statuses.allSatisfy { !$0.isRecovering && $0.executed == statuses[0].executed }
                && director.haveAllRejoined
        }
        guard !isDone else { return [] }
        let words = statuses.map {
            "\($0.node) \($0.isRecovering ? "recovering " : "")at slot \($0.executed.rawValue)"
                + ($0.waitsFor.isEmpty ? "" : " (\($0.waitsFor))")
        }
        return [
            "the nodes did not become equal within \(options.timeoutMilliseconds) ms:"
                + " \(words.joined(separator: ", "))"
        ]
    }

    private func evidence(_ report: inout ChaosReport) -> ChaosEvidence {
        let answers = session.databases(of: session.nodes)
        for answer in answers {
            guard let silence = answer.silence else { continue }
            report.violations.append("\(answer.node) does not tell its balances: \(silence)")
        }
        return ChaosEvidence(
            accounts: local.cluster.accounts,
            operations: load.operations,
            ends: answers.compactMap(\.value),
            refusalsTellBalances: web == nil
        )
    }

    private func end() {
        for gateway in gateways { gateway.beginStop() }
        local.resumeAll()
        local.beginStop()
        local.endAndRemove(keepsFiles: keepsFiles)
        disk?.end()
        if keepsFiles { Terminal.write("kept: \(local.folder.path)\n", to: 2) }
    }
}

// MARK: - Files

extension ChaosRun {
    private func write(_ data: Data, to path: String) throws(UserError) {
        do {
            try data.write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw Self.cannotWrite(path, error)
        }
    }

    private static func cannotWrite(_ path: String, _ error: any Error) -> UserError {
        UserError(
            "nothing can be written to \(path)",
            code: "cannot_write",
            why: error.localizedDescription,
            hint: "give a path in a folder that exists and is writable",
            kind: .inputOutput
        )
    }

    /// Writes a line for every operation.
    private func writeHistory(to path: String) throws(UserError) {
        try write(Data(), to: path)
        do {
            let file = try FileHandle(forWritingTo: URL(filePath: path))
            defer { try? file.close() }
            var text = ""
            for operation in load.operations {
                text += "\(operation.json)\n"
                guard text.utf8.count > 1 << 20 else { continue }
                try file.write(contentsOf: Data(text.utf8))
                text = ""
            }
            try file.write(contentsOf: Data(text.utf8))
        } catch {
            throw Self.cannotWrite(path, error)
        }
    }

    /// Puts what was done, the history and the files of the node on the small disk to the others.
    private func keepEvidence(_ report: ChaosReport) throws(UserError) {
        let deeds = director.deeds.map { $0 + "\n" }.joined()
        try write(Data(deeds.utf8), to: local.folder.appending(path: "faults.log").path)
        try write(
            Data(report.json.prettyPrinted()),
            to: local.folder.appending(path: "report.json").path
        )
        try writeHistory(to: local.folder.appending(path: "history.jsonl").path)
        guard disk != nil else { return }
        do {
            try FileManager.default.copyItem(
                at: local.dataFolder(of: smallNode),
                to: local.folder.appending(path: "\(smallNode).disk")
            )
        } catch {
            throw Self.cannotWrite(local.folder.path, error)
        }
    }
}
