/// Greetings: what nodes say of themselves when a connection opens, and who has forgotten.
extension Replica {
    /// Says what this replica tells of itself when a connection opens.
    ///
    /// - Parameter start: How often its process was started.
    /// - Returns: The greeting.
    public func greeting(start: UInt32) -> Greeting {
        Greeting(
            incarnation: Incarnation(life: life, start: start),
            promised: acceptor.promised,
            accepted: max(acceptor.last, committed, lost.last ?? .zero),
            isRecovering: isRecovering
        )
    }

    /// Returns whether `peer` knows less than it has said before: its disk went back in time.
    ///
    /// What it said is remembered since this replica was started, and its incarnation for ever.
    public func isOutdated(_ greeting: Greeting, of peer: NodeID) -> Bool {
        guard !greeting.isRecovering, configuration.peers.contains(peer) else { return false }
        let witness = witnesses[Int(peer.rawValue)]
        return greeting.incarnation < note(of: peer) || greeting.promised < witness.ballot
            || greeting.accepted < witness.through
    }

    /// Notes the greeting of a peer that is not outdated.
    public mutating func greeted(
        by peer: NodeID,
        _ greeting: Greeting,
        into effects: inout Effects<Command>
    ) {
        guard configuration.peers.contains(peer) else { return }
        if greeting.isRecovering {
            witnesses[Int(peer.rawValue)] = Witness()
        } else {
            take(Note(node: peer, incarnation: greeting.incarnation), into: &effects)
        }
    }

    /// Remembers what a peer said of its disk.
    mutating func bearWitness(_ peer: NodeID, _ ballot: Ballot, through: Slot = .zero) {
        let index = Int(peer.rawValue)
        witnesses[index].ballot = max(witnesses[index].ballot, ballot)
        witnesses[index].through = max(witnesses[index].through, through)
    }
}

/// What a node says of itself when a connection opens.
public struct Greeting: Hashable, Sendable {
    /// Which start of the node this is.
    public let incarnation: Incarnation
    /// The highest ballot it has promised, durably.
    public let promised: Ballot
    /// The last slot that it holds an entry for, knows to be chosen or knows to have lost.
    public let accepted: Slot
    /// Whether it may have forgotten what it promised.
    public let isRecovering: Bool

    /// Creates a greeting.
    public init(incarnation: Incarnation, promised: Ballot, accepted: Slot, isRecovering: Bool) {
        self.incarnation = incarnation
        self.promised = promised
        self.accepted = accepted
        self.isRecovering = isRecovering
    }
}

/// The most that a peer ever said to this replica of what it has on disk.
struct Witness: Hashable, Sendable {
    /// The highest ballot in which it sent a PROMISE or ACCEPTED.
    var ballot = Ballot.zero
    /// The highest slot through which it said to have accepted.
    var through = Slot.zero
}
