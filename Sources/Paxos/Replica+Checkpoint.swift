/// Checkpoints: letting go of entries that a snapshot covers, and going on from one.
extension Replica {
    /// Lets go of every entry up to and including `slot`: a durable snapshot covers them.
    ///
    /// A peer that asks for one of them is offered a snapshot instead.
    ///
    /// - Parameter slot: The last slot to let go of; it MUST be executed here.
    public mutating func checkpoint(through slot: Slot) {
        precondition(
            slot <= execution.through,
            "\(slot) is dropped, and only \(execution.through) is executed"
        )
        acceptor.drop(through: slot)
    }

    /// Goes on from a snapshot of another replica, which the caller has made durable and loaded.
    ///
    /// - Parameters:
    ///   - slot: The last slot that it covers.
    ///   - digest: The digest of everything executed up to there.
    ///   - effects: What to do is added here.
    /// - Returns: Whether it brought anything; nothing has changed if not.
    public mutating func install(
        checkpoint slot: Slot,
        digest: UInt64,
        into effects: inout Effects<Command>
    ) -> Bool {
        guard slot > committed else { return false }
        // A leader knows all that is committed in its ballot: another one leads above it.
        if isLeading {
            stepDown()
            election.restartTimer()
        }
        acceptor.drop(through: slot)
        committed = slot
        execution.through = slot
        execution.digest = digest
        lost.drop(through: slot)
        durable.accepted = max(durable.accepted, slot)
        catchUp.answered()
        extendView()
        leadIfPromised(into: &effects)
        return true
    }

    /// Notes that a part of a snapshot arrived: nothing else is asked for meanwhile.
    public mutating func snapshotProgressed(from peer: NodeID) {
        catchUp.begin(from: peer, now: election.now)
    }
}
