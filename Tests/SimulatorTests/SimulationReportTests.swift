import JSON
import Simulator
import Testing

/// What `simulate` tells of a campaign.
@Suite("Simulation report") struct SimulationReportTests {
    private func report(seeds: UInt64 = 2, ticks: UInt64 = 50) -> SimulationReport {
        var report = SimulationReport(firstSeed: 5, seeds: seeds, ticks: ticks)
        report.milliseconds = 2_000
        return report
    }

    private func simulation(_ seed: UInt64) -> Simulation {
        var options = SwarmOptions(seed: seed)
        options.ticks = 50
        var simulation = Simulation(options: options)
        #expect(simulation.run() == nil)
        return simulation
    }

    @Test("All forms tell the sums, the digest and what never happened")
    func forms() throws {
        var report = report()
        for seed in 5...6 as ClosedRange<UInt64> { report.add(simulation(seed), broke: nil) }
        let events = report.counts.events

        #expect(report.isOK)
        #expect(report.human.contains("2 seeds, \(events) events, \(events / 2) a second, "))
        #expect(report.human.contains("\ndigest \(report.digest)\n"))
        #expect(report.digest.count == 16)
        let rows = report.plain.split(separator: "\n").map { $0.split(separator: "\t") }
        #expect(rows.count == 2 && rows[0].count == rows[1].count)
        #expect(report.json["schema"]?.asString == "paxosbank.simulate/1")
        #expect(report.json["digest"]?.asString == report.digest)
        #expect(report.json["events"]?.asInteger == Int64(events))
        let counters = try #require(report.json["counters"]?.asObject)
        #expect(counters.map(\.key) == report.counts.rows.map(\.name))
        let missing = try #require(report.json["missing"]?.asArray).compactMap(\.asString)
        #expect(missing == report.counts.missing)
        #expect(try JSONValue(parsing: report.document.span) == report.json)
    }

    @Test("Violations are told in the order of seeds, with the call that shrinks the first")
    func violations() throws {
        let violation = InvariantViolation("I4", "a view contradicts")
        var first = report()
        first.add(simulation(6), broke: violation)
        var second = report()
        second.add(simulation(5), broke: violation)

        first.add(second)

        #expect(!first.isOK)
        #expect(first.violations.map(\.seed) == [5, 6])
        #expect(
            first.human.hasPrefix(
                """
                seed 5: I4: a view contradicts
                seed 6: I4: a view contradicts
                replay: paxosbank simulate --seed 5 --ticks 50 --shrink

                """
            )
        )
        let told = try #require(first.json["violations"]?.asArray)
        #expect(told.map { $0["seed"]?.asInteger } == [5, 6])
        #expect(told[0]["rule"]?.asString == "I4")
        #expect(told[0]["finding"]?.asString == "a view contradicts")
    }

    @Test("The call that shrinks a seed leaves out what its run left out")
    func reducedReplay() throws {
        var report = SimulationReport(
            firstSeed: 5,
            seeds: 1,
            ticks: 50,
            reduction: try SwarmReduction("nodes=3,loss=0")
        )
        report.add(simulation(5), broke: InvariantViolation("I4", "a view contradicts"))

        let call = "paxosbank simulate --seed 5 --ticks 50 --only nodes=3,loss=0 --shrink"
        #expect(report.human.contains("\nreplay: \(call)\n"))
    }

    @Test("A thousand seeds without some fault prove nothing; fewer may lack any")
    func omissions() {
        var few = report(seeds: 999)
        few.add(simulation(5), broke: nil)
        var many = report(seeds: 1_000)
        many.add(simulation(5), broke: nil)

        #expect(few.isOK)
        #expect(!many.isOK)
        #expect(many.omissions.contains("fault_wipe"))
        #expect(many.human.contains("BROKEN: the campaign met no fault of these kinds: "))
        #expect(many.json["ok"] == false)
    }

    @Test("The digest of one seed is that of its run")
    func single() {
        let run = simulation(5)
        var report = report(seeds: 1)
        report.add(run, broke: nil)

        #expect(UInt64(report.digest, radix: 16) == run.digest.value)
    }
}
