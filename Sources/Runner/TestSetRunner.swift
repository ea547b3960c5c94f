import Bank
import BankClient
import EventLoop
import Foundation
import Paxos
import Scenario
import Wire

/// How a run behaves.
struct RunSettings {
    /// How long a set without a quorum is given, and how long replicas may take to become equal.
    var settleMilliseconds = 3_000
    /// How long a set with a quorum may take for its answers.
    var timeoutMilliseconds = 60_000
    /// The longest wait before a row is handed out; 0 for none.
    var jitterMilliseconds = 0
    /// Where waits are drawn from.
    var seed: UInt64 = 1
    /// Whether nodes are killed where they would be cut off.
    var kills = false
}

/// What happened in one set, in order.
enum SetEvent {
    /// A transfer with this tag was handed in, or carried into this set and ended in it.
    case transfer(tag: Int)
    /// A leader failure: which node was cut off, nil if none led.
    case leaderFailure(Step, NodeID?)
}

/// One set as it was run.
struct SetRun {
    /// The set.
    let set: TestSet
    /// The nodes that were connected at its start.
    let live: [NodeID]
    /// The nodes that LF cut off, in order.
    var failed: [NodeID] = []
    /// Transfers that an earlier set left pending and this one ended, in file order.
    var carried: [Int] = []
    /// The set's own rows, in file order.
    var events: [SetEvent] = []
    /// The transfers that are pending at its end, in file order.
    var pending: [Int] = []
    /// How long it took, in milliseconds.
    var durationMilliseconds = 0
    /// The highest slot executed anywhere before the set.
    var base = Slot.zero
    /// How the nodes are at its end, connected or not.
    var statuses: [NodeAnswer<NodeStatus>] = []
    /// Why it did not end as it should; empty if it did.
    var problems: [String] = []

    /// The nodes that are connected at its end.
    var connected: [NodeID] { live.filter { !failed.contains($0) } }
}

/// Runs test sets one after the other on one cluster.
final class TestSetRunner {
    /// What is told while a set runs, for whoever prints it.
    enum Progress {
        /// A transfer ended.
        case ended(tag: Int)
        /// A leader is being cut off; nil if none leads.
        case failing(NodeID?)
        /// No leader can follow: so few nodes are connected.
        case leaderless(connected: Int)
        /// A new leader is ready, so many milliseconds after the old one was cut off.
        case elected(NodeStatus, milliseconds: Int)
    }

    private let session: ClusterSession
    private let settings: RunSettings
    /// Every transfer of the run so far.
    private(set) var feeder: RowFeeder
    /// The nodes' processes.
    private let local: LocalCluster
    /// What turns nodes off and on; nil if they are only cut off.
    private let killer: NodeKiller?
    /// The highest slot executed anywhere so far.
    private var executed = Slot.zero
    /// Whoever prints.
    private let report: (Progress) -> Void
    /// The number of the set that runs.
    private var setNumber = 0
    /// Whether somebody led a quorum at the end of the last set.
    private var hasLeader = false

    init(
        session: ClusterSession,
        local: LocalCluster,
        settings: RunSettings,
        report: @escaping (Progress) -> Void
    ) {
        self.session = session
        self.settings = settings
        self.local = local
        killer = settings.kills ? NodeKiller(local: local, session: session) : nil
        self.report = report
        feeder = RowFeeder(jitterMilliseconds: settings.jitterMilliseconds, seed: settings.seed)
    }

    /// Every transfer of the run so far; its index is its tag.
    var rows: [RowRun] { feeder.rows }

    /// Runs one set to its end: every client answered, or blocked without a quorum.
    func run(_ set: TestSet) -> SetRun {
        let start = SystemClock.monotonicMilliseconds
        setNumber = set.number
        let listed = set.live.map { NodeID(UInt8($0.value)) }
        let problems = killer?.keep(listed, killingOthersBecause: "not live") ?? []
        // A node that died unasked stays out.
        let absent = local.absentNodes()
        var run = SetRun(set: set, live: listed.filter { !absent.contains($0) })
        run.problems = problems
        let carriedOver = Swift.Set(feeder.openTags)
        begin(&run)
        for step in set.steps { take(step, into: &run) }
        waitForAnswers(&run)
        waitForEqualReplicas(&run)
        end(&run)
        run.carried = carriedOver.filter { rows[$0].completion != nil }.sorted()
        run.problems += rows.compactMap { $0.misanswer(in: set.number) }
        run.pending = feeder.openTags
        run.durationMilliseconds = SystemClock.monotonicMilliseconds - start
        return run
    }

    // MARK: The parts of a set

    /// Connects the nodes that are listed and no others, and lets their time pass.
    private func begin(_ run: inout SetRun) {
        let others = session.nodes.filter { !run.live.contains($0) }
        noteExecuted(session.statuses(of: session.nodes))
        run.base = executed
        command(others, .disconnect(cause: ""), &run)
        command(session.nodes, .mark(set: run.set.number), &run)
        command(run.live, .connect, &run)
        command(session.nodes, .resume, &run)
        session.connection.clients.resume()
    }

    private func take(_ step: Step, into run: inout SetRun) {
        switch step.kind {
        case .transfer(let from, let to, let amount):
            guard let sender = AccountID(from), let receiver = AccountID(to) else {
                preconditionFailure("row \(step.row) names accounts \(from) and \(to)")
            }
            let row = RowRun(
                set: run.set.number,
                step: step,
                transfer: Transfer(from: sender, to: receiver, amount: amount),
                client: ClientID(identifier: sender.identifier)
            )
            run.events.append(.transfer(tag: rows.count))
            feeder.add(
                row,
                to: &session.connection.clients,
                now: SystemClock.monotonicMilliseconds
            )
        case .leaderFailure:
            waitForAnswers(&run)
            failLeader(step, &run)
        }
    }

