/// Rows under titles, aligned for people.
struct TextTable {
    /// How one column is set.
    struct Column {
        /// What stands above it.
        let title: String
        /// Whether its cells end below each other, as numbers do.
        let isRight: Bool
        /// The least width, in characters.
        let widthMin: Int
        /// The blanks before it; none stand before the first column.
        let gap: Int

        /// A column of words.
        static func words(_ title: String, width: Int = 0, gap: Int = 2) -> Column {
            Column(title: title, isRight: false, widthMin: width, gap: gap)
        }

        /// A column of numbers.
        static func numbers(_ title: String, width: Int = 0, gap: Int = 2) -> Column {
            Column(title: title, isRight: true, widthMin: width, gap: gap)
        }
    }

    /// The columns, from left to right.
    let columns: [Column]
    /// The cells, a row at a time; as many as columns.
    var rows: [[String]] = []

    /// Creates a table without rows.
    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row.
    mutating func append(_ cells: [String]) {
        precondition(cells.count == columns.count, "\(cells.count) cells in \(columns.count)")
        rows.append(cells)
    }

    /// Returns how wide the first columns are together, in characters.
    func width(ofFirst count: Int) -> Int {
        let gaps = columns.prefix(count).dropFirst().reduce(0) { $0 + $1.gap }
        return widths.prefix(count).reduce(gaps, +)
    }

    /// The titles and the rows; no line ends with a blank.
    var text: String {
        let widths = widths
        var text = Self.line(columns.map(\.title), columns, widths)
        for row in rows { text += Self.line(row, columns, widths) }
        return text
    }

    private var widths: [Int] {
        columns.indices.map { index in
            let title = max(columns[index].widthMin, columns[index].title.count)
            return rows.reduce(title) { max($0, $1[index].count) }
        }
    }

    private static func line(_ cells: [String], _ columns: [Column], _ widths: [Int]) -> String {
        var line = ""
        // Blanks are owed until a cell asks for them, so that none stand at the end of a line.
        var owed = 0
        for (index, cell) in cells.enumerated() {
            let fill = widths[index] - cell.count
            owed += (index == 0 ? 0 : columns[index].gap) + (columns[index].isRight ? fill : 0)
            if !cell.isEmpty {
                line += String(repeating: " ", count: owed) + cell
                owed = 0
            }
            if !columns[index].isRight { owed += fill }
        }
        return line + "\n"
    }
}

/// Rows for line tools: fields apart by tabs.
enum PlainTable {
    /// Returns a header line and the rows; a tab within a field becomes a blank.
    static func text(_ header: [String], _ rows: [[String]]) -> String {
        ([header] + rows)
            .map { row in
                row.map { $0.replacing("\t", with: " ") }.joined(separator: "\t") + "\n"
            }
            .joined()
    }
}
