import Foundation
import Simulator
import Testing

/// Runs that broke a rule once, or that meet what is rare: none of them may break one again.
@Suite("Permanent seeds") struct PermanentSeedsTests {
    /// A line of `seeds.txt`.
    struct Line: Sendable, CustomTestStringConvertible {
        /// The seed.
        let seed: UInt64
        /// What is left out of its run.
        let reduction: SwarmReduction
        /// What it was.
        let words: String

        var testDescription: String { "\(seed) \(reduction)" }

        /// Reads a line: seed, `KEY=VALUE,…` or `-`, commit or date, and what it was.
        init(_ text: Substring) throws {
            let parts = text.split(separator: " ", maxSplits: 3)
            try #require(parts.count == 4, "a line needs four parts: \(text)")
            seed = try #require(UInt64(parts[0]), "no seed: \(text)")
            reduction = parts[1] == "-" ? SwarmReduction() : try SwarmReduction(String(parts[1]))
            words = String(parts[3])
        }
    }

    /// The lines of the file; those that begin with `#` say what it is.
    static func lines() throws -> [Line] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "seeds.txt")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }.map { try Line($0) }
    }

    @Test("No permanent seed breaks a rule", arguments: try lines())
    func runs(line: Line) {
        var options = SwarmOptions(seed: line.seed)
        options.reduce(by: line.reduction)
        var simulation = Simulation(options: options)

        let violation = simulation.run()

        #expect(violation == nil, "seed \(line.seed), which was: \(line.words)")
    }

    @Test("There are permanent seeds")
    func count() throws {
        #expect(try Self.lines().count >= 8)
    }
}
