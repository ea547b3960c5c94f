import Bank
import Paxos
import Wire

/// A request's name.
struct RequestName: Hashable, Sendable {
    let client: ClientID
    let timestamp: RequestTimestamp

    init(_ request: Request) {
        client = request.client
        timestamp = request.timestamp
    }

    init(client: ClientID, timestamp: RequestTimestamp) {
        self.client = client
        self.timestamp = timestamp
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(client.identifier.hashWord ^ timestamp.raw)
    }
}

/// Who waits for an answer.
enum Origin: Hashable, Sendable {
    /// A client connected here.
    case session(SessionID)
    /// The node that relayed the request.
    case relay(NodeID)
}

/// The requests that this node took on and has not answered: where each stands and who waits.
///
/// Those that wait to be proposed or relayed stand in a queue as well, in order of arrival.
struct OpenRequests: Hashable, Sendable {
    /// Where a request stands.
    enum Stage: Hashable, Sendable {
        /// It waits in the queue.
        case waiting
        /// It was relayed to the node that was taken for the leader.
        case relayed
        /// It is in a slot, proposed by this node, and not executed yet.
        case proposed
    }

    /// One open request.
    struct Open: Hashable, Sendable {
        /// Where it stands.
        var stage: Stage
        /// When it arrived, in ticks.
        let arrivedAt: UInt64
        /// Who asked first.
        let origin: Origin
        /// Who asked again from elsewhere; nearly always empty.
        var otherOrigins: [Origin]
    }

    /// A request in the queue.
    struct Waiting: Hashable, Sendable {
        /// The request.
        let request: Request
        /// Whether another node relayed it; it is then never relayed again.
        let isRelayed: Bool
        /// When it arrived, in ticks.
        let arrivedAt: UInt64
    }

    /// Every open request.
    private var open: [RequestName: Open] = [:]
    /// The queue; the elements before ``head`` are used up.
    private var queue: [Waiting] = []
    /// Where the queue begins.
    private var head = 0
    /// How many open requests are proposed.
    private(set) var proposedCount = 0
    /// How many of anything there may be.
    private let limits: ReplicaLimits

    init(limits: ReplicaLimits) {
        self.limits = limits
    }

    /// How many requests are open.
    var count: Int { open.count }

    /// How many requests are in the queue.
    var waitingCount: Int { queue.count - head }

    /// Takes a request on, or notes one more that waits for one already open.
    ///
    /// - Returns: False if it is new and there is no room; nothing has changed then.
    mutating func add(_ request: Request, from origin: Origin, now: UInt64) -> Bool {
        let name = RequestName(request)
        if let known = open[name] {
            guard known.origin != origin, !known.otherOrigins.contains(origin) else { return true }
            open[name]?.otherOrigins.append(origin)
            return true
        }
        guard waitingCount < limits.waitingRequestsMax, open.count < limits.openRequestsMax else {
            return false
        }
        let isRelayed = if case .relay = origin { true } else { false }
        open[name] = Open(stage: .waiting, arrivedAt: now, origin: origin, otherOrigins: [])
        queue.append(Waiting(request: request, isRelayed: isRelayed, arrivedAt: now))
        return true
    }

    /// Takes the oldest request out of the queue; nil if it is empty.
    mutating func popWaiting() -> Waiting? {
        guard head < queue.count else { return nil }
        defer {
            head += 1
            if head == queue.count {
                queue.removeAll(keepingCapacity: true)
                head = 0
            }
        }
        return queue[head]
    }

    /// Takes every request out of the queue that `shouldTake` wants, oldest first.
    mutating func takeWaiting(where shouldTake: (Waiting) -> Bool) -> [Waiting] {
        guard waitingCount > 0 else { return [] }
        let taken = queue[head...].filter(shouldTake)
        guard !taken.isEmpty else { return [] }
        queue = queue[head...].filter { !shouldTake($0) }
        head = 0
        return taken
    }

    /// Moves a request to another stage.
    mutating func move(_ name: RequestName, to stage: Stage) {
        guard let old = open[name]?.stage else { return }
        if old == .proposed { proposedCount -= 1 }
        if stage == .proposed { proposedCount += 1 }
        open[name]?.stage = stage
    }

    /// Closes a request and returns who waits for its answer.
    mutating func close(_ name: RequestName) -> Open? {
        guard let closed = open.removeValue(forKey: name) else { return nil }
        if closed.stage == .proposed { proposedCount -= 1 }
        return closed
    }

    /// Forgets requests that came before `time` and wait, or were relayed and never answered.
    mutating func dropOld(before time: UInt64) {
        for waiting in takeWaiting(where: { $0.arrivedAt < time }) {
            open[RequestName(waiting.request)] = nil
        }
        for (name, request) in open where request.stage == .relayed && request.arrivedAt < time {
            open[name] = nil
        }
    }

    /// The names of all proposed requests, in an order that is the same everywhere.
    var proposedNames: [RequestName] {
        open.filter { $0.value.stage == .proposed }.map(\.key)
            .sorted { ($0.client, $0.timestamp) < ($1.client, $1.timestamp) }
    }
}
