import Foundation
import Paxos
import Runner
import Testing

@Suite("Bench: skew")
struct BenchSkewTests {
    /// How often each place is drawn.
    private static func draws(
        _ skew: BenchSkew,
        places: Int,
        count: Int,
        seed: UInt64 = 1
    ) -> [Int] {
        var generator = SeededGenerator(seed: seed)
        var counts = [Int](repeating: 0, count: places)
        for _ in 0..<count { counts[skew.draw(using: &generator)] += 1 }
        return counts
    }

    @Test("Without skew all places are drawn equally often")
    func uniform() {
        let counts = Self.draws(
            BenchSkew(count: 10, thetaThousandths: 0),
            places: 10,
            count: 100_000
        )

        #expect(counts.allSatisfy { (9_500...10_500).contains($0) }, "\(counts)")
    }

    @Test(
        "Place k is drawn with a probability proportional to 1/k^θ",
        arguments: [500, 990, 2_000]
    )
    func zipf(thousandths: Int) {
        let (places, count) = (50, 400_000)
        let theta = Double(thousandths) / 1_000
        let shares = (1...places).map { 1 / pow(Double($0), theta) }
        let sum = shares.reduce(0, +)

        let counts = Self.draws(
            BenchSkew(count: places, thetaThousandths: thousandths),
            places: places,
            count: count
        )

        for (place, share) in shares.enumerated() {
            let expected = Double(count) * share / sum
            // Five standard deviations of a count.
            let difference = abs(Double(counts[place]) - expected)
            #expect(difference <= 5 * expected.squareRoot() + 1, "place \(place): \(counts[place])")
        }
    }

    @Test("The other place is never the same, also if one is drawn nearly always")
    func other() {
        for thousandths in [0, 990, BenchOptions.thetaMax * 1_000] {
            let skew = BenchSkew(count: 3, thetaThousandths: thousandths)
            var generator = SeededGenerator(seed: 2)
            for place in [0, 1, 2, 0, 0, 0] {
                #expect(skew.draw(otherThan: place, using: &generator) != place)
            }
        }
    }

    @Test("A single place is always drawn")
    func single() {
        let counts = Self.draws(BenchSkew(count: 1, thetaThousandths: 990), places: 1, count: 9)

        #expect(counts == [9])
    }
}
