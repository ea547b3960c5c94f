import Paxos
import Simulator
import Testing
import WriteAheadLog

/// Every place at which the power may go, with everything the disk may then hold.
@Suite("Write-ahead log: crash points")
struct CrashPointTests {
    @Test(
        "Whatever a crash leaves, every acknowledged record is there, and the log goes on",
        arguments: 0..<4 as Range<UInt64>
    )
    func crashes(seed: UInt64) throws {
        let moments = try CrashScript.run(seed: seed, operations: 300)
        var states = 0
        var verdicts: [String: Int] = [:]
        for (step, moment) in moments.enumerated() {
            for survivals in moment.survivals {
                states += 1
                var disk = moment.disk
                disk.crash { index, _ in survivals[index] }
                do {
                    let verdict = try moment.check(disk)
                    verdicts[verdict, default: 0] += 1
                } catch {
                    Issue.record("seed \(seed), step \(step), \(survivals): \(error)")
                    return
                }
            }
        }
        print(seed, moments.count, states, verdicts)
        #expect(states >= 12_500)
        #expect(verdicts["torn", default: 0] > 1_000)
    }
}
