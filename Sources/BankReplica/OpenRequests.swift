import Bank
import Paxos

#if MUTANTS
import Mutation
#endif

/// The requests that this node took on and has not answered: where each stands and who waits.
///
/// Those that wait to be proposed or relayed stand in a queue as well. What a client's closed
/// connection leaves behind stays until it is executed, given up or too old; its answer then goes
/// nowhere, and the limits count it until then.
struct OpenRequests: Sendable {
    /// Every open request.
    private var open = RequestTable()
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
        if let number = open.number(of: request) {
            return addAgain(request, as: number, from: origin, now: now)
        }
        guard takesOn else { return false }
        let new = OpenRequest(request, arrival: arrivals, origin: origin, now: now)
        arrivals += 1
        let queued = QueuedRequest(arrival: new.arrival, number: open.insert(new))
        if new.stage == .held { held.append(queued) } else { waiting.append(queued) }
        return true
    }

    private mutating func addAgain(
        _ request: Request,
        as number: UInt32,
        from origin: Origin,
        now: UInt64
    ) -> Bool {
        guard open[number].request.hasCommand(of: request) else { return false }
        let stage = open[number].stage
        if case .session = origin, stage == .relayed || stage == .held {
            guard hasRoom else { return false }
            open[number].stage = .waiting
            open[number].waitsSince = now
            waiting.append(QueuedRequest(arrival: open[number].arrival, number: number))
        }
        open[number].note(origin, countMax: limits.otherOriginsMax)
        return true
    }

    private var hasRoom: Bool { waitingCount < limits.waitingRequestsMax }

    /// Whether another request may be taken on.
    private var takesOn: Bool {
        #if MUTANTS
        if Mutant.unboundedQueue.isPlanted { return true }
        #endif
        return hasRoom && open.count < limits.openRequestsMax
    }
}

// MARK: - Going on

extension OpenRequests {
    /// Takes the next waiting request, in the order of arrival, and counts it as proposed; nil if
    /// none waits.
    mutating func takeToPropose() -> Request? {
        while let queued = popOldest() {
            let stage = open.stage(of: queued)
            guard stage == .waiting || stage == .held else { continue }
            open[queued.number].stage = .proposed
            proposedCount += 1
            return open[queued.number].request
        }
        return nil
    }

    private mutating func popOldest() -> QueuedRequest? {
        guard let relayed = held.first else { return waiting.popFirst() }
        guard let own = waiting.first, own.arrival < relayed.arrival else {
            return held.popFirst()
        }
        return waiting.popFirst()
    }

    /// Takes the next request that waits and was not relayed to here, and counts it as relayed.
    mutating func takeToRelay() -> Request? {
        while let queued = waiting.popFirst() {
            guard open.stage(of: queued) == .waiting else { continue }
            open[queued.number].stage = .relayed
            return open[queued.number].request
        }
        return nil
    }

    /// Lets everything that was relayed wait again, because another node leads now.
    mutating func takeBackRelayed() {
        for number in open.numbers(where: { $0.stage == .relayed }) {
            open[number].stage = .waiting
            waiting.append(QueuedRequest(arrival: open[number].arrival, number: number))
        }
    }
}

// MARK: - Going out

extension OpenRequests {
    /// Closes a request and returns who waits for its answer; nil if nobody does.
    ///
    /// Another command that was given the same name stays open: its answer is another one.
    mutating func close(_ request: Request) -> OpenRequest? {
        guard let number = open.number(of: request),
            open[number].request.hasCommand(of: request)
        else { return nil }
        return remove(number)
    }

    /// Closes a request at the word of the node it was relayed to.
    ///
    /// - Parameters:
    ///   - request: The request; another command of its name stays open.
    ///   - isFinal: Whether it was executed or will never be; other words count only while nothing
    ///     else was done for it.
    /// - Returns: Who waits for its answer; nil if the word does not count.
    mutating func close(relayed request: Request, isFinal: Bool) -> OpenRequest? {
        guard let number = open.number(of: request),
            open[number].request.hasCommand(of: request)
        else { return nil }
        guard isFinal || open[number].stage == .relayed else { return nil }
        return remove(number)
    }

    /// Closes all proposed requests and returns them, in the order of arrival.
    mutating func closeProposed() -> [OpenRequest] {
        open.numbers(where: { $0.stage == .proposed }).map { remove($0) }
    }

    /// Forgets requests that wait, or were relayed and not answered, since before `time`.
    mutating func dropOld(before time: UInt64) {
        for number in open.numbers(where: { $0.stage != .proposed && $0.waitsSince < time }) {
            _ = remove(number)
        }
        // What was answered while it waited leaves the queues too.
        let left = open
        waiting.removeAll { left.stage(of: $0) != .waiting }
        held.removeAll { left.stage(of: $0) != .held }
    }

    private mutating func remove(_ number: UInt32) -> OpenRequest {
        let removed = open.remove(number)
        if removed.stage == .proposed { proposedCount -= 1 }
        return removed
    }

    /// Every open request, in the order of arrival, in O(open requests) time.
    var all: [Request] { open.numbers { _ in true }.map { open[$0].request } }
}

// MARK: - Invariants

extension OpenRequests {
    /// Stops the process if an invariant is broken, in O(open requests) time.
    func checkInvariants() {
        open.checkInvariants()
        let stages = open.numbers { _ in true }.map { open[$0].stage }
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
