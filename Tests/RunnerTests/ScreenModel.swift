/// What a terminal shows after the bytes that were written to it: enough of one to test an editor.
///
/// Rows wrap at the last column; the screen scrolls when it is full. Bytes it does not know are
/// noted, and a test fails on them.
struct ScreenModel {
    /// How many columns there are.
    let columns: Int
    /// The rows so far; the second column of a wide character holds an empty text.
    private(set) var rows: [[String]] = [[]]
    /// The row of the cursor, from 0.
    private(set) var row = 0
    /// The column of the cursor, from 0.
    private(set) var column = 0
    /// How often the bell rang.
    private(set) var bellCount = 0
    /// Whether text was written faintly.
    private(set) var hasFaintText = false
    /// Sequences that this terminal does not know.
    private(set) var unknown: [String] = []
    /// The parameters of a sequence that has begun.
    private var sequence: String?

    init(columns: Int) {
        self.columns = columns
    }

    /// The rows as text, without blanks at their ends.
    var text: [String] {
        rows.map { row in
            var cells = row
            while cells.last == " " { cells.removeLast() }
            return cells.joined()
        }
    }

    /// The row of the cursor as text, with `|` where the cursor is.
    var cursorLine: String {
        var cells = rows[row]
        while cells.count < column { cells.append(" ") }
        cells.insert("|", at: column)
        while cells.last == " " { cells.removeLast() }
        return cells.joined()
    }

    /// Writes bytes to the terminal.
    mutating func write(_ bytes: [UInt8]) {
        // A combining mark reaches a terminal as a scalar, so text is taken scalar by scalar.
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars { take(scalar) }
    }

    private mutating func take(_ scalar: Unicode.Scalar) {
        if sequence != nil {
            takeSequence(scalar)
            return
        }
        switch scalar {
        case "\u{1B}": sequence = ""
        case "\r": column = 0
        case "\n":
            row += 1
            if row == rows.count { rows.append([]) }
        case "\u{7}": bellCount += 1
        default: put(scalar)
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        guard scalar.value >= 0x20, scalar.value != 0x7F else {
            unknown.append("control \(scalar.value)")
            return
        }
        if scalar.properties.generalCategory == .nonspacingMark {
            rows[row][column - 1].unicodeScalars.append(scalar)
            return
        }
        let width = (0x4E00...0x9FFF).contains(scalar.value) ? 2 : 1
        if column + width > columns {
            column = 0
            row += 1
            if row == rows.count { rows.append([]) }
        }
        while rows[row].count < column + width { rows[row].append(" ") }
        rows[row][column] = String(scalar)
        if width == 2 { rows[row][column + 1] = "" }
        column += width
    }

    private mutating func takeSequence(_ scalar: Unicode.Scalar) {
        let text = (sequence ?? "") + String(scalar)
        guard text.count > 1, ("@"..."~").contains(scalar) else {
            sequence = text
            return
        }
        sequence = nil
        let number = Int(text.dropFirst().dropLast()) ?? 1
        switch (text.first, scalar) {
        case ("[", "K"): rows[row].removeSubrange(min(column, rows[row].count)...)
        case ("[", "C"): column = min(column + number, columns - 1)
        case ("[", "H"):
            row = 0
            column = 0
        case ("[", "J"): rows = [[]]
        case ("[", "m"): hasFaintText = hasFaintText || number == 2
        default: unknown.append(text)
        }
    }
}
