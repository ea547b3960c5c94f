import BankClient
import Paxos
import Testing

@Suite("RetryPolicy")
struct RetryPolicyTests {
    @Test("Waits double from 300 ms to 3 s and stay there")
    func bounds() {
        let policy = RetryPolicy()

        #expect((0...6).map(policy.bound) == [300, 600, 1_200, 2_400, 3_000, 3_000, 3_000])
        #expect(policy.bound(after: .max) == 3_000)
        #expect(policy.bound(after: -1) == 300)
    }

    @Test("A wait is drawn from the upper quarter below its bound", arguments: 0...6)
    func jitter(expiries: Int) {
        let policy = RetryPolicy()
        var generator = SeededGenerator(seed: 7)

        let delays = (0..<200).map { _ in policy.delay(after: expiries, using: &generator) }

        let bound = policy.bound(after: expiries)
        #expect(delays.allSatisfy { ($0 * 4) >= bound * 3 && $0 <= bound })
        #expect(Set(delays).count > 20, "clients must not come back in step")
    }

    @Test("The greatest policy does not overflow")
    func extremes() {
        let policy = RetryPolicy(
            retryDelayMillisecondsMin: 60_000,
            retryDelayMillisecondsMax: 60_000
        )

        #expect(policy.bound(after: 100) == 60_000)
    }
}
