import EventLoop
import Paxos
import Wire

/// Turns nodes off and on as `--kill` does: by SIGKILL, and by starting them on what they kept.
struct NodeKiller {
    /// How long nodes may take, from their start, to answer and to meet the others, and how long
    /// then to catch up, in milliseconds each.
    private static let returnMillisecondsMax = 30_000
    /// How long to wait before a node that did not answer is asked again, in milliseconds.
    private static let retryMilliseconds = 4

    /// The processes.
    let local: LocalCluster
    /// The way to ask them.
    let session: ClusterSession

    /// Lets exactly these nodes run; those that were killed and come back answer and have met.
    ///
    /// Time stands still in those that come back, as it does in the others between sets.
    ///
    /// - Parameters:
    ///   - live: The nodes.
    ///   - cause: Why others are killed.
    /// - Returns: What went wrong, in words; empty if nothing did.
    func keep(_ live: [NodeID], killingOthersBecause cause: String) -> [String] {
        var problems: [String] = []
        for node in session.nodes where !live.contains(node) {
            problems += kill(node, because: cause)
        }
        return problems + start(live.filter { local.killed[$0] != nil }, among: live)
    }

    /// Kills a node at once.
    ///
    /// - Returns: What went wrong, in words; empty if nothing did.
    func kill(_ node: NodeID, because cause: String) -> [String] {
        do {
            try local.kill(node, because: cause)
            return []
        } catch {
            return ["\(node) cannot be killed: \(error)"]
        }
    }

    /// Starts the nodes that are killed once more, so that all nodes can be compared.
    ///
    /// If somebody leads, they catch up. If nobody does they cannot: a new election could execute
    /// what is reported as pending. So they stay cut off then, and are compared as they are.
    ///
    /// - Parameter hasLeader: Whether a leader is ready, with a quorum, among the running nodes.
    /// - Returns: What went wrong, in words; empty if nothing did.
    func bringBack(hasLeader: Bool) -> [String] {
        let returning = session.nodes.filter { local.killed[$0] != nil }
        guard !returning.isEmpty else { return [] }
        let running = session.nodes.filter { !local.absentNodes().contains($0) } + returning
        var problems = start(returning, among: running.sorted())
        guard problems.isEmpty else { return problems }
        guard hasLeader else {
            problems += command(returning, .disconnect(cause: "killed"))
            return problems
        }
        problems += command(running, .resume)
        let (statuses, isDone) = session.waitForStatuses(
            of: running,
            atMostMilliseconds: Self.returnMillisecondsMax
        ) { statuses in
            statuses.count == running.count && Set(statuses.map(\.executed)).count == 1
        }
        problems += command(running, .idle)
        guard !isDone else { return problems }
        let places = statuses.map { "\($0.node) at \($0.executed.rawValue)" }
        return problems + [
            "nodes that were started again did not catch up within \(Self.returnMillisecondsMax)"
                + " ms: \(places.joined(separator: ", "))"
        ]
    }

    // MARK: Helpers

    /// Starts nodes on what they kept, and waits until they answer and all of `live` have met.
    private func start(_ nodes: [NodeID], among live: [NodeID]) -> [String] {
        guard !nodes.isEmpty else { return [] }
        for node in nodes {
            do {
                try local.restart(node)
            } catch {
                return ["\(node) cannot be started again: \(error)"]
            }
        }
        let problems = stopTime(of: nodes)
        guard problems.isEmpty else { return problems }
        return waitUntilMet(live)
    }

    /// Stops the time of nodes that were started just now, as the first thing that each hears.
    ///
    /// Its time would pass otherwise while others still start, and it would stand for election.
    private func stopTime(of nodes: [NodeID]) -> [String] {
        let end = SystemClock.monotonicMilliseconds + Self.returnMillisecondsMax
        var waiting = nodes
        while true {
            let answers = session.ask(waiting, .idle)
            let absent = local.absentNodes()
            // One that died is told as such.
            waiting = answers.filter { $0.value == nil && !absent.contains($0.node) }.map(\.node)
            if waiting.isEmpty { return [] }
            guard SystemClock.monotonicMilliseconds < end else { break }
            session.pump(until: { false }, timeoutMilliseconds: Self.retryMilliseconds)
        }
        return waiting.map {
            "\($0) does not answer within \(Self.returnMillisecondsMax) ms of its start"
        }
    }

    /// Waits until all nodes that run are connected with each other.
    private func waitUntilMet(_ nodes: [NodeID]) -> [String] {
        func hasMetAll(_ status: NodeStatus, of running: [NodeID]) -> Bool {
            running.allSatisfy { $0 == status.node || status.linked.contains($0) }
        }
        var running = nodes
        let (statuses, isDone) = session.waitForStatuses(
            of: nodes,
            atMostMilliseconds: Self.returnMillisecondsMax
        ) { statuses in
            let absent = local.absentNodes()
            running = nodes.filter { !absent.contains($0) }
            return running.allSatisfy { node in
                statuses.contains { $0.node == node && hasMetAll($0, of: running) }
            }
        }
        guard !isDone else { return [] }
        let late = running.filter { node in
            !statuses.contains { $0.node == node && hasMetAll($0, of: running) }
        }
        return late.map {
            "\($0) has not met all others within \(Self.returnMillisecondsMax) ms"
        }
    }

    private func command(_ nodes: [NodeID], _ command: AdminCommand) -> [String] {
        session.ask(nodes, command)
            .compactMap { answer in
                switch answer.value {
                case .done: nil
                case .refused(let reason):
                    "\(answer.node) refuses \(command): \(reason.message)"
                default: "\(answer.node) does not answer: \(answer.silence ?? "")"
                }
            }
    }
}
