/// What happened in a run.
public struct SimulationCounts: Sendable {
    /// Events: arrivals, ticks, turns, work on disks, acts of clients, faults, mendings.
    public internal(set) var events = 0
    /// Turns of nodes.
    public internal(set) var turns = 0
    /// Faults by kind.
    public internal(set) var faults: [FaultKind: Int] = [:]
    /// Processes that were started again.
    public internal(set) var starts = 0
    /// Starts that failed, because of the disk.
    public internal(set) var failedStarts = 0
    /// Processes that ended because a call on their disk failed.
    public internal(set) var diskFailures = 0
    /// Runs that ended without a violation.
    public internal(set) var runs = 0
    /// Of these, runs in which hardly anything was answered.
    public internal(set) var idleRuns = 0
    /// Of these, runs in which too much was lost and the nodes stopped and said so.
    public internal(set) var haltedRuns = 0
    /// Nodes that came back after the healing.
    public internal(set) var returns = 0
    /// Nodes that were cut off from a quiet cluster.
    public internal(set) var quietIsolations = 0
    /// Damages while another node had not got back what it lost.
    public internal(set) var damagedTogether = 0
    /// Damages by which more than a minority had lost something, each elsewhere.
    public internal(set) var damagedElsewhere = 0
    /// Losses of more copies than a protocol can bring back.
    public internal(set) var excessiveLosses = 0
    /// Cuts in one direction only.
    public internal(set) var oneSidedCuts = 0
    /// Lines that were sent.
    public internal(set) var linesSent = 0
    /// Lines that were lost by chance.
    public internal(set) var linesLost = 0
    /// Lines that came twice.
    public internal(set) var linesRepeated = 0
    /// Lines of long before that came again.
    public internal(set) var linesReplayed = 0
    /// Lines that found their link full.
    public internal(set) var linesRefused = 0
    /// Lines that were held for a while.
    public internal(set) var linesHeld = 0
    /// Lines that were lost in a cut.
    public internal(set) var linesCut = 0
    /// Lines that travelled as bytes.
    public internal(set) var linesAsBytes = 0
    /// Lines of which bytes were damaged.
    public internal(set) var linesDamaged = 0
    /// Transfers that were executed and answered.
    public internal(set) var answeredTransfers = 0
    /// Reads that were answered.
    public internal(set) var answeredReads = 0
    /// Requests that were asked again.
    public internal(set) var repeatedRequests = 0
    /// Requests of long ago, and other requests under an old timestamp.
    public internal(set) var oddRequests = 0
    /// How long the healed core needed, in ticks.
    public internal(set) var healingTicks: UInt64 = 0
    /// How much time was simulated, in microseconds.
    public internal(set) var simulatedMicroseconds: UInt64 = 0
}

extension SimulationCounts {
    /// Nothing has happened.
    public static var none: Self { Self() }

    /// Adds what happened in another run; the longest healing counts.
    public mutating func add(_ other: SimulationCounts) {
        events += other.events
        turns += other.turns
        starts += other.starts
        failedStarts += other.failedStarts
        diskFailures += other.diskFailures
        runs += other.runs
        idleRuns += other.idleRuns
        haltedRuns += other.haltedRuns
        returns += other.returns
        quietIsolations += other.quietIsolations
        damagedTogether += other.damagedTogether
        damagedElsewhere += other.damagedElsewhere
        excessiveLosses += other.excessiveLosses
        oneSidedCuts += other.oneSidedCuts
        linesSent += other.linesSent
        linesLost += other.linesLost
        linesRepeated += other.linesRepeated
        linesReplayed += other.linesReplayed
        linesRefused += other.linesRefused
        linesHeld += other.linesHeld
        linesCut += other.linesCut
        linesAsBytes += other.linesAsBytes
        linesDamaged += other.linesDamaged
        answeredTransfers += other.answeredTransfers
        answeredReads += other.answeredReads
        repeatedRequests += other.repeatedRequests
        oddRequests += other.oddRequests
        for (kind, count) in other.faults { faults[kind, default: 0] += count }
        healingTicks = max(healingTicks, other.healingTicks)
        simulatedMicroseconds += other.simulatedMicroseconds
    }

    /// What never happened, in the order of ``rows``: everything is to happen but that a run is
    /// idle, or halts because too much was lost.
    public var missing: [String] {
        rows.filter { $0.count == 0 && !["idle_runs", "halted_runs"].contains($0.name) }
            .map(\.name)
    }

    /// Everything that is counted, in one order: first what happened, then the faults by kind.
    public var rows: [(name: String, count: Int)] {
        let happened: [(String, Int)] = [
            ("events", events),
            ("turns", turns),
            ("starts", starts),
            ("failed_starts", failedStarts),
            ("disk_failures", diskFailures),
            ("idle_runs", idleRuns),
            ("halted_runs", haltedRuns),
            ("returns", returns),
            ("quiet_isolations", quietIsolations),
            ("damaged_together", damagedTogether),
            ("damaged_elsewhere", damagedElsewhere),
            ("excessive_losses", excessiveLosses),
            ("one_sided_cuts", oneSidedCuts),
            ("lines_sent", linesSent),
            ("lines_lost", linesLost),
            ("lines_repeated", linesRepeated),
            ("lines_replayed", linesReplayed),
            ("lines_refused", linesRefused),
            ("lines_held", linesHeld),
            ("lines_cut", linesCut),
            ("lines_as_bytes", linesAsBytes),
            ("lines_damaged", linesDamaged),
            ("answered_transfers", answeredTransfers),
            ("answered_reads", answeredReads),
            ("repeated_requests", repeatedRequests),
            ("odd_requests", oddRequests),
        ]
        return happened
            + FaultKind.allCases.map { ("fault_\($0.rawValue)", faults[$0, default: 0]) }
    }
}
