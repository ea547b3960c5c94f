#if MUTANTS
import Mutation
#endif

/// Greetings: what nodes say of themselves when a connection opens, and who has forgotten.
extension Replica {
    /// Says what this replica tells of itself when a connection opens.
    ///
    /// It says nothing that is not flushed: a greeting leaves at once, whatever else the turn does.
    ///
    /// - Parameter start: How often its process was started.
    /// - Returns: The greeting.
    public func greeting(start: UInt32) -> Greeting {
        Greeting(
            incarnation: Incarnation(life: durable.life, start: start),
            promised: durable.promised,
            accepted: durable.accepted,
            isRecovering: durable.isRecovering
        )
    }

    /// Returns whether `greeting` can come from `peer` at all.
    ///
    /// One whose life is far above the life noted of it is not believed: there is a last life, and
    /// who is noted with it can never come back.
    public func isCredible(_ greeting: Greeting, of peer: NodeID) -> Bool {
        isCredible(life: greeting.incarnation.life, of: peer)
    }

    /// Returns whether `peer` knows less than it has said before: its disk went back in time.
    ///
    /// What it said in this life is remembered since this replica was started, and its incarnation
    /// for ever. A life that is not noted yet was begun with the help of others, who noted it.
    public func isOutdated(_ greeting: Greeting, of peer: NodeID) -> Bool {
        guard !greeting.isRecovering, configuration.peers.contains(peer) else { return false }
        let noted = note(of: peer)
        guard greeting.incarnation.life <= noted.life else { return false }
        let witness = witnesses[Int(peer.rawValue)]
        return greeting.incarnation < noted || greeting.promised < witness.ballot
            || greeting.accepted < witness.through
    }

    /// Notes the greeting of a peer that is not outdated; one that is not credible is passed over.
    ///
    /// What a peer that recovers has said before counts until its next life is noted: meanwhile its
    /// disk may go back in time once more.
    public mutating func greeted(
        by peer: NodeID,
        _ greeting: Greeting,
        into effects: inout Effects<Command>
    ) {
        guard configuration.peers.contains(peer), isCredible(greeting, of: peer) else { return }
        // Rounds far above those seen here are believed of nothing else.
        if greeting.promised.round <= PaxosLimits.greetedRoundMax {
            election.see(greeting.promised)
        }
        guard !greeting.isRecovering else { return }
        take(Note(node: peer, incarnation: greeting.incarnation), into: &effects)
    }

    /// Notes that everything this replica holds is flushed.
    mutating func noteDurable() {
        #if MUTANTS
        acceptor.flushed = acceptor.last
        #endif
        durable = FlushedMemory(
            life: life,
            promised: acceptor.promised,
            accepted: max(acceptor.last, committed, lost.last ?? .zero),
            isRecovering: isRecovering
        )
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
    /// The last slot that it holds an entry for, knows to be chosen or knows to have lost, durably.
    public let accepted: Slot
    /// Whether it may have forgotten what it promised, and knows it durably.
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
    /// The highest ballot in which it sent a PROMISE or ACCEPTED, or led.
    var ballot = Ballot.zero
    /// The highest slot through which it said to have accepted, or as leader to know all that is
    /// committed.
    var through = Slot.zero
}

/// What a replica may say of its own disk.
struct FlushedMemory: Hashable, Sendable {
    /// How often it has lost its memory.
    var life: UInt32 = 0
    /// The highest ballot promised.
    var promised = Ballot.zero
    /// The last slot that it holds an entry for, knows to be chosen or knows to have lost.
    var accepted = Slot.zero
    /// Whether it may have forgotten what it promised.
    var isRecovering = false
}