    /// Cuts the leader off until the end of the set, and waits until another one is ready.
    private func failLeader(_ step: Step, _ run: inout SetRun) {
        let leader = session.statuses(of: run.connected).compactMap(\.value).leader
        report(.failing(leader?.node))
        run.events.append(.leaderFailure(step, leader?.node))
        guard let leader else { return }
        let start = SystemClock.monotonicMilliseconds
        if let killer {
            run.problems += killer.kill(leader.node, because: "LF")
        } else {
            command([leader.node], .disconnect(cause: "LF"), &run)
        }
        run.failed.append(leader.node)
        guard run.connected.count >= session.quorum else {
            return report(.leaderless(connected: run.connected.count))
        }
        let (statuses, isDone) = session.waitForStatuses(
            of: run.connected,
            atMostMilliseconds: settings.timeoutMilliseconds
        ) { statuses in
            statuses.leader.map { $0.isReady && $0.ballot > leader.ballot } ?? false
        }
        guard isDone, let elected = statuses.leader else {
            run.problems.append(
                "no leader within \(settings.timeoutMilliseconds) ms after \(leader.node) failed"
            )
            return
        }
        session.connection.clients.tellLeader(elected.ballot)
        let elapsed = SystemClock.monotonicMilliseconds - start
        report(.elected(elected, milliseconds: elapsed))
    }

    /// Waits until every row handed in is answered; without a quorum, for the settle time.
    ///
    /// That a quorum does not answer in time is a broken promise, not a pending transfer.
    private func waitForAnswers(_ run: inout SetRun) {
        guard feeder.openCount > 0 else { return }
        let hasQuorum = run.connected.count >= session.quorum
        let longest = hasQuorum ? settings.timeoutMilliseconds : settings.settleMilliseconds
        let end = SystemClock.monotonicMilliseconds + longest
        while feeder.openCount > 0 {
            let now = SystemClock.monotonicMilliseconds
            guard now < end else { break }
            let next = min(end, feeder.nextDue ?? end)
            pump(
                until: {
                    // An answer may make another row due sooner than this wait ends.
                    self.feeder.openCount == 0 || (self.feeder.nextDue ?? next) < next
                },
                timeoutMilliseconds: max(1, next - now)
            )
            feeder.handOut(
                to: &session.connection.clients,
                now: SystemClock.monotonicMilliseconds
            )
        }
        guard hasQuorum, feeder.openCount > 0 else { return }
        run.problems.append(
            "transfers without an answer after \(longest) ms: \(feeder.openCount),"
                + " though \(run.connected.count) nodes are connected"
        )
    }

    /// Waits until all connected nodes have executed the same slots, if a quorum is connected.
    private func waitForEqualReplicas(_ run: inout SetRun) {
        guard run.connected.count >= session.quorum else { return }
        let (statuses, isDone) = session.waitForStatuses(
            of: run.connected,
            atMostMilliseconds: max(settings.settleMilliseconds, 1_000)
        ) { statuses in
            guard statuses.count == run.connected.count, let first = statuses.first else {
                return false
            }
            return statuses.allSatisfy {
                $0.executed == first.executed && $0.accepted == $0.executed
            }
        }
        guard !isDone else { return }
        let facts = statuses.map { "\($0.node) at \($0.executed.rawValue)" }
        run.problems.append("replicas are not equal: \(facts.joined(separator: ", "))")
    }

    /// Stops everybody's time, so that nothing moves while people look.
    private func end(_ run: inout SetRun) {
        drain()
        feeder.noteSent(session.connection.clients.pendingRequests)
        session.connection.clients.pause()
        command(session.nodes, .idle, &run)
        run.statuses = session.statuses(of: session.nodes)
        noteExecuted(run.statuses)
        // Without a quorum a node may still believe that it leads.
        let leader = run.statuses.compactMap(\.value).leader
        hasLeader = leader?.isReady == true && run.connected.count >= session.quorum
    }

    /// Keeps the highest slot executed: a node that was killed may know less of it for a while.
    private func noteExecuted(_ statuses: [NodeAnswer<NodeStatus>]) {
        executed = statuses.compactMap(\.value?.executed).reduce(executed, max)
    }

    /// Starts the nodes that are killed once more, so that all can be compared.
    ///
    /// - Returns: What went wrong, in words; empty if nothing did.
    func bringBack() -> [String] {
        killer?.bringBack(hasLeader: hasLeader) ?? []
    }

    // MARK: Helpers

    /// Runs the loop, and notes every transfer that ends meanwhile.
    private func pump(until isDone: () -> Bool, timeoutMilliseconds: Int) {
        session.pump(
            until: {
                drain()
                return isDone()
            },
            timeoutMilliseconds: timeoutMilliseconds
        )
    }

    private func drain() {
        for completion in session.connection.clients.takeCompletions() {
            feeder.note(completion, inSet: setNumber, now: SystemClock.monotonicMilliseconds)
            report(.ended(tag: completion.tag))
        }
    }

    /// Gives a command to nodes; dead ones do not count.
    private func command(_ nodes: [NodeID], _ command: AdminCommand, _ run: inout SetRun) {
        let absent = local.absentNodes()
        for answer in session.ask(nodes.filter { !absent.contains($0) }, command) {
            switch answer.value {
            case .refused(let reason):
                run.problems.append("\(answer.node) refuses \(command): \(reason.message)")
            case nil:
                run.problems.append("\(answer.node) does not answer: \(answer.silence ?? "")")
            default: break
            }
        }
    }
}
