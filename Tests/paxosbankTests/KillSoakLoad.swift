import Bank
import BankClient
import Foundation
import Paxos
import Testing
import Wire

/// Ten clients that transfer money without a pause, and remember every answer.
///
/// Each transfer has a name of its own, so that it can be asked for again at the end, whatever came
/// after it.
final class KillSoakLoad {
    /// A transfer and what was answered.
    struct Answer {
        /// What was asked for.
        let request: Request
        /// The bank's answer.
        let reply: Reply
    }

    /// Everything that was answered, in the order of the answers.
    private(set) var answers: [Answer] = []
    /// What is asked for and not answered, by its tag.
    private var open: [Int: Request] = [:]
    /// The connections; new ones are made now and then, for clients of transfers are many.
    private var connection: ClusterConnection
    /// The cluster.
    private let cluster: Cluster
    /// Draws transfers and the clients' waits.
    private var generator: SeededGenerator
    /// How many transfers were asked for.
    private var asked = 0
    /// How many of them the connections in use know.
    private var known = 0

    /// How many clients there are.
    private static let clientCount = 10
    /// The most transfers that one set of connections knows.
    private static let knownMax = 5_000

    init(on cluster: Cluster, seed: UInt64) throws {
        self.cluster = cluster
        generator = SeededGenerator(seed: seed)
        connection = try ClusterConnection(cluster: cluster, seed: generator.next())
    }

    // MARK: Load

    /// Lets the clients work until so many transfers more are answered.
    ///
    /// - Returns: Whether they were, within `milliseconds`.
    func run(answers count: Int, milliseconds: Int) throws -> Bool {
        let wanted = answers.count + count
        if known > Self.knownMax {
            guard try drain(milliseconds: milliseconds) else { return false }
            connection = try ClusterConnection(cluster: cluster, seed: generator.next())
            known = 0
        }
        return try pump(milliseconds: milliseconds) {
            takeAnswers()
            while open.count < Self.clientCount { askForOneMore() }
            return answers.count >= wanted
        }
    }

    /// Waits until nothing is asked for that is not answered.
    func drain(milliseconds: Int) throws -> Bool {
        try pump(milliseconds: milliseconds) {
            takeAnswers()
            return open.isEmpty
        }
    }

    private func pump(milliseconds: Int, until isDone: () -> Bool) throws -> Bool {
        try connection.pump(until: isDone, timeoutMilliseconds: milliseconds)
    }

    private func askForOneMore() {
        asked += 1
        known += 1
        let accounts = cluster.accounts
        let from = accounts[Int.random(in: accounts.indices, using: &generator)].id
        let others = accounts.filter { $0.id != from }
        let to = others[Int.random(in: others.indices, using: &generator)].id
        let amount = Amount(minorUnits: Int64.random(in: 1...5, using: &generator))
        guard let client = ClientID("soak-\(asked)"), let timestamp = RequestTimestamp(1) else {
            preconditionFailure("\(asked) makes no name")
        }
        let request = Request(
            client: client,
            timestamp: timestamp,
            command: .transfer(Transfer(from: from, to: to, amount: amount))
        )
        open[asked] = request
        enqueue(request, tag: asked, on: connection)
    }

    private func enqueue(_ request: Request, tag: Int, on connection: ClusterConnection) {
        connection.clients.enqueue(
            client: request.client,
            command: request.command,
            tag: tag,
            timestamp: request.timestamp
        )
    }

    private func takeAnswers() {
        for completion in connection.clients.takeCompletions() {
            guard let request = open.removeValue(forKey: completion.tag) else {
                Issue.record("answered twice: \(completion)")
                continue
            }
            guard let reply = completion.reply, completion.slot != nil else {
                Issue.record("\(request) came to nothing: \(completion)")
                continue
            }
            answers.append(Answer(request: request, reply: reply))
        }
    }

    // MARK: Looking

    /// Asks all nodes how they are; those that do not answer are left out.
    func statuses() -> [NodeStatus] {
        ask(.status) { if case .status(let status) = $0 { status } else { nil } }
    }

    /// The accounts on all nodes that answer.
    func accounts() -> [AccountsPage] {
        ask(.accounts(first: 0, count: cluster.accounts.count)) {
            if case .accounts(let page) = $0 { page } else { nil }
        }
    }

    private func ask<Value>(_ command: AdminCommand, _ select: (AdminAnswer) -> Value?) -> [Value] {
        connection.askAll(cluster.nodes.map(\.id), command, timeoutMilliseconds: 2_000)
            .compactMap { _, answer in
                guard case .success(let answer) = answer else { return nil }
                return select(answer)
            }
    }

    // MARK: Judging

    /// Asks for every transfer again: the answers must be the same.
    func askAgain(milliseconds: Int) throws {
        var rest = answers[...]
        while !rest.isEmpty {
            let part = rest.prefix(Self.knownMax)
            rest = rest.dropFirst(Self.knownMax)
            let connection = try ClusterConnection(cluster: cluster, seed: generator.next())
            for index in part.indices { enqueue(part[index].request, tag: index, on: connection) }
            let isDone = try connection.pump(
                until: { connection.clients.isIdle },
                timeoutMilliseconds: milliseconds
            )
            try #require(isDone, "\(connection.clients.pendingCount) are not answered again")
            for completion in connection.clients.takeCompletions() {
                let first = answers[completion.tag].reply
                let isSame = completion.reply == first
                #expect(isSame, "first \(first), then \(completion)")
            }
        }
    }

    /// Executes every answered transfer in the order of the slots in a plain bank, and compares
    /// each answer.
    ///
    /// - Returns: What the accounts hold then.
    func replay() -> [AccountID: Int64] {
        var balances: [AccountID: Int64] = [:]
        for account in cluster.accounts { balances[account.id] = account.balance.minorUnits }
        var slot: UInt64 = 0
        for answer in answers.sorted(by: { $0.reply.position < $1.reply.position }) {
            guard case .transfer(let transfer) = answer.request.command else { continue }
            let amount = transfer.amount.minorUnits
            let isCovered = balances[transfer.from, default: 0] >= amount
            if isCovered {
                balances[transfer.from, default: 0] -= amount
                balances[transfer.to, default: 0] += amount
            }
            let expected = TransferBalances(
                from: Amount(minorUnits: balances[transfer.from, default: 0]),
                to: Amount(minorUnits: balances[transfer.to, default: 0])
            )
            let isRight =
                answer.reply.position > slot && answer.reply.balances == expected
                && (answer.reply.result == .success) == isCovered
            #expect(isRight, "\(answer) after slot \(slot); a bank has \(expected)")
            slot = answer.reply.position
        }
        return balances
    }
}
