import Bank
import Paxos

/// Who waits for an answer.
enum Origin: Hashable, Sendable {
    /// A client connected here.
    case session(SessionID)
    /// The node that relayed the request.
    case relay(NodeID)
}

/// A request that was taken on and is not answered.
struct OpenRequest: Hashable, Sendable {
    /// Where a request stands.
    enum Stage: Hashable, Sendable {
        /// It waits to be proposed here or relayed to the leader.
        case waiting
        /// It was relayed to here, so it waits to be proposed here and is never relayed again.
        case held
        /// It was relayed to the node that is taken for the leader.
        case relayed
        /// It is in a slot, proposed by this node, and not executed yet.
        case proposed
    }

    /// The request.
    let request: Request
    /// Its place in the order of arrival.
    let arrival: UInt64
    /// Whether it is open still.
    var isOpen = true
    /// Where it stands.
    var stage: Stage
    /// When it was last asked for and had to wait, in ticks.
    var waitsSince: UInt64
    /// Who asked first.
    let origin: Origin
    /// Who asked again from elsewhere, oldest first; nearly always empty.
    private(set) var otherOrigins: [Origin] = []

    init(_ request: Request, arrival: UInt64, origin: Origin, now: UInt64) {
        self.request = request
        self.arrival = arrival
        self.origin = origin
        waitsSince = now
        switch origin {
        case .session: stage = .waiting
        case .relay: stage = .held
        }
    }

    /// Notes that somebody else waits too; beyond `countMax`, the oldest of them is forgotten.
    mutating func note(_ another: Origin, countMax: Int) {
        guard another != origin, !otherOrigins.contains(another) else { return }
        if otherOrigins.count == countMax { otherOrigins.removeFirst() }
        otherOrigins.append(another)
    }
}
