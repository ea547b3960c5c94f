/// All that is wrong with a scenario file: the run ends before a node starts, with exit code 78.
public struct ScenarioErrors: Error, Hashable, Sendable {
    /// The first errors in file order; at least one, at most ``ScenarioLimits/errorsKeptMax``.
    public let kept: [ScenarioError]

    /// The number of errors found, those that are not kept included.
    public let count: Int

    /// Creates the list; at least one error must have been found.
    init(kept: [ScenarioError], count: Int) {
        precondition(!kept.isEmpty, "a refusal without an error")
        precondition(kept.count <= count, "\(kept.count) errors kept of \(count)")
        self.kept = kept
        self.count = count
    }
}
