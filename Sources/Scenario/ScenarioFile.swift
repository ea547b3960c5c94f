/// A whole scenario: the sets of one file, run in this order in one cluster.
public struct ScenarioFile: Hashable, Sendable {
    /// The sets, with rising numbers; never empty when it was parsed.
    public let sets: [TestSet]

    /// Creates a scenario; the numbers of the sets must rise.
    public init(sets: [TestSet]) {
        precondition(
            zip(sets, sets.dropFirst()).allSatisfy { $0.number < $1.number },
            "set numbers do not rise: \(sets.map(\.number))"
        )
        self.sets = sets
    }
}
