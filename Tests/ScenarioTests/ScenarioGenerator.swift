import Bank
import Scenario

/// Makes scenarios, and writes one in every way that a file may have.
struct ScenarioGenerator {
    /// The source of all choices.
    private var random: TestRandom

    init(seed: UInt64) { random = TestRandom(seed: seed) }

    // MARK: - Scenarios

    /// Returns a scenario with one to six sets, with the line numbers of its normal form.
    mutating func scenario() -> ScenarioFile {
        var number = 0
        let sets = (0..<Int.random(in: 1...6, using: &random))
            .map { _ in
                number += random.once(in: 4) ? Int.random(in: 2...900, using: &random) : 1
                return set(number)
            }
        return ScenarioFile(sets: sets).normalized
    }

    private mutating func set(_ number: Int) -> TestSet {
        let live = (1...5).filter { _ in !random.once(in: 4) }.map { NodeNumber($0) }
        let steps = (0..<Int.random(in: 0...6, using: &random))
            .map { index in
                Step(row: 1, positionInSet: index + 1, kind: kind())
            }
        return TestSet(number: number, row: 1, live: live, steps: steps)
    }

    private mutating func kind() -> Step.Kind {
        if random.once(in: 5) { return .leaderFailure }
        let accounts = ScenarioNames.standard.accounts
        let amounts = [0, 1, 9, -3, 1_000_000, Int64.max, Int64.min]
        return transfer(random.pick(accounts), random.pick(accounts), random.pick(amounts))
    }

    // MARK: - Texts

    /// How one file is written; rows still differ in what is free from row to row.
    private struct Style {
        /// What separates cells.
        let separator: String
        /// What ends a line.
        let lineEnd: String
        /// Whether a set stands on one row.
        let isOneRowASet: Bool
        /// Whether set number and live nodes stand on every row.
        let isRepeated: Bool
    }

    /// Returns `scenario` as text, in a random mix of the variants.
    mutating func text(of scenario: ScenarioFile) -> String {
        let style = Style(
            separator: random.pick([",", "\t"]),
            lineEnd: random.pick(["\n", "\r\n"]),
            isOneRowASet: random.once(in: 4),
            isRepeated: random.once(in: 2)
        )
        var rows = header(style)
        for set in scenario.sets {
            rows += self.rows(of: set, style)
        }
        let isCut = random.once(in: 3)
        let mark = random.once(in: 3) ? "\u{FEFF}" : ""
        return mark + rows.joined(separator: style.lineEnd) + (isCut ? "" : style.lineEnd)
    }

    private mutating func header(_ style: Style) -> [String] {
        if random.once(in: 3) { return [] }
        let words = [
            random.pick(["Set Number", "SetNumber", "set  number", "\"SET NUMBER\""]),
            random.pick(["Transactions", "Commands", "\"a, b\""]),
            random.pick(["Live Nodes", "LiveNodes", "Up"]),
        ]
        return [words.joined(separator: style.separator)]
    }

    private mutating func rows(of set: TestSet, _ style: Style) -> [String] {
        var groups = set.steps.map { [$0.kind] }
        if style.isOneRowASet || groups.isEmpty { groups = [set.steps.map(\.kind)] }
        var rows: [String] = []
        for (index, kinds) in groups.enumerated() {
            if random.once(in: 6) { rows.append(nothing(style)) }
            let isFirst = index == 0
            let number = isFirst || style.isRepeated ? cell("\(set.number)", style) : blanks()
            let isAll = set.live.count == 5 && random.once(in: 2)
            let needsLive = isFirst && !isAll || style.isRepeated
            let live = needsLive ? cell(self.live(set.live), style) : blanks()
            var cells = [number, items(kinds, style), live]
            while cells.last?.isEmpty == true { cells.removeLast() }
            if random.once(in: 5) { cells.append(contentsOf: ["", ""].prefix(3 - cells.count)) }
            rows.append(cells.joined(separator: style.separator))
        }
        return rows
    }

    /// Returns a row that says nothing.
    private mutating func nothing(_ style: Style) -> String {
        random.pick([
            "", "  ", style.separator + style.separator, "# a note, with \"one quote",
            "  # (A, B, 1)", "\"\"\(style.separator)\"\"",
        ])
    }

    private mutating func items(_ kinds: [Step.Kind], _ style: Style) -> String {
        var text = ""
        var hasComma = false
        for (index, kind) in kinds.enumerated() {
            if index > 0 {
                let separator = random.pick([",", ";"])
                hasComma = hasComma || separator == ","
                text += blanks() + separator + blanks()
            }
            text += item(kind)
        }
        let mustQuote = hasComma && style.separator == ","
        return mustQuote ? "\"\(text)\"" : cell(text, style)
    }

    private mutating func item(_ kind: Step.Kind) -> String {
        switch kind {
        case .leaderFailure:
            return random.pick(["LF", "lf", "Lf"])
        case .transfer(let from, let to, let amount):
            let plus = amount.minorUnits >= 0 && random.once(in: 4) ? "+" : ""
            let tokens = ["(", from, ",", to, ",", "\(plus)\(amount)", ")"]
            return joined(tokens)
        }
    }

    private mutating func live(_ nodes: [NodeNumber]) -> String {
        var tokens = ["["]
        for (index, node) in nodes.shuffled(using: &random).enumerated() {
            if index > 0 { tokens.append(",") }
            tokens.append("\(node)")
        }
        return joined(tokens + ["]"])
    }

    private mutating func joined(_ tokens: [String]) -> String {
        var text = ""
        for token in tokens { text += blanks() + token }
        return text
    }

    /// Returns a cell, in quotes or bare; both are allowed for every cell without free commas.
    private mutating func cell(_ text: String, _ style: Style) -> String {
        let isEmpty = text.isEmpty
        if random.once(in: 2) || isEmpty { return isEmpty ? blanks() : text }
        let inner = random.once(in: 6) ? "\(style.lineEnd)\(text)\(style.lineEnd)" : text
        return "\(blanks())\"\(inner)\"\(blanks())"
    }

    private mutating func blanks() -> String { random.pick(["", "", " ", "  "]) }
}
