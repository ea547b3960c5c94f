import Paxos
import Runner
import Testing

@Suite("Latency histogram")
struct LatencyHistogramTests {
    @Test("Of nothing, every quantile and the longest latency are 0")
    func empty() {
        let histogram = LatencyHistogram()

        #expect(histogram.count == 0 && histogram.max == 0)
        #expect(histogram.quantile(perMille: 500) == 0)
    }

    @Test("Up to 128 µs quantiles are exact: the share asked for does not exceed them")
    func exact() {
        var histogram = LatencyHistogram()
        for latency: UInt64 in 1...100 { histogram.record(microseconds: latency) }

        #expect(histogram.quantile(perMille: 1) == 1)
        #expect(histogram.quantile(perMille: 500) == 50)
        #expect(histogram.quantile(perMille: 501) == 51)
        #expect(histogram.quantile(perMille: 990) == 99)
        #expect(histogram.quantile(perMille: 999) == 100)
        #expect(histogram.quantile(perMille: 1_000) == 100)
    }

    @Test("A single latency of any size is told as it is")
    func single() {
        for shift in 0...36 {
            let power = UInt64(1) << UInt64(shift)
            for latency in [power - 1, power, power + 1] {
                var histogram = LatencyHistogram()
                histogram.record(microseconds: latency)

                #expect(histogram.quantile(perMille: 500) == latency)
                #expect(histogram.max == latency)
            }
        }
    }

    @Test("Quantiles of random latencies are those of a sorted list, too high by less than 1/64")
    func against() {
        for seed: UInt64 in 1...40 {
            var generator = SeededGenerator(seed: seed)
            var histogram = LatencyHistogram()
            let all = (0..<500)
                .map { _ in generator.next() >> UInt64.random(in: 28...63, using: &generator) }
                .sorted()
            for latency in all.shuffled(using: &generator) {
                histogram.record(microseconds: latency)
            }

            for share: UInt64 in [1, 100, 500, 900, 990, 999, 1_000] {
                let exact = all[(500 * Int(share) + 999) / 1_000 - 1]
                let told = histogram.quantile(perMille: share)
                #expect(told >= exact && told - exact <= exact / 64, "seed \(seed): \(share)")
            }
        }
    }

    @Test("Two histograms taken together are one of all their latencies")
    func merged() {
        var (whole, first, second) = (LatencyHistogram(), LatencyHistogram(), LatencyHistogram())
        for latency: UInt64 in 1...1_000 {
            whole.record(microseconds: latency * 7)
            if latency.isMultiple(of: 3) {
                first.record(microseconds: latency * 7)
            } else {
                second.record(microseconds: latency * 7)
            }
        }
        first.merge(second)

        #expect(first == whole)
        first.removeAll()
        #expect(first == LatencyHistogram())
    }

    @Test("A latency beyond the greatest one is told as the greatest one")
    func clamped() {
        var histogram = LatencyHistogram()
        histogram.record(microseconds: .max)

        #expect(histogram.quantile(perMille: 500) == LatencyHistogram.microsecondsMax)
        #expect(histogram.max == LatencyHistogram.microsecondsMax)
    }
}
