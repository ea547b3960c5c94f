import Paxos

/// What happened in a run: a row for each event, a column for each node.
///
/// Ticks are left out, and turns in which a node only took and sent heartbeats and came no further.
public struct EventTable: Sendable {
    /// How many rows there are.
    public private(set) var count = 0
    /// How many columns of nodes there are.
    private let nodeCount: Int
    /// Whether rows are kept; if not, they are only counted.
    let keepsRows: Bool
    /// The rows in the order of time, if they are kept.
    private var rows: [Row] = []

    /// One event.
    struct Row: Sendable {
        /// When, in microseconds.
        let time: UInt64
        /// Whose column it stands in; nil for a row across all.
        let node: NodeID?
        /// What happened, line by line.
        var texts: [String] = []
    }

    /// How wide the column of times is, with the gap behind it.
    private static let timeWidth = 10
    /// How wide a column is, with the gap behind it: five and the times make 160.
    private static let columnWidth = 30

    /// Creates a table without rows.
    init(nodeCount: Int, keepsRows: Bool) {
        self.nodeCount = nodeCount
        self.keepsRows = keepsRows
    }

    /// Adds a row.
    mutating func add(_ row: Row) {
        count += 1
        if keepsRows { rows.append(row) }
    }

    // MARK: Text

    /// The table as lines of text, 160 columns wide for five nodes; above it the nodes.
    public var text: String {
        let numbers = (1...nodeCount).map { Self.padded("n\($0)", to: Self.columnWidth) }
        let head = Self.padded("       ms", to: Self.timeWidth) + numbers.joined()
        return ([head] + rows.flatMap { lines(of: $0) })
            .map { Self.trimmed($0) + "\n" }
            .joined()
    }

    private func lines(of row: Row) -> [String] {
        var time = Self.time(row.time)
        guard let node = row.node else {
            return wrap(row.texts.joined(separator: "; "), to: nodeCount * Self.columnWidth - 4)
                .map { line in
                    defer { time = "" }
                    let rule = String(
                        repeating: "-",
                        count: max(0, nodeCount * Self.columnWidth - 5 - line.count)
                    )
                    return Self.padded(time, to: Self.timeWidth) + "-- \(line) \(rule)"
                }
        }
        let indent = Int(node.rawValue - 1) * Self.columnWidth
        return row.texts.flatMap { wrap($0, to: Self.columnWidth - 1) }
            .map { line in
                defer { time = "" }
                return Self.padded(time, to: Self.timeWidth)
                    + String(repeating: " ", count: indent) + line
            }
    }

    /// Breaks a text between words, or within one that is too long; what follows is set in.
    private func wrap(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            var rest = String(word)
            if !line.isEmpty, line.count + 1 + rest.count > width {
                lines.append(line)
                line = "  "
            } else if !line.isEmpty {
                line += " "
            }
            while line.count + rest.count > width {
                let room = max(1, width - line.count)
                lines.append(line + rest.prefix(room))
                rest = String(rest.dropFirst(room))
                line = "  "
            }
            line += rest
        }
        return lines + [line]
    }

    /// Milliseconds with three digits behind the point.
    private static func time(_ microseconds: UInt64) -> String {
        let fraction = "\(microseconds % 1_000)"
        let text =
            "\(microseconds / 1_000)." + String(repeating: "0", count: 3 - fraction.count)
            + fraction
        return String(repeating: " ", count: max(0, timeWidth - 1 - text.count)) + text
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private static func trimmed(_ text: String) -> Substring {
        guard let last = text.lastIndex(where: { $0 != " " }) else { return "" }
        return text[...last]
    }
}
