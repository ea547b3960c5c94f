import Bank
import BankClient
import Paxos
import Scenario
import Wire

/// Gathers, at the end of each set, what the verdict and the report need.
///
/// Executed slots do not change, so each slot is read once from the node that is furthest, and from
/// others only as far as their digests do not prove that they executed the same.
struct FactGatherer {
    private let session: ClusterSession
    /// The executed slots of each node, as far as they were read, from slot 1.
    private var executed: [NodeID: [SlotRecord]] = [:]
    /// Which life of each node they were read from.
    private var incarnations: [NodeID: UInt64] = [:]

    /// What the nodes held when they were last asked.
    private var databases: [NodeDatabase] = []

    /// The highest ballot in which a view was announced in an earlier set.
    private(set) var lastBallot = Ballot.zero

    init(session: ClusterSession) {
        self.session = session
    }

    /// What was gathered at one time.
    struct Facts {
        /// What nodes hold, as they were asked.
        let databases: [NodeDatabase]
        /// What is to be judged.
        let facts: RunFacts
    }

    /// What the bank held before slot 1.
    var initialTotal: Amount {
        let sum = session.cluster.accounts.reduce(0) { $0 + $1.balance.minorUnits }
        return Amount(minorUnits: sum)
    }

    /// Gathers what a verdict needs; no set may run.
    ///
    /// - Parameters:
    ///   - rows: Every transfer of the run so far.
    ///   - others: Requests that somebody sent besides.
    /// - Returns: The facts.
    mutating func gather(_ rows: [RowRun], others: Set<Request>) -> Facts {
        databases = session.databases(of: session.nodes).compactMap(\.value)
        return Facts(
            databases: databases,
            facts: RunFacts(
                initial: session.cluster.accounts,
                nodes: readLogs(databases),
                answered: rows.compactMap(\.answered),
                sent: others.union(rows.compactMap(\.request))
            )
        )
    }

    /// Reads the executed slots of every node that executed something else than the furthest one.
    private mutating func readLogs(_ databases: [NodeDatabase]) -> [NodeFacts] {
        guard let furthest = databases.max(by: { $0.executed < $1.executed }) else { return [] }
        let reference = readLog(furthest)
        return databases.map { database in
            let isEqual =
                database.executed == furthest.executed
                && database.status.digest == furthest.status.digest
            return NodeFacts(database, slots: isEqual ? reference : readLog(database))
        }
    }

    /// Reads the executed slots of a node that were not read yet.
    ///
    /// A node that was started again since then is asked for all of them once more: what it says
    /// now comes from its disk.
    private mutating func readLog(_ database: NodeDatabase) -> [SlotRecord] {
        let node = database.status.node
        let incarnation = database.status.incarnation
        let isSame = incarnations.updateValue(incarnation, forKey: node) == incarnation
        let known = executed[node] ?? []
        let first = isSame ? (known.last?.slot ?? .zero).next : Slot(1)
        guard first <= database.executed else { return known }
        let answer = session.slots(first...database.executed, of: [node])
        let records = Self.merged(known, answer.first?.value ?? [])
        executed[node] = records
        return records
    }

    /// Puts what a node says now in place of what it said; an entry that it no longer keeps,
    /// because a snapshot covers it, stays known.
    private static func merged(_ known: [SlotRecord], _ new: [SlotRecord]) -> [SlotRecord] {
        guard let first = new.first?.slot, let last = known.last?.slot, first <= last else {
            return known + new
        }
        var bySlot: [Slot: SlotRecord] = [:]
        for record in known { bySlot[record.slot] = record }
        for record in new where record.entry != nil || bySlot[record.slot] == nil {
            bySlot[record.slot] = record
        }
        return bySlot.values.sorted { $0.slot < $1.slot }
    }

    /// Reports a set that has ended.
    ///
    /// MUST come after ``gather(_:others:)``, whose balances it takes.
    mutating func report(_ run: SetRun, _ rows: [RowRun]) -> SetReport {
        var report = SetReport(
            number: run.set.number,
            live: run.set.live.map { NodeID(UInt8($0.value)) }
        )
        report.failed = run.failed
        report.ballot = run.statuses.compactMap(\.value).leader?.ballot
        report.durationMilliseconds = UInt64(max(0, run.durationMilliseconds))
        report.rows =
            run.carried.map { .transfer(rows[$0].row(in: run)) }
            + run.events.map { event in
                switch event {
                case .transfer(let tag): .transfer(rows[tag].row(in: run))
                case .leaderFailure(let step, let node):
                    .leaderFailure(row: step.row, node: node)
                }
            }
        report.balances = databases.map {
            NodeBalances(node: $0.status.node, accounts: $0.accounts)
        }
        let pages = session.history(.views, wholeRun: false, of: session.nodes)
        let earlier = lastBallot
        // A node that was away hears of an earlier set's view only now.
        report.views = NewView.merged(pages.compactMap(\.value).flatMap(\.records))
            .filter { $0.ballot > earlier }
        lastBallot = report.views.map(\.ballot).max() ?? earlier
        report.electionCount = report.views.count
        report.slots = slotReports(run)
        return report
    }

    /// What the slots first used or executed in the set have come to on each node.
    private func slotReports(_ run: SetRun) -> [SlotReport] {
        let last = run.statuses.compactMap(\.value?.accepted).max() ?? .zero
        let first = run.base.next
        guard first <= last else { return [] }
        let answers = session.slots(first...last, of: session.nodes)
        return (first...last)
            .map { slot in
                let statuses = answers.compactMap { answer -> NodeSlotStatus? in
                    guard let records = answer.value else { return nil }
                    let index = first.distance(to: slot)
                    let status = index < records.count ? records[index].status : .nothing
                    return NodeSlotStatus(node: answer.node, status: status)
                }
                return SlotReport(slot: slot, statuses: statuses)
            }
    }
}

extension RowRun {
    /// The request, if it was ever sent.
    var request: Request? {
        completion?.timestamp
            .map { Request(client: client, timestamp: $0, command: .transfer(transfer)) }
            ?? sentRequest
    }

    /// The answered request, if the bank has executed it.
    var answered: AnsweredRequest? {
        guard let request, let completion, let slot = completion.slot else { return nil }
        let isSuccess = completion.outcome == .success
        return AnsweredRequest(request: request, slot: slot, isSuccess: isSuccess)
    }

    /// The row as the report has it for one set.
    func row(in run: SetRun) -> TransferRow {
        let isEnded = endedInSet.map { $0 <= run.set.number } ?? false
        return TransferRow(
            row: step.row,
            client: client,
            transfer: transfer,
            timestamp: request?.timestamp,
            outcome: isEnded ? outcome : .pending,
            isCarried: set != run.set.number
        )
    }
}
