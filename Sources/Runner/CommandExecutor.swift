import Bank
import BankClient
import Foundation
import Paxos
import Wire

/// Carries out commands on a running cluster: the same ones at the console and as one-shot calls.
final class CommandExecutor {
    /// The cluster.
    let session: ClusterSession
    /// The form of answers.
    var form: OutputForm
    /// What prints look at.
    var scope: PrintScope
    /// The last slot executed before the running set; slots of the set come after it.
    var base = Slot.zero
    /// The highest ballot in which a view was announced before the running set.
    var baseBallot = Ballot.zero
    /// The client of transfers that name none; nil for the one who pays.
    let ownClient: ClientID?
    /// Whether all nodes' time stands still, as it does in the pauses of a run.
    let timeStands: Bool
    /// The requests that were sent, for those who account for every slot.
    var sentRequests: Set<Request> = []
    /// How long a transfer or a read may take, in milliseconds; then its outcome is unknown.
    var timeoutMilliseconds: Int

    init(
        session: ClusterSession,
        form: OutputForm,
        scope: PrintScope = .wholeRun,
        ownClient: ClientID? = nil,
        timeStands: Bool = false,
        timeoutMilliseconds: Int = 5_000
    ) {
        self.session = session
        self.form = form
        self.scope = scope
        self.ownClient = ownClient
        self.timeStands = timeStands
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    /// Carries a command out.
    ///
    /// - Parameter command: Any command but those that belong to the console itself.
    /// - Returns: The answer's whole lines, in the form that is set, and the error that the answer
    ///   amounts to for a script, if any.
    /// - Throws: ``UserError``; nothing is printed then.
    func execute(_ command: ConsoleCommand) throws(UserError) -> (text: String, error: UserError?) {
        switch command {
        case .printDB(let node): (try printDB(node), nil)
        case .printLog(let node, let wholeRun, let heartbeats):
            (try printLog(node, wholeRun: wholeRun, heartbeats: heartbeats), nil)
        case .printStatus(let choice): (try printStatus(choice), nil)
        case .printStatusOf(let node, let slot): (try printStatus(of: slot, on: node), nil)
        case .printView(let node, let wholeRun): (try printView(node, wholeRun: wholeRun), nil)
        case .transfer(let transfer, let identity): try self.transfer(transfer, identity)
        case .balance(let account, let local): (try balance(account, local: local), nil)
        case .nodes: (try nodes(), nil)
        case .leader: (try leader(), nil)
        case .snapshot(let node): try snapshot(node)
        case .fail(let node): (try fail(node), nil)
        case .recover(let node): (try recover(node), nil)
        case .partition(let groups): (try partition(groups), nil)
        case .heal: (try heal(), nil)
        case .next, .setOutput, .help, .quit:
            preconditionFailure("\(command) belongs to the console")
        }
    }

    // MARK: Prints

    private func printDB(_ node: NodeID?) throws(UserError) -> String {
        guard let node else {
            let answers = session.databases(of: session.nodes)
            try requireSomeAnswer(answers)
            return DatabasePrint(answers).text(form)
        }
        let answer = session.databases(of: [try known(node)])
        let database = try required(answer[0])
        return NodeDatabasePrint(node, database).text(form)
    }

    private func printLog(
        _ node: NodeID,
        wholeRun: Bool,
        heartbeats: Bool
    ) throws(UserError) -> String {
        let scope = wholeRun ? PrintScope.wholeRun : scope
        let isWhole = scope == .wholeRun
        var kinds: [HistoryKind] = [.views, .messages]
        if heartbeats { kinds.append(.heartbeats) }
        var messages: [HistoryRecord] = []
        var dropped: UInt64 = 0
        for kind in kinds {
            let answer = session.history(kind, wholeRun: isWhole, of: [try known(node)])
            let page = try required(answer[0])
            messages += page.records
            dropped += page.dropped
        }
        let status = try required(session.statuses(of: [node])[0])
        let first = isWhole ? Slot(1) : base.next
        var slots: [SlotRecord] = []
        if first <= status.accepted {
            slots = try required(session.slots(first...status.accepted, of: [node])[0])
        }
        return LogPrint(
            node,
            scope: scope,
            slots: slots,
            messages: messages,
            dropped: dropped,
            utcOffset: TimeZone.current.secondsFromGMT()
        )
        .text(form)
    }

    private func printStatus(_ choice: SlotChoice) throws(UserError) -> String {
        let slots: ClosedRange<Slot>?
        var scope: PrintScope?
        switch choice {
        case .range(let range): slots = range
        case .ofSet, .all:
            scope = choice == .all ? .wholeRun : self.scope
            let statuses = session.statuses(of: session.nodes)
            try requireSomeAnswer(statuses)
            let last = statuses.compactMap(\.value?.accepted).max() ?? .zero
            let first = scope == .wholeRun ? Slot(1) : base.next
            slots = first <= last ? first...last : nil
        }
        let answers =
            slots.map { session.slots($0, of: session.nodes) }
            ?? session.nodes.map { NodeAnswer($0, []) }
        try requireSomeAnswer(answers)
        return StatusPrint(answers, slots: slots, scope: scope).text(form)
    }

    private func printStatus(of slot: Slot, on node: NodeID) throws(UserError) -> String {
        let records = try required(session.slots(slot...slot, of: [try known(node)])[0])
        let status = records.first?.status ?? .nothing
        return SlotStatusPrint(node: node, slot: slot, status: status).text(form)
    }

    private func printView(_ node: NodeID?, wholeRun: Bool) throws(UserError) -> String {
        let scope = wholeRun ? PrintScope.wholeRun : scope
        let nodes = try node.map { (node) throws(UserError) in [try known(node)] } ?? session.nodes
        let answers = session.history(.views, wholeRun: scope == .wholeRun, of: nodes)
        try requireSomeAnswer(answers)
        let pages = answers.compactMap(\.value)
        let after = scope == .wholeRun ? Ballot.zero : baseBallot
        return ViewsPrint(
            NewView.merged(pages.flatMap(\.records)).filter { $0.ballot > after },
            scope: scope,
            node: node,
            dropped: pages.map(\.dropped).max() ?? 0
        )
        .text(form)
    }

    private func nodes() throws(UserError) -> String {
        let answers = session.statuses(of: session.nodes)
        try requireSomeAnswer(answers)
        return NodesPrint(answers).text(form)
    }

    private func leader() throws(UserError) -> String {
        let answers = session.statuses(of: session.nodes)
        try requireSomeAnswer(answers)
        return LeaderPrint(answers).text(form)
    }

    // MARK: Faults

    private func fail(_ node: NodeID?) throws(UserError) -> String {
        if let node {
            try command([try known(node)], .disconnect(cause: "failed"))
            return "\(node) is cut off\n"
        }
        let statuses = session.statuses(of: session.nodes).compactMap(\.value)
        guard let leader = statuses.leader else {
            throw UserError(
                "no node leads",
                code: "no_leader",
                why: "none of the \(statuses.count) nodes that answered says that it leads",
                hint: "name a node, as in 'fail n1', or look at 'nodes'",
                kind: .unavailable
            )
        }
        try command([leader.node], .disconnect(cause: "failed"))
        return "\(leader.node), the leader with ballot \(leader.ballot), is cut off\n"
    }

    private func recover(_ node: NodeID) throws(UserError) -> String {
        try command([try known(node)], .connect)
        // One node whose time passed alone would stand, and ballots would move in a pause.
        if !timeStands { try command([node], .resume) }
        return "\(node) is connected\n"
    }

    private func partition(_ groups: [NodeSet]) throws(UserError) -> String {
        for group in groups {
            for node in group {
                var blocked = session.cluster.members
                for member in group { blocked.remove(member) }
                try command([try known(node)], .block(blocked))
            }
        }
        return "nodes talk only within " + groups.map(\.description).joined(separator: " / ") + "\n"
    }

    private func heal() throws(UserError) -> String {
        try command(session.nodes, .block(NodeSet()))
        return "all nodes talk to each other\n"
    }

    // MARK: Helpers

    /// Gives a command to nodes, all of which must obey.
    private func command(_ nodes: [NodeID], _ command: AdminCommand) throws(UserError) {
        for answer in session.ask(nodes, command) {
            guard case .refused(let reason) = try required(answer) else { continue }
            throw UserError(
                "\(answer.node) does not do that",
                code: reason.code,
                why: reason.message,
                hint: "start the nodes with '--allow-faults' to try failures on them",
                kind: .refused
            )
        }
    }

    func known(_ node: NodeID) throws(UserError) -> NodeID {
        guard session.cluster.members.contains(node) else {
            throw UserError(
                "there is no node \(node)",
                code: "unknown_node",
                why: "the nodes of this cluster are \(session.cluster.members)",
                hint: "look at 'nodes'",
                kind: .notFound
            )
        }
        return node
    }

    func required<Value>(_ answer: NodeAnswer<Value>) throws(UserError) -> Value {
        if let value = answer.value { return value }
        guard answer.failure?.isKilled != true else {
            throw UserError(
                "\(answer.node) is down",
                code: "node_killed",
                why: "it was killed (\(answer.silence ?? "")): what it keeps is on its disk",
                hint: "it is started again for the next set that lists it; ask another node",
                kind: .unavailable
            )
        }
        throw UserError(
            "\(answer.node) does not answer",
            code: "unreachable",
            why: answer.silence ?? "nobody knows why",
            hint: "look at 'nodes', or start it with 'paxosbank node --id \(answer.node)'",
            kind: .unavailable
        )
    }

    private func requireSomeAnswer<Value>(_ answers: [NodeAnswer<Value>]) throws(UserError) {
        guard answers.allSatisfy({ $0.value == nil }), let first = answers.first else { return }
        throw UserError(
            "no node answers",
            code: "unreachable",
            why: first.silence ?? "nobody knows why",
            hint: "start the nodes with 'paxosbank node', or check the cluster file",
            kind: .unavailable
        )
    }
}
