import Bank
import Paxos

/// The requests that this node took on and has not answered: where each stands and who waits.
///
/// Those that wait to be proposed or relayed stand in a queue as well. What a client's closed
/// connection leaves behind stays until it is executed, given up or too old; its answer then goes
/// nowhere, and the limits count it until then.
struct OpenRequests: Hashable, Sendable {
    /// Every open request.
    private var open: [RequestName: OpenRequest] = [:]
    /// Those that came from clients connected here and wait.
    private var waiting = RequestQueue()
    /// Those that were relayed to here and wait.
    private var held = RequestQueue()
    /// How many open requests are proposed.
    private(set) var proposedCount = 0
    /// How many requests have come.
    private var arrivals: UInt64 = 0
    /// How many of anything there may be.
    private let limits: ReplicaLimits

    init(limits: ReplicaLimits) {
        self.limits = limits
    }

    /// How many requests are open.
    var count: Int { open.count }

    /// The most requests that wait to be proposed; a few may have been answered meanwhile.
    var waitingCount: Int { waiting.count + held.count }

    /// Whether requests may wait to be relayed.
    var mayRelay: Bool { waiting.count > 0 }
}

// MARK: - Coming in

extension OpenRequests {
    /// Takes a request on, or notes one more who waits for one already open.
    ///
    /// A client that asks again for what was relayed has it relayed again: once for each time it
    /// asks, so nothing circulates.
    ///
    /// - Returns: False if there is no room, or another command of this name is open; nothing has
    ///   changed then.
    mutating func add(_ request: Request, from origin: Origin, now: UInt64) -> Bool {
        let name = RequestName(request)
        if let index = open.index(forKey: name) {
            return addAgain(request, at: index, from: origin, now: now)
        }
        guard hasRoom, open.count < limits.openRequestsMax else { return false }
        let new = OpenRequest(request.command, number: arrivals, origin: origin, now: now)
        arrivals += 1
        open[name] = new
        let queued = QueuedRequest(number: new.number, name: name)
        if new.stage == .held { held.append(queued) } else { waiting.append(queued) }
        return true
    }

    private mutating func addAgain(
        _ request: Request,
        at index: Dictionary<RequestName, OpenRequest>.Index,
        from origin: Origin,
        now: UInt64
    ) -> Bool {
        guard open.values[index].command == request.command else { return false }
        let stage = open.values[index].stage
        if case .session = origin, stage == .relayed || stage == .held {
            guard hasRoom else { return false }
            open.values[index].stage = .waiting
            open.values[index].waitsSince = now
            let number = open.values[index].number
            waiting.append(QueuedRequest(number: number, name: RequestName(request)))
        }
        open.values[index].note(origin, countMax: limits.otherOriginsMax)
        return true
    }

    private var hasRoom: Bool { waitingCount < limits.waitingRequestsMax }
}

// MARK: - Going on

extension OpenRequests {
    /// Takes the next waiting request, in the order of arrival, and counts it as proposed; nil if
    /// none waits.
    mutating func takeToPropose() -> Request? {
        while let queued = popOldest() {
            guard let index = open.index(forKey: queued.name) else { continue }
            let stage = open.values[index].stage
            guard stage == .waiting || stage == .held else { continue }
            open.values[index].stage = .proposed
            proposedCount += 1
            return queued.name.request(open.values[index].command)
        }
        return nil
    }

    private mutating func popOldest() -> QueuedRequest? {
        guard let relayed = held.first else { return waiting.popFirst() }
        guard let own = waiting.first, own.number < relayed.number else { return held.popFirst() }
        return waiting.popFirst()
    }

    /// Takes the next request that waits and was not relayed to here, and counts it as relayed.
    mutating func takeToRelay() -> Request? {
        while let queued = waiting.popFirst() {
            guard let index = open.index(forKey: queued.name),
                open.values[index].stage == .waiting
            else { continue }
            open.values[index].stage = .relayed
            return queued.name.request(open.values[index].command)
        }
        return nil
    }

