import Foundation
import Simulator
import Testing

/// Whole clusters in storms drawn from seeds; the command `simulate` runs very many more.
@Suite("Swarm") struct SwarmTests {
    /// The seeds to run: a few, or those of `SWARM_SEEDS=from..<to`.
    static var chosen: Range<UInt64> {
        let text = ProcessInfo.processInfo.environment["SWARM_SEEDS"] ?? ""
        let bounds = text.split(separator: "..<").compactMap { UInt64($0) }
        return bounds.count == 2 ? bounds[0]..<bounds[1] : 0..<20
    }

    @Test("No seed breaks a rule", arguments: chosen)
    func seeds(_ seed: UInt64) throws {
        var simulation = Simulation(options: SwarmOptions(seed: seed))
        let violation = simulation.run()
        #expect(violation == nil, "seed \(seed)")
    }

    @Test("A seed's run is the same each time, and something happens in it")
    func repeatable() {
        var first = Simulation(options: SwarmOptions(seed: 7))
        var second = Simulation(options: SwarmOptions(seed: 7))
        first.keepTrace()
        second.keepTrace()

        #expect(first.run() == nil && second.run() == nil)

        #expect(first.table?.text == second.table?.text)
        #expect(first.counts.answeredTransfers > 10)
        #expect(first.counts.rows.map(\.count) == second.counts.rows.map(\.count))
    }

    @Test("Every kind of fault happens, and every way for a line to go wrong")
    func everything() {
        var counts = SimulationCounts.none
        for seed in 200..<280 as Range<UInt64> {
            var options = SwarmOptions(seed: seed)
            options.ticks = 150
            // With so few seeds chance alone does not bring everything.
            if seed.isMultiple(of: 4) { options.faults = Set(FaultKind.allCases) }
            if seed.isMultiple(of: 8) {
                options.hasAtlas = false
                options.faultMicroseconds = 20_000
            }
            if seed.isMultiple(of: 5) { options.network.replayPercent = 30 }
            // An image is put back only where all the others remember.
            if seed % 8 == 3 {
                options.faults = [.image]
                options.faultMicroseconds = 20_000
            }
            if seed.isMultiple(of: 10) {
                options.network.usesBytes = true
                options.network.damagePerMille = 20
            }
            var simulation = Simulation(options: options)
            #expect(simulation.run() == nil, "seed \(seed)")
            counts.add(simulation.counts)
        }
        // A run in which nothing happened is counted, not wanted.
        for row in counts.rows where row.name != "idle_runs" {
            #expect(row.count > 0, "\(row.name)")
        }
    }
}
