internal import HybridClock
internal import Paxos

/// What is known of the cluster when an answer is made; it stands in the answer's headers.
struct ClusterFacts: Hashable, Sendable {
    /// Who leads.
    var leader: NodeID?
    /// The leader's ballot.
    var ballot: Ballot?
    /// The slot that the answer is about.
    var slot: UInt64?
    /// The hybrid clock of the node that answered.
    var stamp: Timestamp?
    /// The one node that was asked.
    var node: NodeID?
}

/// An answer, but for what every answer has.
struct Answer: Sendable {
    /// How the request went.
    var status = 200
    /// What the body is.
    var mediaType = "application/json"
    /// Further headers in their order; the values have no control characters.
    var headers: [(name: StaticString, value: String)] = []
    /// The body.
    var body: [UInt8] = []
    /// What is known of the cluster.
    var facts = ClusterFacts()
}
