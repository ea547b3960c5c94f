public import Bank
public import Paxos

/// What is printed at the end of a run: a table of the sets, totals, agreement, verdict.
public struct RunSummary: Hashable, Sendable {
    /// The report.
    public var report: RunReport
    /// How long each election took, in milliseconds, in any order.
    public var electionMilliseconds: [UInt64]
    /// How long each answered transfer took, in microseconds, in any order.
    public var latencyMicroseconds: [UInt64]
    /// The nodes as they were found at the end, in order.
    public var nodes: [NodeEnd]
    /// What the bank held before slot 1.
    public var initialTotal: Amount
    /// What the slots held besides the requests' first executions.
    public var extraSlots: ExtraSlots
    /// How many slots could be looked at.
    public var coverage: Coverage
    /// What is wrong, in words; empty if nothing is.
    public var violations: [String]
    /// The log files that must be kept if something is wrong.
    public var logFiles: [String]

    /// Creates a summary.
    public init(
        report: RunReport,
        electionMilliseconds: [UInt64] = [],
        latencyMicroseconds: [UInt64] = [],
        nodes: [NodeEnd],
        initialTotal: Amount,
        extraSlots: ExtraSlots = ExtraSlots(),
        coverage: Coverage = Coverage(),
        violations: [String] = [],
        logFiles: [String] = []
    ) {
        self.report = report
        self.electionMilliseconds = electionMilliseconds
        self.latencyMicroseconds = latencyMicroseconds
        self.nodes = nodes
        self.initialTotal = initialTotal
        self.extraSlots = extraSlots
        self.coverage = coverage
        self.violations = violations
        self.logFiles = logFiles
    }

    /// A node at the end of a run.
    public struct NodeEnd: Hashable, Sendable {
        /// The node.
        public let node: NodeID
        /// Every slot up to this one is executed there.
        public let executed: Slot
        /// Whether it is connected.
        public let isConnected: Bool
        /// The sum of its balances.
        public let total: Amount

        /// Creates a node's end.
        public init(node: NodeID, executed: Slot, isConnected: Bool, total: Amount) {
            self.node = node
            self.executed = executed
            self.isConnected = isConnected
            self.total = total
        }
    }

    /// How many slots of a log could be looked at.
    ///
    /// Nodes keep no entries that two snapshots cover; what is in these has only its effect left.
    public struct Coverage: Hashable, Sendable {
        /// Slots whose entries are known.
        public var knownCount: Int
        /// Slots that are executed.
        public var executedCount: Int

        /// Creates counts.
        public init(knownCount: Int = 0, executedCount: Int = 0) {
            self.knownCount = knownCount
            self.executedCount = executedCount
        }
    }

    /// Slots that no transfer of the file is executed in for the first time.
    public struct ExtraSlots: Hashable, Sendable {
        /// Slots with a no-op: a new leader filled a gap.
        public var noopCount: Int
        /// Slots with a request executed before.
        public var duplicateCount: Int

        /// Creates counts.
        public init(noopCount: Int = 0, duplicateCount: Int = 0) {
            self.noopCount = noopCount
            self.duplicateCount = duplicateCount
        }
    }
}

extension RunSummary {
    /// The whole summary: whole lines.
    public var text: String {
        setTable + totalLine + slotLine + coverageLine + agreementLine + violationLines
    }

    /// A row a set.
    private var setTable: String {
        var table = TextTable([
            .numbers("set"), .numbers("live"), .numbers("LF", width: 6), .numbers("leader"),
            .numbers("ballot"), .numbers("elections"), .numbers("success"), .numbers("failed"),
            .numbers("pending"), .numbers("time", width: 7),
        ])
        for set in report.sets {
            let totals = set.totals
            table.append([
                "\(set.number)", "\(set.live.count)", "\(totals.leaderFailures)",
                set.ballot.map { "\($0.proposer)" } ?? dash, set.ballot.map { "\($0)" } ?? dash,
                "\(set.electionCount)", "\(totals.success)", "\(totals.failed)",
                "\(totals.pending)", TimeText.duration(milliseconds: set.durationMilliseconds),
            ])
        }
        return table.text
    }

