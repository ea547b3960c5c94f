import Foundation
import Paxos
import Testing

@Suite("Random clusters")
struct RandomClusterTests {
    /// The seeds to run: a few, or those of `PAXOS_SEEDS=from..<to`.
    private static let seeds: Range<UInt64> = {
        let text = ProcessInfo.processInfo.environment["PAXOS_SEEDS"] ?? ""
        let bounds = text.split(separator: "..<").compactMap { UInt64($0) }
        return bounds.count == 2 ? bounds[0]..<bounds[1] : 0..<150
    }()

    /// How many random events a run has.
    private static let events = 2_500

    /// How many lines of a failing run are shown.
    private static let traceLinesMax = 60

    /// Holds the seed that runs now, for the case that a precondition stops the process.
    private static let seedFile = FileManager.default.temporaryDirectory
        .appending(path: "paxosbank-random-cluster-seed")

    @Test("Any order of faults keeps every invariant, and a healed quorum goes on")
    func anyFaults() throws {
        var (slots, elections, rejoinings, installs) = (0, 0, 0, 0)
        for seed in Self.seeds {
            try "\(seed)\n".write(to: Self.seedFile, atomically: false, encoding: .utf8)
            do {
                var run = try RandomCluster(seed: seed)
                try run.run(events: Self.events)
                slots += Slot.zero.distance(to: run.cluster.oracle.chosenThrough)
                rejoinings += run.cluster.oracle.pasts.reduce(0) { $0 + Int($1.life) }
                installs += run.cluster.installs
                elections += run.cluster.oracle.ballots.values.count { $0.viewFirst != nil }
            } catch let violation as Violation {
                Issue.record("seed \(seed): \(violation)\n\(trace(of: seed))")
                return
            }
        }
        // A run in which nothing happens would prove nothing.
        let seeds = Self.seeds.count
        #expect(slots > 10 * seeds, "\(slots) slots were chosen")
        #expect(elections > 2 * seeds, "\(elections) ballots were led in")
        #expect(rejoinings > seeds, "\(rejoinings) times somebody rejoined")
        #expect(installs > seeds / 3, "\(installs) snapshots were installed")
    }

    /// Runs a failing seed once more, and returns the last that happened.
    private func trace(of seed: UInt64) -> String {
        guard var run = try? RandomCluster(seed: seed) else { return "" }
        run.keepTrace()
        try? run.run(events: Self.events)
        return run.cluster.trace.map { $0.suffix(Self.traceLinesMax).joined(separator: "\n") } ?? ""
    }
}
