public import Bank
public import HybridClock
public import Paxos

/// The replicated state after a slot: what a snapshot holds.
public struct SnapshotState: Sendable {
    /// The last slot that is executed in it.
    public let slot: Slot
    /// The latest stamp that is executed in it.
    public let stamp: Timestamp
    /// The digest of everything executed up to ``slot``.
    public let digest: UInt64
    /// The bank, frozen; its last position is at or before ``slot``, behind which no-ops may lie.
    public let bank: Bank

    /// Creates a state.
    ///
    /// - Parameters:
    ///   - slot: The last slot executed; MUST NOT be before the bank's last position.
    ///   - stamp: The latest stamp executed.
    ///   - digest: The digest of everything executed.
    ///   - bank: The bank.
    public init(slot: Slot, stamp: Timestamp, digest: UInt64, bank: Bank) {
        precondition(
            slot > .zero && bank.position <= slot.rawValue,
            "a state after \(slot) that executed \(bank.position)"
        )
        self.slot = slot
        self.stamp = stamp
        self.digest = digest
        self.bank = bank
    }
}
