import Paxos
import Runner
import Testing

@Suite("Reports of chaos")
struct ChaosReportTests {
    /// A report of a run of a minute that met every fault but some.
    private func report(without missing: [ChaosFault]) -> ChaosReport {
        var report = ChaosReport()
        report.milliseconds = 60_000
        for fault in ChaosFault.allCases where !missing.contains(fault) {
            report.faults.count(fault)
        }
        return report
    }

    @Test("A long run must meet every fault")
    func missing() {
        var good = report(without: [])
        var bad = report(without: [.wipe, .cut])
        good.demandFaults()
        bad.demandFaults()

        #expect(good.isOK)
        #expect(bad.violations == ["the run met no fault of these kinds: wipe, cut"])
    }

    @Test("A short run need not, and what cannot be made is said")
    func excused() {
        var short = report(without: [.wipe])
        short.milliseconds = 59_999
        var skipped = report(without: [.diskFull])
        skipped.faults.skip(.diskFull, because: "mount: Operation not permitted")
        short.demandFaults()
        skipped.demandFaults()

        #expect(short.isOK)
        #expect(skipped.isOK)
        #expect(skipped.human.contains("disk_full skipped: mount: Operation not permitted"))
        #expect("\(skipped.json)".contains(#""skipped":{"disk_full":"mount"#))
    }

    @Test("What does not hold is said in every form")
    func broken() {
        var report = report(without: [])
        report.violations = ["I9: a read of B found 10"]

        #expect(report.human.contains("BROKEN: I9: a read of B found 10"))
        #expect(report.plain.hasSuffix("\tfalse\n"))
        #expect("\(report.json)".contains(#""ok":false"#))
    }

    @Test("Every kind of fault comes before any comes again")
    func deck() {
        var deck = ChaosDeck(ChaosFault.allCases)
        var generator = SeededGenerator(seed: 3)
        let count = ChaosFault.allCases.count
        let dealt = (0..<count * 5).map { _ in deck.next(using: &generator) }

        for round in 0..<5 {
            #expect(Set(dealt[round * count..<(round + 1) * count]).count == count)
        }
    }
}
