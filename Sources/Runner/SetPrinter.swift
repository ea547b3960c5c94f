import BankClient
import EventLoop
import Paxos
import Scenario
import Wire

/// Prints a set while it runs: a line a result, and on a terminal one that is redrawn below them.
struct SetPrinter {
    /// How often the line is redrawn at most, in milliseconds: 20 times a second.
    private static let redrawMilliseconds = 50

    private let nodes: [NodeID]
    private let isTerminal: Bool
    private let isQuiet: Bool
    private var set: TestSet?
    private var rows: () -> [RowRun] = { [] }
    private var failed = NodeSet()
    private var ballot: Ballot?
    private var executed = Slot.zero
    private var doneCount = 0
    private var isLineShown = false
    private var drawnAt = Int.min

    init(nodes: [NodeID], isTerminal: Bool, isQuiet: Bool) {
        self.nodes = nodes
        self.isTerminal = isTerminal && !isQuiet
        self.isQuiet = isQuiet
    }

    /// Prints the head of a set.
    mutating func begin(_ set: TestSet, rows: @escaping () -> [RowRun]) {
        self.set = set
        self.rows = rows
        failed = NodeSet()
        doneCount = 0
        let live = NodeSet(set.live.map { NodeID(UInt8($0.value)) })
        tell(RunLines.setHead(set.number, live: live, of: nodes))
        redraw(isForced: true)
    }

    /// Prints what happened.
    mutating func take(_ progress: TestSetRunner.Progress) {
        switch progress {
        case .ended(let tag):
            doneCount += 1
            tell(rows()[tag])
        case .failing(let node):
            doneCount += 1
            if let node { failed.insert(node) }
            ballot = node == nil ? ballot : nil
            tell(RunLines.leaderFailure(node))
        case .leaderless(let connected):
            tell(RunLines.noNewLeader(connected: connected, nodes: nodes.count))
        case .elected(let status, let milliseconds):
            ballot = status.ballot
            tell(RunLines.newLeader(status.ballot, milliseconds: UInt64(milliseconds)))
        }
        redraw(isForced: false)
    }

    private mutating func tell(_ row: RowRun) {
        guard let completion = row.completion, let set else { return }
        if completion.ballot > (ballot ?? .zero) { ballot = completion.ballot }
        executed = max(executed, completion.slot ?? .zero)
        tell(
            RunLines.result(
                position: row.step.positionInSet,
                row.transfer,
                row.outcome,
                origin: row.origin(in: set.number)
            )
        )
    }

    /// Prints what the set leaves pending, and that it is over.
    mutating func end(_ run: SetRun, quorum: Int, isLast: Bool) {
        let rows = rows()
        for tag in run.pending {
            let row = rows[tag]
            let isHeldBack = run.pending.contains { $0 < tag && rows[$0].client == row.client }
            let connected = run.connected.count
            let cause: RunLines.PendingCause =
                isHeldBack
                ? .heldBack
                : connected < quorum
                    ? .noQuorum(connected: connected, nodes: nodes.count) : .timedOut
            tell(
                RunLines.pending(
                    position: row.step.positionInSet,
                    row.transfer,
                    cause,
                    origin: row.origin(in: run.set.number),
                    isLastSet: isLast
                )
            )
        }
        erase()
        tell(RunLines.setComplete(run.set.number))
    }

    /// Prints a line above the one that is redrawn.
    mutating func tell(_ text: String) {
        guard !isQuiet else { return }
        erase()
        Terminal.write(text)
    }

    private mutating func erase() {
        guard isLineShown else { return }
        Terminal.write("\r\u{1B}[K")
        isLineShown = false
    }

    private mutating func redraw(isForced: Bool) {
        let now = SystemClock.monotonicMilliseconds
        guard isTerminal, let set, isForced || now >= drawnAt + Self.redrawMilliseconds else {
            return
        }
        drawnAt = now
        erase()
        let live = NodeSet(set.live.map { NodeID(UInt8($0.value)) })
        let members = nodes.map { SetProgress.Member($0, mark(of: $0, live: live)) }
        let progress = SetProgress(
            set: set.number,
            nodes: members,
            doneCount: doneCount,
            rowCount: set.steps.count,
            ballot: ballot,
            executed: executed
        )
        Terminal.write(String(progress.text().prefix(max(1, Terminal.columns - 1))))
        isLineShown = true
    }

    private func mark(of node: NodeID, live: NodeSet) -> SetProgress.Mark {
        if !live.contains(node) { return .notLive }
        if failed.contains(node) { return .failed }
        return ballot?.proposer == node ? .leads : .follows
    }
}

extension RowRun {
    /// What became of it so far.
    var outcome: TransferOutcome {
        guard let completion else { return .pending }
        switch completion.outcome {
        case .success: return .success(slot: completion.slot ?? .zero)
        case .failed(let reason): return .failed(slot: completion.slot ?? .zero, reason)
        case .unknown: return .unknown
        case .notExecuted, .conflict, .stale: return .notExecuted
        }
    }

    /// Where it came from, if it is of an earlier set than `set`.
    func origin(in set: Int) -> RunLines.Origin? {
        self.set == set ? nil : RunLines.Origin(set: self.set, position: step.positionInSet)
    }
}
