import Paxos
import Simulator
import Testing

/// The text of what is left out of a run.
@Suite("Reduction of a run") struct SwarmReductionTests {
    @Test(
        "A reduction reads as it is written",
        arguments: [
            "ticks=120", "nodes=3,clients=0", "faults=none", "faults=kill+power-everywhere",
            "ticks=7,nodes=5,clients=8,faults=rot,skip=3-7+9,requests=12,quiet=0-5+8",
            "loss=0,twice=0,replay=0,reorder=0,bytes=0",
        ]
    )
    func roundTrip(text: String) throws {
        #expect(try SwarmReduction(text).description == text)
    }

    @Test(
        "What makes no sense is refused, with the reason",
        arguments: [
            ("", #"the part "" is not KEY=VALUE"#),
            ("ticks", #"the part "ticks" is not KEY=VALUE"#),
            ("=3", #"the part "=3" is not KEY=VALUE"#),
            ("ticks=3,", #"the part "" is not KEY=VALUE"#),
            ("tocks=3", #"there is no key "tocks"; keys are ticks, "#),
            ("ticks=3,ticks=3", "the key ticks stands twice"),
            ("ticks=0", "ticks=0: ticks is a whole number from 1 to 1000000"),
            ("ticks=+3", "ticks=+3: ticks is a whole number"),
            ("ticks=3=4", "ticks=3=4: ticks is a whole number"),
            ("nodes=4", "nodes=4: nodes is 3 or 5"),
            ("faults=", "faults=: faults is none, or kinds with + between, each once: kill, "),
            ("faults=kill+kill", "faults=kill+kill: faults is none, or kinds"),
            ("skip=", "skip=: skip is numbers and ranges that rise, for example 3-7+9"),
            ("skip=7-3", "skip=7-3: skip is numbers"),
            ("skip=3+3", "skip=3+3: skip is numbers"),
            ("skip=1-2-3", "skip=1-2-3: skip is numbers"),
            ("quiet=99999999999999999999", "quiet=99999999999999999999: quiet is numbers"),
            ("loss=1", "loss=1: loss is 0: it can only be left out"),
        ]
    )
    func refusals(text: String, reason: String) {
        do throws(ReductionError) {
            let reduction = try SwarmReduction(text)
            Issue.record("\(text) is read as \(reduction)")
        } catch {
            #expect(error.description.hasPrefix(reason), "\(error)")
        }
    }

    @Test("Numbers join into ranges, in whichever order they come")
    func ranges() {
        var numbers = NumberRanges()
        for number in [9, 3, 5, 4, 7, 6, 3] as [UInt64] { numbers.insert(number...number) }

        #expect("\(numbers)" == "3-7+9")
        #expect(numbers.contains(3) && numbers.contains(7) && numbers.contains(9))
        #expect(!numbers.contains(2) && !numbers.contains(8) && !numbers.contains(10))
        numbers.insert(8...20)
        #expect("\(numbers)" == "3-20")
    }

    @Test("What is left out does not happen")
    func effect() throws {
        var options = SwarmOptions(seed: 20)
        options.ticks = 100
        options.faults = [.kill, .isolate]
        options.faultMicroseconds = 30_000
        options.network.lossPercent = 20
        options.network.replayPercent = 50
        options.reduce(by: try SwarmReduction("nodes=3,faults=kill,requests=4,loss=0,replay=0"))
        var simulation = Simulation(options: options)

        #expect(simulation.run() == nil)

        #expect(simulation.cluster.members.count == 3)
        #expect(simulation.counts.faults[.kill, default: 0] > 0)
        #expect(simulation.counts.faults[.isolate] == nil)
        #expect(simulation.counts.linesLost == 0)
        #expect(simulation.counts.linesReplayed == 0)
        #expect(simulation.counts.answeredTransfers + simulation.counts.answeredReads <= 4)
    }
}
