/// What a follower holds of its leader's view: the ground for its cumulative ACCEPTED.
struct FollowedView: Hashable, Sendable {
    /// The leader's ballot.
    let ballot: Ballot
    /// The first slot of the view; nil while no NEW_VIEW of this ballot arrived.
    var first: Slot?
    /// The last slot of the new view; nil while its last page has not arrived.
    var last: Slot?
    /// Every slot from ``first`` to this one is accepted here in this very ballot, or committed.
    var through = Slot.zero
    /// The highest commit watermark heard under this ballot.
    var commitHint = Slot.zero
    /// Whether an ACCEPTED is owed at the end of the turn.
    var owesAccepted = false

    init(ballot: Ballot) {
        self.ballot = ballot
    }

    /// Notes a commit watermark of the leader.
    mutating func noteCommit(_ slot: Slot) {
        commitHint = max(commitHint, slot)
    }
}
