package import Paxos

/// The copies of one request that were sent, and what was said to them without executing it.
///
/// Each copy is answered at most once. A node that leads takes a copy on or refuses it. A node that
/// follows may have handed it on, to a leader that keeps it and is replaced, and then tell that
/// another one refused it: so its word refuses nothing for sure.
package struct SentCopies: Hashable, Sendable {
    /// How many copies nobody has refused.
    package private(set) var unrefused = 0
    /// The nodes that answered that no requests are taken now.
    package private(set) var refusers = NodeSet()
    /// Whether some answer leaves open what becomes of its copy.
    private var isDoubtful = false
    /// The leader's ballot by all that was known before the first copy was sent.
    private let ballot: Ballot
    /// Whether there is no node to which a copy could have been handed on.
    private let isLoneNode: Bool

    /// Creates the state of a request that was not sent yet.
    package init(_ leaders: LeaderCache) {
        ballot = leaders.ballot
        isLoneNode = leaders.members.count == 1
    }

    /// Whether no node can execute the request by what was sent so far.
    package var areRefused: Bool { unrefused == 0 && !isDoubtful }

    /// Takes note that so many nodes may have received a copy.
    package mutating func didSend(to count: Int) { unrefused += count }

    /// Takes note that `node` answered `unavailable`, and knows that leader.
    ///
    /// It is believed if it led from before the request was sent until it answered: no ballot is
    /// led twice, and one that leads hands nothing on.
    package mutating func refuse(by node: NodeID, under ballot: Ballot) {
        refusers.insert(node)
        let isLeader = ballot == self.ballot && ballot.proposer == node && ballot > .zero
        guard isLoneNode || isLeader, unrefused > 0 else { return leaveOpen() }
        unrefused -= 1
    }

    /// Takes note of an answer that leaves open what becomes of a copy.
    package mutating func leaveOpen() { isDoubtful = true }
}
