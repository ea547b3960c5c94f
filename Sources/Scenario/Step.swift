public import Bank

/// One thing that happens in a set: a transfer that a client asks for, or a leader failure.
public struct Step: Hashable, Sendable {
    /// What happens.
    public enum Kind: Hashable, Sendable {
        /// The client named `from` asks to pay `amount` to `to`; the bank decides the outcome.
        ///
        /// Both names are known to the cluster; they may be equal, and the amount may be anything
        /// that fits in 64 bits.
        case transfer(from: String, to: String, amount: Amount)

        /// The node that leads at this point is cut off until the set ends.
        case leaderFailure
    }

    /// The line of the file on which the step stands, counted from 1.
    public let row: Int

    /// The place of the step among the steps of its set, from 1; leader failures count.
    public let positionInSet: Int

    /// What happens.
    public let kind: Kind

    /// Creates a step.
    public init(row: Int, positionInSet: Int, kind: Kind) {
        precondition(row >= 1, "lines are counted from 1, not \(row)")
        precondition(positionInSet >= 1, "steps are counted from 1, not \(positionInSet)")
        self.row = row
        self.positionInSet = positionInSet
        self.kind = kind
    }
}