    private var totalLine: String {
        let totals = report.totals
        let electionCount = report.sets.reduce(0) { $0 + $1.electionCount }
        var parts = [
            "\(counted(totals.transfers, "transfer")): \(totals.success) success, "
                + "\(totals.failed) failed, \(totals.pending) pending",
            "\(totals.leaderFailures) LF",
        ]
        let median = Self.percentile(50, of: electionMilliseconds)
            .map { " (median \(TimeText.duration(milliseconds: $0)))" }
        parts.append(counted(electionCount, "election") + (median ?? ""))
        if let p50 = Self.percentile(50, of: latencyMicroseconds),
            let p99 = Self.percentile(99, of: latencyMicroseconds)
        {
            parts.append(
                "p50 \(TimeText.duration(microseconds: p50)), "
                    + "p99 \(TimeText.duration(microseconds: p99))"
            )
        }
        return "total: \(parts.joined(separator: "; "))\n"
    }

    /// Why there are more slots than transfers; nothing if there are not, or something is pending.
    private var slotLine: String {
        let totals = report.totals
        let last = nodes.map(\.executed).max() ?? .zero
        let slots = Int(clamping: last.rawValue)
        guard totals.pending == 0, slots != totals.transfers else { return "" }
        var causes: [String] = []
        if extraSlots.noopCount > 0 {
            causes.append(
                "\(counted(extraSlots.noopCount, "no-op")) filled a gap after a leader failed"
            )
        }
        if extraSlots.duplicateCount > 0 {
            causes.append(
                "\(counted(extraSlots.duplicateCount, "request")) ordered twice and executed once"
            )
        }
        if coverage.knownCount < coverage.executedCount {
            causes.append("older slots are no longer known one by one")
        }
        let cause = causes.isEmpty ? "not explained" : causes.joined(separator: ", ")
        let difference = slots - totals.transfers
        let words =
            difference > 0
            ? "\(counted(difference, "slot")) more than transfers"
            : "\(counted(-difference, "slot")) fewer than transfers"
        return "slots: \(words): \(cause)\n"
    }

    /// How many slots were compared, if not all of them could be.
    private var coverageLine: String {
        guard coverage.knownCount < coverage.executedCount else { return "" }
        return "compared: \(coverage.knownCount) of \(counted(coverage.executedCount, "slot"));"
            + " for older ones speak digests, balances and answers\n"
    }

    private var agreementLine: String {
        let wrong = nodes.first { $0.total != initialTotal }
        let held = wrong.map { "\($0.total)" } ?? "\(initialTotal)"
        let place = wrong.map { " on \($0.node)" } ?? ""
        let money = "money: \(held) of \(initialTotal)\(place)"
        return "\(agreement)     \(money)     \(violations.isEmpty ? "OK" : "FAILED")\n"
    }

    /// Which nodes are at which slot, connected ones first.
    private var agreement: String {
        let connected = nodes.filter(\.isConnected)
        var parts: [String] = []
        for slot in Set(connected.map(\.executed)).sorted(by: >) {
            let names = connected.filter { $0.executed == slot }.map { "\($0.node)" }
            parts.append("\(names.joined(separator: " ")) at slot \(slot.rawValue)")
        }
        var text = parts.isEmpty ? "no node connected" : parts.joined(separator: ", ")
        let others = nodes.filter { !$0.isConnected }
            .map { "\($0.node) at \($0.executed.rawValue)" }
        if let last = others.last {
            let head = others.dropLast().joined(separator: ", ")
            text += "; " + (head.isEmpty ? last : "\(head) and \(last)") + ", not connected"
            if violations.isEmpty { text += " (prefixes equal)" }
        }
        return (violations.isEmpty ? "agree: " : "nodes: ") + text
    }

    private var violationLines: String {
        guard !violations.isEmpty else { return "" }
        let shown = violations.prefix(RunnerLimits.violationsShownMax)
        var text = shown.map { "BROKEN: \($0)\n" }.joined()
        if shown.count < violations.count {
            text += "BROKEN: \(violations.count - shown.count) more\n"
        }
        if !logFiles.isEmpty { text += "keep: \(logFiles.joined(separator: " "))\n" }
        return text
    }

    /// Returns the smallest value that so many of a hundred do not exceed; nil of none.
    static func percentile(_ percent: Int, of values: [UInt64]) -> UInt64? {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return nil }
        let rank = (sorted.count * percent + 99) / 100
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }

    private func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}
