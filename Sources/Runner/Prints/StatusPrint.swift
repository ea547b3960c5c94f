public import JSON
public import Paxos
public import Wire

/// What slots have come to on each node.
public struct StatusPrint: Hashable, Sendable {
    /// The nodes, a column each.
    public let nodes: [NodeID]
    /// The slots, in order.
    public let rows: [Row]
    /// What was looked at; nil if the slots were named.
    public let scope: PrintScope?

    /// One slot.
    public struct Row: Hashable, Sendable {
        /// The slot.
        public let slot: Slot
        /// What it has come to, in the order of the nodes; nil where a node did not answer.
        public let statuses: [SlotStatus?]
        /// Its entry, from the node that knows most of it; nil if none tells.
        public let entry: BankEntry?
    }

    /// Creates the answer to `printstatus`.
    ///
    /// - Parameters:
    ///   - answers: What each node says of slots; slots it leaves out count as `X`.
    ///   - slots: The slots to print; nil if there are none.
    ///   - scope: What was looked at; nil if the slots were named.
    public init(
        _ answers: [NodeAnswer<[SlotRecord]>],
        slots: ClosedRange<Slot>?,
        scope: PrintScope? = nil
    ) {
        nodes = answers.map(\.node)
        self.scope = scope
        guard let slots else {
            rows = []
            return
        }
        let byNode = answers.map { answer in
            answer.value.map { records in
                Dictionary(records.map { ($0.slot, $0) }, uniquingKeysWith: { first, _ in first })
            }
        }
        rows = slots.map { slot in
            let records = byNode.map { $0?[slot] }
            return Row(
                slot: slot,
                statuses: zip(byNode, records).map { $0 == nil ? nil : $1?.status ?? .nothing },
                entry: Self.entry(records.compactMap(\.self))
            )
        }
    }

    /// Returns the entry of the record that is furthest; of equals, that of the highest ballot.
    private static func entry(_ records: [SlotRecord]) -> BankEntry? {
        records.filter { $0.entry != nil }
            .max {
                ($0.status.rank, $0.ballot ?? .zero) < ($1.status.rank, $1.ballot ?? .zero)
            }?
            .entry
    }

    /// The letter of a status; `?` where a node did not answer.
    static func letter(_ status: SlotStatus?) -> String { status?.rawValue ?? "?" }
}

extension SlotStatus {
    /// How far it is: 0 to 3.
    var rank: Int {
        switch self {
        case .nothing: 0
        case .accepted: 1
        case .committed: 2
        case .executed: 3
        }
    }
}

extension StatusPrint: ThreeForms {
    /// A table with a row a slot and a column a node.
    public var human: String {
        guard !rows.isEmpty else { return "No slots \(scope?.phrase ?? "there").\n" }
        let columns = nodes.enumerated()
            .map { TextTable.Column.numbers("\($1)", width: 2, gap: $0 == 0 ? 3 : 2) }
        var table = TextTable([.numbers("slot")] + columns + [.words("", gap: 4)])
        for row in rows {
            let letters = row.statuses.map(Self.letter)
            let entry = row.entry.map { "\($0)" } ?? ""
            table.append(["\(row.slot.rawValue)"] + letters + [entry])
        }
        return table.text
    }

    /// The same rows.
    public var plain: String {
        PlainTable.text(
            ["slot"] + nodes.map { "\($0)" } + ["entry"],
            rows.map { row in
                ["\(row.slot.rawValue)"] + row.statuses.map(Self.letter)
                    + [row.entry.map { "\($0)" } ?? dash]
            }
        )
    }

    /// An object a slot.
    public var json: JSONValue {
        let slots = rows.map { row -> JSONValue in
            let statuses = zip(nodes, row.statuses)
                .map { JSONValue.Member("\($0)", $1.map { .string($0.rawValue) } ?? .null) }
            return .object(
                [.init("slot", .of(row.slot)), .init("status", .object(statuses))]
                    + (row.entry?.reportMembers ?? [])
            )
        }
        return .answer(
            "printstatus",
            [.init("nodes", .of(nodes)), .init("slots", .array(slots))]
        )
    }
}

/// What one slot has come to on one node.
public struct SlotStatusPrint: Hashable, Sendable {
    /// The node.
    public let node: NodeID
    /// The slot.
    public let slot: Slot
    /// What it has come to.
    public let status: SlotStatus

    /// Creates the answer to `printstatus NODE SLOT`.
    public init(node: NodeID, slot: Slot, status: SlotStatus) {
        self.node = node
        self.slot = slot
        self.status = status
    }
}

extension SlotStatusPrint: ThreeForms {
    /// One line: `Node 3 - Sequence 6: E`.
    public var human: String {
        "Node \(number(node)) - Sequence \(slot.rawValue): \(status.rawValue)\n"
    }

    /// One row.
    public var plain: String {
        PlainTable.text(
            ["node", "slot", "status"],
            [["\(node)", "\(slot.rawValue)", status.rawValue]]
        )
    }

    /// The shape of the answer for several nodes, with one.
    public var json: JSONValue {
        let row: JSONValue = [
            "slot": .of(slot),
            "status": .object([.init("\(node)", .string(status.rawValue))]),
        ]
        return .answer("printstatus", [.init("nodes", .of([node])), .init("slots", [row])])
    }
}
