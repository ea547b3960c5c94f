/// Puts rows together to sets.
struct SetAssembly {
    /// A set that is still being read.
    private struct OpenSet {
        /// The number of the set.
        var number: Int
        /// The line on which the set begins.
        let row: Int
        /// The live nodes, ascending; nil if the list could not be read, so that a repeated list
        /// is not compared with it.
        var live: [NodeNumber]?
        /// What was read so far.
        var steps: [Step] = []
    }

    /// The number of columns: set number, items, live nodes.
    private static let columns = 3

    /// The text.
    private let text: SourceText

    /// The names that may be used.
    private let names: ScenarioNames

    /// The set that rows are added to; nil before the first set number.
    private var open: OpenSet?

    /// Whether no row was read yet, so that the next may be a header.
    private var isFirstRow = true

    /// Whether the header had too many columns, so that rows may have them too.
    private var hasReportedColumns = false

    /// The sets that are complete, with rising numbers.
    private(set) var sets: [TestSet] = []

    /// What is wrong so far.
    var errors = ErrorCollector()

    init(text: SourceText, names: ScenarioNames) {
        self.text = text
        self.names = names
    }

    /// Reads all rows.
    mutating func readRows() {
        var reader = RowReader(text)
        var row = Row()
        while reader.next(into: &row, errors: &errors) {
            if row.cells.allSatisfy(\.isBlank) { continue }
            let mayBeHeader = isFirstRow
            isFirstRow = false
            if isHeader(row) {
                if mayBeHeader { readHeader(row) } else { addSecondHeader(row) }
            } else if row.isDamaged {
                openUnknownSet(at: row.line)
            } else {
                readRow(row)
            }
        }
        closeSet()
    }

    private func isHeader(_ row: Row) -> Bool {
        let letters = row.cells[0].content.filter { !Byte.isBlank(text.bytes[$0]) }
        return letters.map { Byte.lowercased(text.bytes[$0]) } == Array("setnumber".utf8)
    }

    /// Refuses columns that are reserved or unknown.
    private mutating func readHeader(_ row: Row) {
        for (index, cell) in row.cells.enumerated() where index > 0 && !cell.isBlank {
            let isReserved =
                text.holds(cell.content, "expect") || text.holds(cell.content, "byzantine")
                || text.holds(cell.content, "attack")
            if isReserved {
                let column = text.quoted(cell.content)
                errors.addNotSupported("the column \(column)", at: cell.content.lowerBound)
                hasReportedColumns = true
            } else if index >= Self.columns {
                addTooManyCells(cell)
                hasReportedColumns = true
            }
        }
    }

    private mutating func readRow(_ row: Row) {
        let number = row.cells[0]
        let items = row.cells.count > 1 ? row.cells[1] : nil
        let live = row.cells.count > 2 ? row.cells[2] : nil
        let isOpening = readSetNumber(number, line: row.line)
        if open == nil {
            addMissingSet(at: row.cells.first { !$0.isBlank }?.content.lowerBound ?? text.start)
            // Rows up to the first set number have the same mistake: once is enough.
            openUnknownSet(at: row.line)
        }
        if let items, !items.isBlank, !items.isBroken { readItems(items, in: row) }
        readLive(live, isOpening: isOpening)
        let extra = row.cells.dropFirst(Self.columns).first { !$0.isBlank }
        if let extra, !hasReportedColumns { addTooManyCells(extra) }
    }

    // MARK: - Set numbers

    /// Reads the first cell, and returns whether it opens a set.
    private mutating func readSetNumber(_ cell: Cell, line: Int) -> Bool {
        if cell.isBlank { return false }
        guard !cell.isBroken, let number = setNumber(cell) else {
            openUnknownSet(at: line)
            return false
        }
        if let current = open?.number, number == current { return false }
        if let current = open?.number, number < current {
            errors.add(
                .setGoesBack,
                at: cell.content.lowerBound,
                "set \(number) stands after set \(current)",
                hint: "set numbers rise through the file"
            )
            openUnknownSet(at: line)
            // Rows that repeat the number belong to this set and are not reported again.
            open?.number = number
            return false
        }
        closeSet()
        open = OpenSet(number: number, row: line, live: names.allNodes)
        return true
    }

    /// Returns the number in a cell, or nil after an error.
    private mutating func setNumber(_ cell: Cell) -> Int? {
        let digits = text.bytes[cell.content]
        let isNumber = digits.allSatisfy { Byte.digits.contains($0) }
        if isNumber, let number = Int(text.string(cell.content)) { return number }
        errors.add(
            .badSetNumber,
            at: cell.content.lowerBound,
            isNumber
                ? "the set number \(text.quoted(cell.content)) is too large"
                : "\(text.quoted(cell.content)) is not a set number",
            hint: "a row begins with a set number or nothing, a header with Set Number"
        )
        return nil
    }

    /// Goes on as if a set had begun, after an error that hides which.
    private mutating func openUnknownSet(at line: Int) {
        if open == nil { open = OpenSet(number: 0, row: line, live: nil) }
        open?.live = nil
    }

    private mutating func closeSet() {
        guard let set = open else { return }
        open = nil
        // After an error the sets are not handed out, and their order may be wrong.
        guard errors.count == 0, let live = set.live else { return }
        sets.append(TestSet(number: set.number, row: set.row, live: live, steps: set.steps))
    }

    // MARK: - Items and live nodes

    private mutating func readItems(_ cell: Cell, in row: Row) {
        guard var set = open else { return }
        open = nil
        var line = row.line
        var counted = row.range.lowerBound
        ItemReader(text: text, names: names)
            .read(cell.content, errors: &errors) { kind, offset in
                while let feed = text.firstIndex(of: Byte.lineFeed, in: counted..<offset) {
                    line += 1
                    counted = feed + 1
                }
                counted = offset
                set.steps.append(Step(row: line, positionInSet: set.steps.count + 1, kind: kind))
            }
        open = set
    }

    /// Reads the third cell: the live nodes of a new set, or those of the open one once more.
    private mutating func readLive(_ cell: Cell?, isOpening: Bool) {
        guard let cell, !cell.isBlank else { return }
        let live =
            cell.isBroken
            ? nil : LiveListReader(text: text, names: names).read(cell.content, errors: &errors)
        guard !isOpening, let known = open?.live, let live else {
            if isOpening { open?.live = live }
            return
        }
        if live == known { return }
        let (number, row) = (open?.number ?? 0, open?.row ?? 0)
        errors.add(
            .liveListDiffers,
            at: cell.content.lowerBound,
            "the live nodes of set \(number) differ from those on line \(row)",
            hint: "the live nodes stand on a set's first row, and may only be repeated"
        )
    }

    // MARK: - Errors

    private mutating func addMissingSet(at offset: Int) {
        errors.add(
            .itemBeforeSet,
            at: offset,
            "a row before the first set number",
            hint: "the first cell of a set's first row holds its number"
        )
    }

    private mutating func addSecondHeader(_ row: Row) {
        errors.add(
            .badSetNumber,
            at: row.cells[0].content.lowerBound,
            "a header within the file",
            hint: "only the first row may be a header; take this one out"
        )
    }

    private mutating func addTooManyCells(_ cell: Cell) {
        errors.add(
            .tooManyCells,
            at: cell.content.lowerBound,
            "a row has \(Self.columns) cells, this is one more",
            hint: "quote a cell that holds commas: 1,\"(G, B, 6)\",\"[n1, n2, n3]\""
        )
    }
}
