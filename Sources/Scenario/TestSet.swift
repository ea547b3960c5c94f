/// A stretch of a scenario during which the same nodes are connected, apart from leader failures.
public struct TestSet: Hashable, Sendable {
    /// The number that the file gives the set; it rises from set to set, and may skip numbers.
    public let number: Int

    /// The line of the file on which the set begins, counted from 1.
    public let row: Int

    /// The nodes connected when the set starts, ascending, each once; empty means nobody.
    public let live: [NodeNumber]

    /// What happens, in file order; may be empty.
    public let steps: [Step]

    /// Creates a set; the nodes must ascend.
    public init(number: Int, row: Int, live: [NodeNumber], steps: [Step]) {
        precondition(number >= 0, "a set's number is not negative: \(number)")
        precondition(row >= 1, "lines are counted from 1, not \(row)")
        precondition(
            zip(live, live.dropFirst()).allSatisfy { $0 < $1 },
            "live nodes do not ascend: \(live)"
        )
        self.number = number
        self.row = row
        self.live = live
        self.steps = steps
    }
}
