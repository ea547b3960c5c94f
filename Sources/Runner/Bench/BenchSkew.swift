import Foundation
package import Paxos

/// Draws places that are not all drawn equally often: the one with rank k, counted from 1, with a
/// probability proportional to 1/k^θ, which is Zipf's law.
///
/// A draw costs one random number and two look-ups, and no arithmetic but whole numbers; the table
/// takes 12 bytes a place.
///
/// Source: Vose, "A Linear Algorithm for Generating Random Numbers with a Given Distribution"
/// (1991), on Walker's alias method (1977).
package struct BenchSkew: Hashable, Sendable {
    /// How many places there are.
    private let count: UInt64
    /// For each place the share of its draws that it keeps, in 2^64ths; empty if all keep theirs.
    private let kept: [UInt64]
    /// For each place the one that gets the other draws.
    private let alias: [UInt32]

    /// How far a table can be skewed, in thousandths of θ.
    static let thetaThousandthsMax = BenchOptions.thetaMax * 1_000

    /// Creates the table; O(places).
    ///
    /// - Parameters:
    ///   - count: How many places there are, from 1 to 2^32 - 1.
    ///   - thetaThousandths: θ in thousandths; 0 draws all places equally often.
    package init(count: Int, thetaThousandths: Int) {
        precondition(1...Int(UInt32.max) ~= count, "no draw from \(count) places")
        precondition(0...Self.thetaThousandthsMax ~= thetaThousandths, "θ \(thetaThousandths)")
        self.count = UInt64(count)
        guard thetaThousandths > 0 else {
            (kept, alias) = ([], [])
            return
        }
        let theta = Double(thetaThousandths) / 1_000
        var shares = (1...count).map { 1 / pow(Double($0), theta) }
        let scale = Double(count) / shares.reduce(0, +)
        for place in shares.indices { shares[place] *= scale }
        var kept = [UInt64](repeating: .max, count: count)
        var alias = (0..<UInt32(count)).map { $0 }
        // Who has less than an equal share is topped up by one who has more, until all are equal.
        var poor = shares.indices.filter { shares[$0] < 1 }
        var rich = shares.indices.filter { shares[$0] >= 1 }
        while let place = poor.popLast(), let giver = rich.last {
            kept[place] = UInt64(shares[place] * 0x1p64)
            alias[place] = UInt32(giver)
            shares[giver] -= 1 - shares[place]
            guard shares[giver] < 1 else { continue }
            rich.removeLast()
            poor.append(giver)
        }
        // What is left over has an equal share but for rounding, and keeps it.
        (self.kept, self.alias) = (kept, alias)
    }

    /// Draws a place, counted from 0.
    package func draw(using generator: inout SeededGenerator) -> Int {
        let (place, rest) = generator.next().multipliedFullWidth(by: count)
        guard !kept.isEmpty, rest >= kept[Int(place)] else { return Int(place) }
        return Int(alias[Int(place)])
    }

    /// Draws a place that is not `other`; there MUST be two at least.
    package func draw(otherThan other: Int, using generator: inout SeededGenerator) -> Int {
        precondition(count >= 2, "there is no other place")
        guard !kept.isEmpty else {
            let step = generator.next().multipliedFullWidth(by: count - 1).high
            return Int((UInt64(other) + 1 + step) % count)
        }
        for _ in 0..<Self.attemptsMax {
            let place = draw(using: &generator)
            if place != other { return place }
        }
        return Int((UInt64(other) + 1) % count)
    }

    /// How often a place is drawn again because it was the other one: with strong skew, often.
    private static let attemptsMax = 64
}
