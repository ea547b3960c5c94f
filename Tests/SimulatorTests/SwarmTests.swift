import Foundation
import Simulator
import Testing

/// Whole clusters in storms drawn from seeds; the command `simulate` runs very many more.
@Suite("Swarm") struct SwarmTests {
    /// The seeds to run: a few, or those of `SWARM_SEEDS=from..<to`.
    static var chosen: Range<UInt64> {
        let text = ProcessInfo.processInfo.environment["SWARM_SEEDS"] ?? ""
        let bounds = text.split(separator: "..<").compactMap { UInt64($0) }
        return bounds.count == 2 ? bounds[0]..<bounds[1] : 0..<40
    }

    @Test("No seed breaks a rule", arguments: chosen)
    func seeds(_ seed: UInt64) throws {
        var simulation = Simulation(options: SwarmOptions(seed: seed))
        let violation = simulation.run()
        if let violation { print("VIOLATION seed \(seed): \(violation) faults \(simulation.options.faults)") }
        #expect(violation == nil, "seed \(seed): \(simulation.options.faults)")
    }
}
