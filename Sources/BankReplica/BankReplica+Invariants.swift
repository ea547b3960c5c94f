import Bank
import HybridClock
import Paxos

extension BankReplica {
    /// Stops the process unless everything that must hold between two calls holds.
    ///
    /// The simulator and the tests call it after every event; it costs O(state).
    public func checkInvariants() {
        paxos.checkInvariants()
        bank.checkInvariants()
        requests.checkInvariants()
        let executed = paxos.execution.through
        precondition(
            bank.position <= executed.rawValue,
            "the bank is at \(bank.position), beyond the executed \(executed)"
        )
        precondition(
            digest == paxos.execution.digest,
            "the digest is \(digest), and \(paxos.execution.digest) was told"
        )
        precondition(
            clock.latest >= lastStamp,
            "stamps are at \(clock.latest), before the executed \(lastStamp)"
        )
        precondition(
            reads.count <= limits.pendingReadsMax,
            "\(reads.count) reads wait, \(limits.pendingReadsMax) are the limit"
        )
    }
}
