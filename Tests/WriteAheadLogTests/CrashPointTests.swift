import Paxos
import Simulator
import Testing
import WriteAheadLog

/// Every place at which the power may go, with everything the disk may then hold.
@Suite("Write-ahead log: crash points")
struct CrashPointTests {
    /// Enough scripts for more than 50,000 states.
    private static let seeds: Range<UInt64> = 0..<15
    /// The least number of states a script has; 15 times this is above 50,000.
    private static let statesMin = 3_350

    @Test(
        "Whatever a crash leaves, every acknowledged record is there, and the log goes on",
        arguments: seeds
    )
    func crashes(seed: UInt64) throws {
        let moments = try CrashScript.run(seed: seed, operations: 320)
        var states = 0
        var ends: [Moment.End: Int] = [:]
        for (step, moment) in moments.enumerated() {
            for survivals in moment.survivals {
                states += 1
                var disk = moment.disk
                disk.crash { index, _ in survivals[index] }
                do {
                    ends[try moment.check(disk), default: 0] += 1
                } catch {
                    Issue.record("seed \(seed), step \(step), \(survivals): \(error)")
                    return
                }
            }
        }

        #expect(states >= Self.statesMin)
        // A run in which nothing was torn proves nothing.
        #expect(ends[.torn, default: 0] > 300)
        #expect(ends[.oneMore, default: 0] > 300)
    }

    @Test("No state is counted twice")
    func distinct() throws {
        let moments = try CrashScript.run(seed: Self.seeds.lowerBound, operations: 320)
        for moment in moments {
            let survivals = moment.survivals
            #expect(Set(survivals).count == survivals.count)
            #expect(survivals.allSatisfy { $0.count == moment.disk.pending.count })
        }
        #expect(moments.map(\.disk.pending.count).max() ?? 0 >= 3)
        #expect(Self.statesMin * Self.seeds.count >= 50_000)
    }
}
