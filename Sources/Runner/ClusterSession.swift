import Bank
import BankClient
import EventLoop
import Paxos
import Wire

/// A running cluster as an operator sees it: questions to one node or to all of them.
final class ClusterSession {
    /// Clients and operators share one loop and one set of connections.
    let connection: ClusterConnection
    /// The cluster.
    let cluster: Cluster
    /// How often nodes are asked for their status while something is waited for, in milliseconds.
    private static let statusIntervalMilliseconds = 4
    /// How often a node's accounts are read again because it executed something meanwhile.
    private static let databaseAttemptsMax = 5
    /// How long a node may take to answer, in milliseconds.
    var patienceMilliseconds = 2_000

    /// Creates the operator's side; `loop` is that of the owner, if it has one already.
    init(
        cluster: Cluster,
        seed: UInt64,
        loop: EventLoop? = nil
    ) throws(BankClientError) {
        self.cluster = cluster
        connection = try ClusterConnection(cluster: cluster, seed: seed, loop: loop)
    }

    /// Runs the loop until a condition holds or the time is over.
    ///
    /// Clients, questions, signals and inputs go on meanwhile.
    func pump(until isDone: () -> Bool, timeoutMilliseconds: Int?) {
        do {
            _ = try connection.pump(until: isDone, timeoutMilliseconds: timeoutMilliseconds)
        } catch {
            // Without a loop this process can neither run nor stop its nodes in good order.
            preconditionFailure("the loop of this process cannot go on: \(error)")
        }
    }

    /// Every node, in order.
    var nodes: [NodeID] { cluster.nodes.map(\.id) }

    /// How many nodes make a quorum.
    var quorum: Int { cluster.nodes.count / 2 + 1 }

    /// Why a node need not be asked: it was killed, for this reason; nil if it was not.
    var killedBecause: (NodeID) -> String? = { _ in nil }

    /// Asks several nodes the same, all at once; whoever does not answer says why.
    func ask(_ nodes: [NodeID], _ command: AdminCommand) -> [NodeAnswer<AdminAnswer>] {
        let causes = nodes.map { (node: $0, cause: killedBecause($0)) }
        let running = causes.filter { $0.cause == nil }.map(\.node)
        var answers =
            connection.askAll(
                running,
                command,
                timeoutMilliseconds: patienceMilliseconds
            )[...]
        return causes.map { node, cause in
            if let cause {
                return NodeAnswer(node, NoAnswer(reason: cause, isKilled: true))
            }
            switch answers.removeFirst().answer {
            case .success(let answer): return NodeAnswer(node, answer)
            case .failure(let failure):
                return NodeAnswer(node, silent: failure.explanation.why)
            }
        }
    }

    /// Asks several nodes the same and takes out of each answer what `select` finds.
    private func ask<Value>(
        _ nodes: [NodeID],
        _ command: AdminCommand,
        _ select: (AdminAnswer) -> Value?
    ) -> [NodeAnswer<Value>] {
        ask(nodes, command)
            .map { answer in
                switch answer.result {
                case .failure(let failure): return NodeAnswer(answer.node, failure)
                case .success(let value):
                    if let selected = select(value) { return NodeAnswer(answer.node, selected) }
                    guard case .refused(let reason) = value else {
                        return NodeAnswer(answer.node, silent: "answered something else")
                    }
                    return NodeAnswer(answer.node, silent: reason.message)
                }
            }
    }

    /// How nodes are.
    func statuses(of nodes: [NodeID]) -> [NodeAnswer<NodeStatus>] {
        ask(nodes, .status) { if case .status(let status) = $0 { status } else { nil } }
    }

    /// The balances on nodes.
    func databases(of nodes: [NodeID]) -> [NodeAnswer<NodeDatabase>] {
        statuses(of: nodes)
            .map { answer in
                switch answer.result {
                case .success(let status): database(of: answer.node, status)
                case .failure(let failure): NodeAnswer(answer.node, failure)
                }
            }
    }

    /// Reads all pages of a node's accounts, and once more if it executed something meanwhile.
    private func database(of node: NodeID, _ status: NodeStatus) -> NodeAnswer<NodeDatabase> {
        let failure = NoAnswer(reason: "its balances change faster than they can be read")
        for _ in 0..<Self.databaseAttemptsMax {
            var pages: [AccountsPage] = []
            var count = 0
            repeat {
                let command = AdminCommand.accounts(
                    first: count,
                    count: WireLimits.pageElementsMax
                )
                let answer = ask([node], command) {
                    if case .accounts(let page) = $0 { page } else { nil }
                }
                guard let page = answer.first?.value, !page.accounts.isEmpty else {
                    return NodeAnswer(node, answer.first?.failure ?? failure)
                }
                pages.append(page)
                count += page.accounts.count
            } while count < (pages.first?.count ?? 0)
            if let database = NodeDatabase(status: status, pages: pages) {
                return NodeAnswer(node, database)
            }
        }
        return NodeAnswer(node, failure)
    }

    /// What slots have come to on nodes.
    func slots(_ range: ClosedRange<Slot>, of nodes: [NodeID]) -> [NodeAnswer<[SlotRecord]>] {
        var records: [NodeID: [SlotRecord]] = [:]
        var failures: [NodeID: NoAnswer] = [:]
        var first = range.lowerBound
        while first <= range.upperBound {
            let last = min(range.upperBound, first.advanced(by: WireLimits.pageElementsMax - 1))
            let answers = ask(nodes, .slots(first: first, last: last)) {
                if case .slots(let records) = $0 { records } else { nil }
            }
            for answer in answers {
                records[answer.node, default: []] += answer.value ?? []
                if let failure = answer.failure { failures[answer.node] = failure }
            }
            first = last.next
        }
        return nodes.map { node in
            failures[node].map { NodeAnswer(node, $0) }
                ?? NodeAnswer(node, records[node] ?? [])
        }
    }

    /// The lines of one kind that nodes remember, all pages of them.
    func history(
        _ kind: HistoryKind,
        wholeRun: Bool,
        of nodes: [NodeID]
    ) -> [NodeAnswer<HistoryPage>] {
        nodes.map { node in
            var records: [HistoryRecord] = []
            var dropped: UInt64 = 0
            while true {
                let command = AdminCommand.history(
                    kind,
                    after: records.last?.number ?? 0,
                    wholeRun: wholeRun
                )
                let answer = ask([node], command) {
                    if case .history(let page) = $0 { page } else { nil }
                }
                guard let page = answer.first?.value else {
                    return NodeAnswer(node, answer.first?.failure ?? NoAnswer(reason: ""))
                }
                records += page.records
                dropped = page.dropped
                guard page.hasMore, !page.records.isEmpty else { break }
            }
            return NodeAnswer(
                node,
                HistoryPage(records: records, dropped: dropped, hasMore: false)
            )
        }
    }

    /// Asks again and again until `isDone` accepts the answers, or the time is over.
    ///
    /// - Returns: The last answers, and whether they were accepted.
    func waitForStatuses(
        of nodes: [NodeID],
        atMostMilliseconds: Int,
        until isDone: ([NodeStatus]) -> Bool
    ) -> (statuses: [NodeStatus], isDone: Bool) {
        let end = SystemClock.monotonicMilliseconds + atMostMilliseconds
        while true {
            let statuses = statuses(of: nodes).compactMap(\.value)
            if isDone(statuses) { return (statuses, true) }
            if SystemClock.monotonicMilliseconds >= end { return (statuses, false) }
            pump(until: { false }, timeoutMilliseconds: Self.statusIntervalMilliseconds)
        }
    }
}
