import Paxos
import Runner
import Testing

@Suite("Bench: leader failures")
struct BenchFailureTests {
    /// A tally of a second with an answer every millisecond, on average also between two answers.
    private static func steady() -> BenchTally {
        var tally = BenchTally(start: 0)
        hear(&tally, from: 0, to: 1_000_000)
        return tally
    }

    private static func hear(
        _ tally: inout BenchTally,
        from begin: Int64,
        to end: Int64,
        every period: Int64 = 1_000
    ) {
        for time in stride(from: begin, to: end, by: Int(period)) { tally.didHear(at: time) }
    }

    @Test("The gap is the longest time without an answer that ends after the kill")
    func gap() throws {
        var tally = Self.steady()
        tally.didKill(NodeID(1), at: 1_000_000)
        Self.hear(&tally, from: 1_002_000, to: 1_010_000)
        Self.hear(&tally, from: 1_400_000, to: 2_000_000)
        tally.didFinish(at: 2_000_000)

        let failure = try #require(tally.failures.first)
        #expect(failure.node == NodeID(1) && failure.killedAt == 1_000_000)
        #expect(failure.gap == 391_000)
        #expect(failure.rateBefore == 1_000)
        #expect(failure.recovery == 400_000)
    }

    @Test("A gap before the kill, or long after it, is not its gap")
    func others() throws {
        var tally = BenchTally(start: 0)
        Self.hear(&tally, from: 900_000, to: 2_000_000)
        tally.didKill(NodeID(1), at: 2_000_000)
        Self.hear(&tally, from: 2_100_000, to: 4_500_000)
        Self.hear(&tally, from: 5_500_000, to: 5_600_000)
        tally.didFinish(at: 6_000_000)

        #expect(try #require(tally.failures.first).gap == 101_000)
        #expect(tally.longestGap.microseconds == 1_001_000)
    }

    @Test("The rate is back where nine tenths of it hold for a fifth of a second")
    func recovery() throws {
        var tally = Self.steady()
        tally.didKill(NodeID(1), at: 1_000_000)
        // Half the rate is not enough, and a short burst neither.
        Self.hear(&tally, from: 1_300_000, to: 1_600_000, every: 2_000)
        Self.hear(&tally, from: 1_600_000, to: 1_620_000, every: 1_000)
        Self.hear(&tally, from: 1_620_000, to: 2_000_000, every: 4_000)
        Self.hear(&tally, from: 2_000_000, to: 2_300_000, every: 1_000)
        tally.didFinish(at: 2_300_000)

        let recovery = try #require(tally.failures.first?.recovery)
        #expect((960_000...1_000_000).contains(recovery), "\(recovery)")
    }

    @Test("Where the rate stays away, nothing is told of its return; the next failure has its own")
    func never() {
        var tally = Self.steady()
        tally.didKill(NodeID(1), at: 1_000_000)
        Self.hear(&tally, from: 1_300_000, to: 3_000_000, every: 2_000)
        tally.didRestart(at: 2_000_000)
        tally.didKill(NodeID(2), at: 3_000_000)
        Self.hear(&tally, from: 3_200_000, to: 4_000_000, every: 2_000)
        tally.didFinish(at: 4_000_000)

        #expect(tally.failures.map(\.node) == [NodeID(1), NodeID(2)])
        #expect(tally.failures.map(\.rateBefore) == [1_000, 500])
        #expect(tally.failures.map(\.recovery) == [nil, 200_000])
        #expect(tally.failures.map(\.restartedAt) == [2_000_000, nil])
        #expect(tally.failures.map(\.gap) == [301_000, 202_000])
    }

    @Test("If nobody answers any more, the gap lasts to the end")
    func silence() {
        var tally = Self.steady()
        tally.didKill(NodeID(1), at: 1_000_000)
        tally.didFinish(at: 9_000_000)

        #expect(tally.failures.map(\.gap) == [8_001_000])
        #expect(tally.failures.map(\.recovery) == [nil])
    }

    @Test("A timeline that is full takes neighbours together, and loses no answer")
    func bounded() {
        var timeline = BenchTimeline()
        let width = timeline.width
        let end = 3 * UInt64(BenchTimeline.countsMax) * width
        for time in stride(from: 0, to: end, by: Int(width) * 8) { timeline.add(8, at: time) }

        #expect(timeline.width == 4 * width)
        let rate = timeline.rate(before: end - 10_000_000)
        #expect((90...110).contains(rate), "\(rate)")
    }
}