    /// Lets everything that was relayed wait again, because another node leads now.
    mutating func takeBackRelayed() {
        for queued in requests(where: { $0.stage == .relayed }) {
            open[queued.name]?.stage = .waiting
            waiting.append(queued)
        }
    }
}

// MARK: - Going out

extension OpenRequests {
    /// Closes a request and returns who waits for its answer; nil if nobody does.
    ///
    /// Another command that was given the same name stays open: its answer is another one.
    mutating func close(_ request: Request) -> OpenRequest? {
        guard !open.isEmpty, let index = open.index(forKey: RequestName(request)),
            open.values[index].command == request.command
        else { return nil }
        return remove(at: index)
    }

    /// The command that is open under a name; nil if none is.
    func command(of name: RequestName) -> Command? { open[name]?.command }

    /// Closes a request at the word of the node it was relayed to.
    ///
    /// - Parameters:
    ///   - name: The request's name.
    ///   - isFinal: Whether it was executed or will never be; other words count only while nothing
    ///     else was done for it.
    /// - Returns: Who waits for its answer; nil if the word does not count.
    mutating func close(relayed name: RequestName, isFinal: Bool) -> OpenRequest? {
        guard let index = open.index(forKey: name) else { return nil }
        guard isFinal || open.values[index].stage == .relayed else { return nil }
        return remove(at: index)
    }

    /// Closes all proposed requests and returns them, in the order of arrival.
    mutating func closeProposed() -> [(name: RequestName, open: OpenRequest)] {
        requests(where: { $0.stage == .proposed })
            .compactMap { queued in
                open.index(forKey: queued.name).map { (queued.name, remove(at: $0)) }
            }
    }

    /// Forgets requests that wait, or were relayed and not answered, since before `time`.
    mutating func dropOld(before time: UInt64) {
        let old = requests(where: { $0.stage != .proposed && $0.waitsSince < time })
        for queued in old { open[queued.name] = nil }
        // What was answered while it waited leaves the queues too.
        let left = open
        waiting.removeAll { left[$0.name]?.stage != .waiting }
        held.removeAll { left[$0.name]?.stage != .held }
    }

    private mutating func remove(
        at index: Dictionary<RequestName, OpenRequest>.Index
    ) -> OpenRequest {
        let removed = open.remove(at: index).value
        if removed.stage == .proposed { proposedCount -= 1 }
        return removed
    }

    /// Every open request, in the order of arrival, in O(open requests) time.
    var all: [Request] {
        requests { _ in true }
            .compactMap { queued in open[queued.name].map { queued.name.request($0.command) } }
    }

    /// Some open requests, in the order of arrival, in O(open requests) time.
    private func requests(where isWanted: (OpenRequest) -> Bool) -> [QueuedRequest] {
        open.filter { isWanted($0.value) }
            .map { QueuedRequest(number: $0.value.number, name: $0.key) }
            .sorted { $0.number < $1.number }
    }
}

// MARK: - Invariants

extension OpenRequests {
    /// Stops the process if an invariant is broken, in O(open requests) time.
    func checkInvariants() {
        let stages = open.values.map(\.stage)
        let proposed = stages.count { $0 == .proposed }
        precondition(proposed == proposedCount, "\(proposed) are proposed, not \(proposedCount)")
        precondition(
            waitingCount <= limits.waitingRequestsMax + limits.openRequestsMax,
            "\(waitingCount) wait, of \(limits.openRequestsMax) that may be open"
        )
        precondition(
            stages.count { $0 == .waiting } <= waiting.count,
            "a waiting request is not in its queue"
        )
        precondition(
            stages.count { $0 == .held } <= held.count,
            "a request that was relayed to here is not in its queue"
        )
        precondition(
            open.count <= limits.openRequestsMax,
            "\(open.count) are open, \(limits.openRequestsMax) are the limit"
        )
    }
}
