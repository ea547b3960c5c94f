import Paxos
import Wire

/// What a node is, as far as docs/spec/MultiPaxos.tla speaks of it.
struct ModelState: Hashable, Sendable {
    /// What is held in a slot.
    struct Held: Hashable, Sendable {
        /// The ballot it was accepted in.
        let ballot: Ballot
        /// The ballot in which it was proposed first; nil for a no-op.
        let origin: Ballot?
    }

    /// The highest ballot promised.
    private(set) var promised = Ballot.zero
    /// Every slot up to this one is only in a snapshot.
    private(set) var checkpoint = Slot.zero
    /// Every slot up to this one is known to be chosen.
    private(set) var committed = Slot.zero
    /// The ballot it asks promises for; nil if it is no candidate.
    private(set) var asks: Ballot?
    /// The ballot it leads in; nil if it does not.
    private(set) var leads: Ballot?
    /// What it holds in the slots after the checkpoint.
    private(set) var held: [Held?] = []

    /// The state of a new node.
    init() {}

    /// Everything about a replica but the entries that it holds.
    init(_ paxos: Replica<StampedRequest>) {
        promised = paxos.acceptor.promised
        checkpoint = paxos.acceptor.checkpoint
        committed = paxos.committed
        let status = paxos.status
        switch status.role {
        case .candidate: asks = status.ballot
        case .leader: leads = status.ballot
        case .follower: break
        }
    }

    /// Adds what is held in the next slot.
    mutating func append(_ entry: Held?) { held.append(entry) }

    /// What is held in a slot; nil if nothing is.
    subscript(slot: Slot) -> Held? {
        let index = checkpoint.distance(to: slot) - 1
        return held.indices.contains(index) ? held[index] : nil
    }

    /// The slots after the checkpoint, to the last one held.
    var slots: [Slot] { held.indices.map { checkpoint.advanced(by: $0 + 1) } }

    /// Whether a slot is held in just this ballot.
    func holds(_ slot: Slot, in ballot: Ballot) -> Bool { self[slot]?.ballot == ballot }

    /// Takes over what another state holds in a slot after the checkpoint.
    mutating func copy(_ slot: Slot, of other: ModelState) {
        let index = checkpoint.distance(to: slot) - 1
        guard index >= 0 else { return }
        while held.count <= index { held.append(nil) }
        held[index] = other[slot]
    }
}
