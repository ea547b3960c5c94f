import Paxos

/// Looks at a load now and then: shows how far it is, kills leaders when that is due, and ends the
/// load when a node died.
final class BenchWatch: BenchLoad.Observer {
    /// The processes, if they were started here.
    private let local: LocalCluster?
    /// Who kills leaders, if somebody does.
    private let failures: BenchLeaderFailures?
    /// When the load is enough.
    private let extent: BenchOptions.Extent
    /// Whether somebody sees how far it is.
    private let isShown: Bool
    /// What to say beside it.
    private let remark: String
    /// When it was shown last, in microseconds since the start.
    private var shownAt: UInt64 = 0
    /// How many transactions were executed then.
    private var shownExecuted: UInt64 = 0

    /// How often it is shown, in microseconds.
    private static let period: UInt64 = 200_000

    init(
        local: LocalCluster?,
        failures: BenchLeaderFailures?,
        extent: BenchOptions.Extent,
        isShown: Bool,
        remark: String
    ) {
        self.local = local
        self.failures = failures
        self.extent = extent
        self.isShown = isShown
        self.remark = remark
    }

    var isHasty: Bool { failures?.isPending ?? false }

    func look(_ tally: inout BenchTally, at now: Int64, after microseconds: UInt64) -> Bool {
        failures?.turn(&tally, at: now, after: microseconds)
        if isShown, microseconds - shownAt >= Self.period { show(tally, microseconds) }
        local?.noteDeaths()
        return local?.deaths.isEmpty ?? true && failures?.problems.isEmpty ?? true
    }

    /// Takes away what was shown.
    func end() {
        if isShown { Terminal.write("\r\u{1B}[K", to: 2) }
    }

    /// Shows how far the load is, in place of what was shown before.
    private func show(_ tally: BenchTally, _ microseconds: UInt64) {
        let perMille =
            switch extent {
            case .milliseconds(let milliseconds): microseconds / max(1, milliseconds)
            case .transactions(let count): tally.executed * 1_000 / count
            }
        let rate = (tally.executed - shownExecuted) * 1_000_000 / (microseconds - shownAt)
        (shownAt, shownExecuted) = (microseconds, tally.executed)
        var progress = BenchProgress(
            perMille: perMille,
            microseconds: microseconds,
            executed: tally.executed,
            rate: rate
        )
        let killed = local?.killed.keys.sorted().map { "\($0) killed" } ?? []
        progress.remark = ([remark] + killed).filter { !$0.isEmpty }.joined(separator: "  ")
        Terminal.write("\r\u{1B}[K\(progress.text)", to: 2)
    }
}
