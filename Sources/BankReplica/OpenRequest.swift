import Bank
import Paxos

/// A request's name.
struct RequestName: Hashable, Sendable, BitwiseCopyable {
    /// Who asks.
    let client: ClientID
    /// The client's number for the request.
    let timestamp: RequestTimestamp

    init(_ request: Request) {
        client = request.client
        timestamp = request.timestamp
    }

    init(client: ClientID, timestamp: RequestTimestamp) {
        self.client = client
        self.timestamp = timestamp
    }

    /// Returns the request that has this name and asks for `command`.
    func request(_ command: Command) -> Request {
        Request(client: client, timestamp: timestamp, command: command)
    }

    /// A well-mixed word that is the same for equal names.
    var hashWord: UInt64 {
        var hasher = DigestHasher(resuming: timestamp.raw)
        client.identifier.mix(into: &hasher)
        return hasher.finished
    }
}

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

    /// Its name.
    let name: RequestName
    /// What is asked for.
    let command: Command
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

    /// What was asked for.
    var request: Request { name.request(command) }

    init(_ request: Request, arrival: UInt64, origin: Origin, now: UInt64) {
        name = RequestName(request)
        command = request.command
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
