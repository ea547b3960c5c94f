public import Paxos

/// The console's prompt: who leads, and how far the bank is.
public enum Prompt {
    /// Returns `n1* (1,1) #3> `, or `no leader #3> `.
    ///
    /// - Parameters:
    ///   - leader: The leader's ballot; nil if nobody leads.
    ///   - executed: The highest slot that any node has executed.
    /// - Returns: The prompt with the blank at its end.
    public static func text(leader: Ballot?, executed: Slot) -> String {
        let head = leader.map { "\($0.proposer)* \($0)" } ?? "no leader"
        return "\(head) #\(executed.rawValue)> "
    }
}
