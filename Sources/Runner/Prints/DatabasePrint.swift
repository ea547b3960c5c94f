import Bank
public import JSON
public import Paxos
import Wire

/// The balances on all nodes.
public struct DatabasePrint: Hashable, Sendable {
    /// The nodes in order, answering or not.
    public let answers: [NodeAnswer<NodeDatabase>]
    /// How wide a table with a row a node may be, in characters and without remarks; a wider one
    /// has a row an account.
    public let columnsMax: Int

    /// Creates the answer to `printdb`.
    ///
    /// - Parameters:
    ///   - answers: The nodes in order.
    ///   - columnsMax: How wide a table with a row a node may be, in characters.
    public init(_ answers: [NodeAnswer<NodeDatabase>], columnsMax: Int = 100) {
        self.answers = answers
        self.columnsMax = columnsMax
    }

    /// The accounts that some node has, in the order of the first node that has them.
    private var names: [AccountID] {
        var seen: Set<AccountID> = []
        return answers.flatMap { $0.value?.accounts ?? [] }.map(\.id)
            .filter { seen.insert($0).inserted }
    }

    private static func remark(_ answer: NodeAnswer<NodeDatabase>) -> String {
        answer.failure?.description ?? answer.value?.status.remark ?? ""
    }

    /// Returns what a node has of each account, in the order of `names`.
    private static func balances(
        _ answer: NodeAnswer<NodeDatabase>,
        of names: [AccountID]
    ) -> [String] {
        let accounts = answer.value?.accounts ?? []
        // Nearly always a node has just these accounts, in this order.
        if accounts.map(\.id) == names { return accounts.map { "\($0.balance)" } }
        var balances: [AccountID: Amount] = [:]
        for account in accounts { balances[account.id] = account.balance }
        return names.map { balances[$0].map { "\($0)" } ?? dash }
    }

    private static func sums(_ answer: NodeAnswer<NodeDatabase>) -> [String] {
        guard let value = answer.value else { return [dash, dash] }
        return ["\(value.total)", "\(value.executed.rawValue)"]
    }
}

extension DatabasePrint: ThreeForms {
    /// A table with a row a node, or with a row an account if that one is too wide.
    public var human: String {
        let names = names
        var table = TextTable(
            [.words("node", width: 5)] + names.map { .numbers("\($0)", width: 3) }
                + [.numbers("total", width: 5, gap: 3), .numbers("executed"), .words("", gap: 3)]
        )
        for answer in answers {
            let cells = Self.balances(answer, of: names) + Self.sums(answer)
            table.append(["\(answer.node)"] + cells + [Self.remark(answer)])
        }
        // Remarks do not count: they are the last column and may run on.
        let width = table.width(ofFirst: table.columns.count - 1)
        return width <= columnsMax ? table.text : turned(names)
    }

    /// The same facts with a row an account and a column a node.
    private func turned(_ names: [AccountID]) -> String {
        let nodes = answers.map { TextTable.Column.numbers("\($0.node)", width: 3) }
        var table = TextTable([.words("account", width: 8)] + nodes)
        let columns = answers.map { Self.balances($0, of: names) + Self.sums($0) }
        let titles = names.map { "\($0)" } + ["total", "executed"]
        for (row, title) in titles.enumerated() { table.append([title] + columns.map { $0[row] }) }
        let remarks = answers.map { ($0.node, Self.remark($0)) }.filter { !$0.1.isEmpty }
        return table.text + remarks.map { "\($0): \($1)\n" }.joined()
    }

    /// A row a node.
    public var plain: String {
        let names = names
        let header = ["node"] + names.map { "\($0)" } + ["total", "executed", "state"]
        return PlainTable.text(
            header,
            answers.map { answer in
                ["\(answer.node)"] + Self.balances(answer, of: names) + Self.sums(answer)
                    + [Self.remark(answer)]
            }
        )
    }

    /// An object a node.
    public var json: JSONValue {
        .answer("printdb", [.init("nodes", .array(answers.map(Self.object)))])
    }

    private static func object(_ answer: NodeAnswer<NodeDatabase>) -> JSONValue {
        guard let value = answer.value else {
            return [
                "node": .of(answer.node), "state": .string(answer.failure?.state ?? ""),
                "reason": .string(answer.silence ?? ""),
            ]
        }
        return .object([.init("node", .of(answer.node))] + value.reportMembers)
    }
}

extension NodeDatabase {
    /// What answers tell of a database, without the node's name.
    var reportMembers: [JSONValue.Member] {
        let balances = accounts.map {
            JSONValue.Member("\($0.id)", .integer($0.balance.minorUnits))
        }
        return [
            .init("balances", .object(balances)), .init("total", .integer(total.minorUnits)),
            .init("executed", .of(executed)), .init("connected", .bool(status.isConnected)),
            .init("cause", .string(status.cause)), .init("role", .string(status.role.rawValue)),
            .init("ballot", .of(status.ballot)),
        ]
    }
}

/// The balances on one node.
public struct NodeDatabasePrint: Hashable, Sendable {
    /// The node.
    public let node: NodeID
    /// What it has.
    public let database: NodeDatabase

    /// Creates the answer to `printdb NODE`.
    public init(_ node: NodeID, _ database: NodeDatabase) {
        self.node = node
        self.database = database
    }
}

extension NodeDatabasePrint: ThreeForms {
    /// A line an account, then the total.
    public var human: String {
        let remark = database.status.remark
        let state = "executed \(database.executed.rawValue)" + (remark.isEmpty ? "" : ", \(remark)")
        return "DATABASE STATE FOR NODE \(number(node)) (\(state))\n"
            + database.accounts.map { "Client \($0.id): \($0.balance) units\n" }.joined()
            + "Total: \(database.total) units\n"
    }

    /// A row an account.
    public var plain: String {
        PlainTable.text(
            ["account", "balance"],
            database.accounts.map { ["\($0.id)", "\($0.balance)"] }
        )
    }

    /// The same, with one node.
    public var json: JSONValue {
        let object = JSONValue.object([.init("node", .of(node))] + database.reportMembers)
        return .answer("printdb", [.init("nodes", [object])])
    }
}
