import Runner
import Testing

@Suite("Bench: tally")
struct BenchTallyTests {
    @Test("The longest gap is the longest time between two answers, and when it began")
    func gap() {
        var tally = BenchTally(start: 1_000)
        for time: Int64 in [1_300, 1_400, 9_400, 9_400, 12_000] { tally.didHear(at: time) }

        #expect(tally.longestGap.microseconds == 8_000)
        #expect(tally.longestGap.beganAt == 400)
        #expect(tally.microseconds == 11_000)
    }

    @Test("The time before the first answer counts as a gap")
    func first() {
        var tally = BenchTally(start: 0)
        tally.didHear(at: 700)
        tally.didHear(at: 900)

        #expect(tally.longestGap.microseconds == 700 && tally.longestGap.beganAt == 0)
    }

    @Test("What is executed is counted by kind, with its latency; what is not, apart from it")
    func kinds() {
        var tally = BenchTally(start: 0)
        tally.didHear(at: 50)
        tally.count(.transfer, .completed, latency: 40)
        tally.count(.transfer, .failed, latency: 50)
        tally.count(.read, .completed, latency: 10)
        tally.count(.transfer, .refused, latency: 9_999)
        tally.count(.transfer, .unanswered, latency: 9_999)
        tally.count(.read, .disturbed, latency: 9_999)

        #expect(tally[.transfer].completed == 1 && tally[.transfer].failed == 1)
        #expect(tally[.transfer].latencies.max == 50 && tally[.read].latencies.max == 10)
        #expect(tally.executed == 3)
        #expect(tally.refused == 1 && tally.unanswered == 1 && tally.disturbed == 1)
    }

    @Test("Over time, each interval has its own count and latencies, an empty one none")
    func intervals() {
        var tally = BenchTally(start: 1_000, intervalMicroseconds: 100)
        tally.didHear(at: 1_050)
        tally.count(.transfer, .completed, latency: 30)
        tally.count(.transfer, .completed, latency: 40)
        tally.didHear(at: 1_250)
        tally.count(.transfer, .completed, latency: 90)
        tally.didFinish(at: 1_350)

        #expect(tally.intervals.all.map(\.beganAt) == [0, 100, 200])
        #expect(tally.intervals.all.map(\.executed) == [2, 0, 1])
        #expect(tally.intervals.all.map(\.p50) == [30, 0, 90])
        #expect(tally.intervals.all.map(\.p99) == [40, 0, 90])
    }

    @Test("Intervals that become too many are taken together, and no transaction is lost")
    func bounded() {
        var intervals = BenchIntervals(width: 10)
        for number in 0..<UInt64(3 * BenchIntervals.countMax) {
            intervals.advance(to: number * 10)
            intervals.record(microseconds: number.isMultiple(of: 2) ? 5 : 7)
        }
        intervals.advance(to: UInt64(3 * BenchIntervals.countMax) * 10)

        #expect(intervals.width == 40 && intervals.all.count == BenchIntervals.countMax * 3 / 4)
        #expect(intervals.all.map(\.beganAt).prefix(3) == [0, 40, 80])
        #expect(intervals.all.allSatisfy { $0.executed == 4 && $0.p99 == 7 })
    }

    @Test("A bench without an answer took no time and counts nothing")
    func nothing() {
        let tally = BenchTally(start: 5)

        #expect(tally.microseconds == 0 && tally.executed == 0)
        #expect(tally.longestGap.microseconds == 0)
    }
}
