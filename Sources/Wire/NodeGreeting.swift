public import Paxos

/// What a node says of itself when a connection opens.
///
/// The other node compares it with what it knows: a node whose disk went back in time says less
/// than it had said before.
public struct NodeGreeting: Hashable, Sendable {
    /// Which start of the node this is.
    public let incarnation: Incarnation
    /// The highest ballot it has promised, durably; ``Paxos/Ballot/zero`` for none.
    public let promised: Ballot
    /// The last slot it holds an entry for or knows to be chosen, durably; 0 for none.
    public let accepted: Slot
    /// Whether it may have forgotten what it promised, and takes no part until it has rejoined.
    public let isRecovering: Bool
    /// When its process was started, by its own clock, in microseconds since 1970.
    ///
    /// It tells a node that was started from a restored disk, and so repeats an incarnation, from
    /// one that only connects again.
    public let startedMicroseconds: UInt64

    /// Creates a greeting.
    public init(
        incarnation: Incarnation,
        promised: Ballot,
        accepted: Slot,
        isRecovering: Bool,
        startedMicroseconds: UInt64
    ) {
        self.incarnation = incarnation
        self.promised = promised
        self.accepted = accepted
        self.isRecovering = isRecovering
        self.startedMicroseconds = startedMicroseconds
    }
}
