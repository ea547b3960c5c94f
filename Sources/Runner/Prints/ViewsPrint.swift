public import JSON
public import Paxos
public import Wire

/// The NEW_VIEW messages of a scope with all their entries, each once.
public struct ViewsPrint: Hashable, Sendable {
    /// The views, by ballot.
    public let views: [NewView]
    /// What was looked at.
    public let scope: PrintScope
    /// The node that sent or received them; nil if all nodes were asked.
    public let node: NodeID?
    /// How many lines nodes have dropped because a limit was reached.
    public let droppedCount: UInt64

    /// Creates the answer to `printview`.
    public init(_ views: [NewView], scope: PrintScope, node: NodeID? = nil, dropped: UInt64 = 0) {
        self.views = views
        self.scope = scope
        self.node = node
        self.droppedCount = dropped
    }
}

extension ViewsPrint: ThreeForms {
    /// A numbered line a view, below it a line an entry.
    public var human: String {
        guard !views.isEmpty else { return "No NEW-VIEW messages \(scope.phrase).\n" }
        let place = node.map { " OF NODE \(number($0))" } ?? ""
        var text = "NEW-VIEW MESSAGES\(place) (\(scope.heading)): \(views.count)\n"
        for (index, view) in views.enumerated() {
            text +=
                "\(index + 1). Ballot=\(view.ballot) Leader=\(view.leader)"
                + " First=\(view.first.rawValue) Entries=\(view.entries.count)"
                + (view.isWhole ? "\n" : " (pages are missing)\n")
            for entry in view.entries { text += "     Seq=\(entry.slot.rawValue) \(entry.entry)\n" }
        }
        if droppedCount > 0 { text += "(\(droppedCount) more are not kept)\n" }
        return text
    }

    /// A row an entry; a view without entries has one row with dashes.
    public var plain: String {
        let rows = views.flatMap { view -> [[String]] in
            let head = ["\(view.ballot)", "\(view.leader)", "\(view.first.rawValue)"]
            guard !view.entries.isEmpty else { return [head + [dash, dash]] }
            return view.entries.map { head + ["\($0.slot.rawValue)", "\($0.entry)"] }
        }
        return PlainTable.text(["ballot", "leader", "first", "slot", "entry"], rows)
    }

    /// An object a view.
    public var json: JSONValue {
        .answer(
            "printview",
            [
                .init("node", .of(node)), .init("dropped", .of(droppedCount)),
                .init("views", .array(views.map(\.json))),
            ]
        )
    }
}

extension NewView {
    /// The view as it stands in answers and reports.
    public var json: JSONValue {
        let entries = entries.map { entry in
            JSONValue.object([.init("slot", .of(entry.slot))] + entry.entry.reportMembers)
        }
        return [
            "ballot": .of(ballot), "leader": .of(leader), "first": .of(first),
            "whole": .bool(isWhole), "entries": .array(entries),
        ]
    }
}
