import Foundation
import Simulator
import Testing

@Suite("Random runs")
struct RandomRunTests {
    /// How many seeds to try; SEEDS=20000 in the environment tries more.
    static let seeds: UInt64 =
        ProcessInfo.processInfo.environment["SEEDS"].flatMap(UInt64.init) ?? 20

    /// Where to begin; SEED=7 in the environment begins there.
    static let firstSeed: UInt64 =
        ProcessInfo.processInfo.environment["SEED"].flatMap(UInt64.init) ?? 1

    @Test("Whatever fails, every request is executed once and every read is linearizable")
    func faults() throws {
        var reads = 0
        var executed = 0
        var healing: [Int] = []
        for seed in Self.firstSeed..<Self.firstSeed + Self.seeds {
            var run = RandomRun(seed: seed)
            do {
                try run.run(steps: 1_500)
            } catch {
                Issue.record("seed \(seed): \(error)")
                if Self.seeds > 1_000 { continue }
                throw error
            }
            reads += run.answeredReads
            executed += run.cluster.effects
            healing.append(run.healingTicks)
        }
        #expect(reads > 0)
        #expect(executed > 0)
        guard Self.seeds > 20 else { return }
        healing.sort()
        print(
            "\(Self.seeds) seeds: \(executed) executed, \(reads) reads; healed in"
                + " \(healing[healing.count / 2]) ticks, at most \(healing.suffix(5))"
        )
    }
}
