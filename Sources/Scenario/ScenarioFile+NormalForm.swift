extension ScenarioFile {
    /// The first row of a file in the normal form.
    private static let header = "Set Number,Transactions,Live Nodes"

    /// Returns the scenario as text in the normal form.
    ///
    /// One item stands on a row; the set number and the live nodes stand on a set's first row;
    /// tuples and lists are quoted; lines end in LF. Parsing the text gives ``normalized``.
    ///
    /// - Parameter names: The names of the nodes; every live node must have one.
    /// - Returns: Whole lines.
    public func normalForm(names: ScenarioNames = .standard) -> String {
        var text = "\(Self.header)\n"
        for set in sets {
            let live = set.live.map { Self.name(of: $0, in: names) }.joined(separator: ", ")
            let opening = (number: "\(set.number)", live: "\"[\(live)]\"")
            if set.steps.isEmpty { text += "\(opening.number),,\(opening.live)\n" }
            for (index, step) in set.steps.enumerated() {
                let (number, live) = index == 0 ? opening : (number: "", live: "")
                text += "\(number),\(step.kind.cell),\(live)\n"
            }
        }
        return text
    }

    /// The same scenario with the line numbers that its normal form has.
    ///
    /// Two files mean the same exactly if their normalized scenarios are equal.
    public var normalized: ScenarioFile {
        // The header is line 1.
        var line = 1
        let renumbered = sets.map { set in
            let first = line + 1
            let steps = set.steps.enumerated()
                .map { index, step in
                    Step(row: first + index, positionInSet: index + 1, kind: step.kind)
                }
            line += max(steps.count, 1)
            return TestSet(number: set.number, row: first, live: set.live, steps: steps)
        }
        return ScenarioFile(sets: renumbered)
    }

    private static func name(of node: NodeNumber, in names: ScenarioNames) -> String {
        precondition(node.value <= names.nodes.count, "node \(node) has no name")
        return names.nodes[node.value - 1]
    }
}

extension Step.Kind {
    /// The second cell of a row in the normal form.
    fileprivate var cell: String {
        switch self {
        case .transfer(let from, let to, let amount): "\"(\(from), \(to), \(amount))\""
        case .leaderFailure: "LF"
        }
    }
}
