import EventLoop
import Testing

@Suite("Backoff")
struct BackoffTests {
    @Test("Delays double up to the maximum, each drawn from the upper half of its bound")
    func doubling() {
        var generator = Seeded(seed: 1)
        var backoff = Backoff(retryDelayMillisecondsMin: 50, retryDelayMillisecondsMax: 1_000)

        for _ in 0..<2 {
            for bound in [50, 100, 200, 400, 800, 1_000, 1_000, 1_000] {
                let delay = backoff.next(using: &generator)
                #expect((bound / 2...bound).contains(delay))
            }
            backoff.reset()
        }
    }

    @Test("Equal seeds give equal delays, different seeds do not stay in step")
    func jitter() {
        let seeds: [UInt64] = [1, 1, 2]
        let delays = seeds.map { seed in
            var generator = Seeded(seed: seed)
            var backoff = Backoff()
            return (0..<10).map { _ in backoff.next(using: &generator) }
        }

        #expect(delays[0] == delays[1])
        #expect(delays[0] != delays[2])
    }

    @Test("The widest and the narrowest range neither overflow nor give zero")
    func extremes() {
        var generator = Seeded(seed: 3)
        var widest = Backoff(retryDelayMillisecondsMin: 1, retryDelayMillisecondsMax: .max)
        var narrowest = Backoff(retryDelayMillisecondsMin: 1, retryDelayMillisecondsMax: 1)

        for _ in 0..<100 {
            #expect(widest.next(using: &generator) >= 1)
            #expect(narrowest.next(using: &generator) == 1)
        }
    }

    @Test("A range without delays is a programmer error")
    func emptyRange() async {
        await #expect(processExitsWith: .failure) { _ = Backoff(retryDelayMillisecondsMin: 0) }
    }
}
