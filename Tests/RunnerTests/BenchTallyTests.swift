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

    @Test("A bench without an answer took no time and counts nothing")
    func nothing() {
        let tally = BenchTally(start: 5)

        #expect(tally.microseconds == 0 && tally.executed == 0)
        #expect(tally.longestGap.microseconds == 0)
    }
}
