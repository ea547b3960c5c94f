public import Paxos

/// Who leads, as far as replies tell: where the next request goes.
///
/// The highest ballot seen wins, but it is not followed blindly: a leader that does not answer is
/// given up, and requests go to all nodes until an executed request names a leader that works, be
/// its ballot the lower one. Otherwise a cut-off node with a high ballot would lock its clients
/// out.
public struct LeaderCache: Hashable, Sendable {
    /// The nodes of the cluster; a ballot of another node is not believed.
    public let members: NodeSet
    /// The node that is asked first of all; asking it starts the first election.
    public let firstContact: NodeID
    /// The ballot of the leader believed in or just given up; zero until one was heard of.
    public private(set) var ballot = Ballot.zero
    /// Whether the leader did not answer and nothing was heard of a working one since.
    public private(set) var isGivenUp = false
    /// The highest ballot that was ever given up: only a higher one, or work done, is believed.
    private var abandoned = Ballot.zero
    /// When the leader last proved that it works, in milliseconds, whoever brought the proof.
    private var provenAt = Int.min
    /// When the leader itself last brought one: it can be reached.
    private var answeredAt = Int.min

    /// Creates the cache of a client that has heard nothing yet.
    public init(members: NodeSet) {
        guard let first = members.first(where: { _ in true }) else {
            preconditionFailure("a cluster without nodes has no leader")
        }
        self.members = members
        self.firstContact = first
    }

    /// The leader that replies named; nil if none did or it is given up.
    public var leader: NodeID? {
        isGivenUp || ballot == .zero ? nil : ballot.proposer
    }

    /// Where a new request goes: to the leader, to the first contact, or to all nodes.
    public var targets: NodeSet {
        isGivenUp ? members : NodeSet(CollectionOfOne(leader ?? firstContact))
    }

    /// Takes note of the ballot in a reply.
    ///
    /// - Parameters:
    ///   - seen: The ballot of the leader that the answering node knows; zero tells nothing.
    ///   - isProof: Whether the reply came of an executed request, which only a leader that works
    ///     achieves.
    ///   - now: The time, in milliseconds.
    public mutating func observe(_ seen: Ballot, isProof: Bool, at now: Int) {
        guard seen > .zero, members.contains(seen.proposer) else { return }
        if seen > ballot, seen > abandoned {
            follow(seen)
        } else if isProof, isGivenUp {
            follow(seen)
        }
        if isProof, seen == ballot { provenAt = now }
    }

    /// Believes an operator who saw `ballot` lead.
    public mutating func tell(_ ballot: Ballot) {
        guard members.contains(ballot.proposer) else { return }
        follow(ballot)
    }

    /// Gives up a leader that left a request without an answer.
    ///
    /// - Parameters:
    ///   - asked: ``ballot`` when the request was sent; another leader is not to blame.
    ///   - sentAt: When it was sent, in milliseconds; a leader that has worked since stays.
    public mutating func giveUp(_ asked: Ballot, sentAt: Int) {
        guard asked == ballot, provenAt < sentAt else { return }
        isGivenUp = true
        abandoned = max(abandoned, ballot)
    }

    /// Notes that the leader of `ballot` answered a request that was executed.
    ///
    /// What followers bring does not count: the leader may be out of reach.
    public mutating func leaderDidAnswer(_ ballot: Ballot, at now: Int) {
        if ballot == self.ballot { answeredAt = now }
    }

    /// Whether the leader of `asked` is believed in, and has itself answered somebody within the
    /// last `milliseconds`: it is slow then, and not gone.
    public func works(_ asked: Ballot, within milliseconds: Int, at now: Int) -> Bool {
        asked == ballot && !isGivenUp && answeredAt > .min && now - answeredAt <= milliseconds
    }

    private mutating func follow(_ ballot: Ballot) {
        if ballot != self.ballot { (provenAt, answeredAt) = (.min, .min) }
        self.ballot = ballot
        isGivenUp = false
    }
}
