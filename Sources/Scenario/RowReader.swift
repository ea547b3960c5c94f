/// A row of the file, cut into cells.
struct Row {
    /// The line on which the row begins, counted from 1.
    var line = 1
    /// Where the row stands, without its last line end.
    var range = 0..<0
    /// The cells, from the first column.
    var cells: [Cell] = []
    /// Whether the row holds a byte that was reported and cannot be read.
    var isDamaged = false
}

/// One cell of a row.
struct Cell {
    /// The content, without its quotes and without blanks at both ends.
    let content: Range<Int>
    /// Whether something is wrong with it that was reported; the content means nothing then.
    let isBroken: Bool

    /// Whether there is nothing to read.
    var isBlank: Bool { content.isEmpty && !isBroken }
}

/// Cuts the text into rows and cells, in one pass.
///
/// Quotes follow RFC 4180. A separator between brackets separates nothing, so that a tuple and a
/// live list hold together without quotes; brackets end with their line, quotes do not.
struct RowReader {
    /// The text.
    private let text: SourceText

    /// Where the next row begins.
    private var position: Int

    /// The line of `position`, counted from 1.
    private var line = 1

    /// What separates cells; nil until the first row with more than one cell has decided it.
    private var separator: UInt8?

    init(_ text: SourceText) {
        self.text = text
        position = text.start
    }

    /// Reads the next row that is neither blank nor a comment.
    ///
    /// - Parameters:
    ///   - row: Is overwritten; it keeps its memory.
    ///   - errors: Receives what is wrong with bytes and quotes.
    /// - Returns: Whether there was one.
    mutating func next(into row: inout Row, errors: inout ErrorCollector) -> Bool {
        while position < text.end {
            row.line = line
            row.cells.removeAll(keepingCapacity: true)
            let start = position
            let isSkipped = skipBlankLineOrComment()
            if !isSkipped { readRow(into: &row, errors: &errors) }
            row.range = start..<position
            row.isDamaged = reportDamage(in: row.range, to: &errors)
            if position < text.end {
                position = text.nextLine(after: position)
                line += 1
            }
            if !isSkipped { return true }
        }
        return false
    }

    /// Goes to the end of the line if it says nothing.
    private mutating func skipBlankLineOrComment() -> Bool {
        var index = position
        while !text.isLineEnd(index), isBlankOrSeparator(text.bytes[index]) { index += 1 }
        if text.isLineEnd(index) {
            position = index
            return true
        }
        let mark = text.trimmed(position..<(index + 1)).lowerBound
        guard text.bytes[mark] == Byte.hash else { return false }
        while !text.isLineEnd(index) { index += 1 }
        position = index
        return true
    }

    /// Returns whether a line of nothing but such bytes says nothing.
    private func isBlankOrSeparator(_ byte: UInt8) -> Bool {
        if byte == Byte.space || byte == Byte.tab { return true }
        return if let separator { byte == separator } else { byte == Byte.comma }
    }

    /// Reads the cells of the row that begins here, up to the end of its last line.
    private mutating func readRow(into row: inout Row, errors: inout ErrorCollector) {
        if separator == nil { separator = separatorOfRow() }
        let separator = separator ?? Byte.comma
        while true {
            skipBlanks(before: separator)
            if position < text.end, text.bytes[position] == Byte.quote {
                row.cells.append(quotedCell(before: separator, errors: &errors))
            } else {
                row.cells.append(bareCell(before: separator, errors: &errors))
            }
            if text.isLineEnd(position) { return }
            position += 1
        }
    }

    /// Returns the first of comma and TAB outside quotes and brackets, or nil if the row that
    /// begins here has neither.
    private func separatorOfRow() -> UInt8? {
        var isInQuotes = false
        var isInBrackets = false
        var index = position
        while index < text.end, isInQuotes || !text.isLineEnd(index) {
            let byte = text.bytes[index]
            if byte == Byte.quote {
                isInQuotes.toggle()
            } else if !isInQuotes {
                isInBrackets = Self.isInBrackets(after: byte, before: isInBrackets)
                if !isInBrackets, byte == Byte.comma || byte == Byte.tab { return byte }
            }
            index += 1
        }
        return nil
    }

    private mutating func skipBlanks(before separator: UInt8) {
        while position < text.end, text.bytes[position] != separator,
            text.bytes[position] == Byte.space || text.bytes[position] == Byte.tab
        {
            position += 1
        }
    }

    /// Reads a cell without quotes, up to the separator or the end of the line.
    private mutating func bareCell(before separator: UInt8, errors: inout ErrorCollector) -> Cell {
        let start = position
        var isInBrackets = false
        var isBroken = false
        while !text.isLineEnd(position) {
            let byte = text.bytes[position]
            isInBrackets = Self.isInBrackets(after: byte, before: isInBrackets)
            if byte == separator, !isInBrackets { break }
            if byte == Byte.carriageReturn, !isBroken {
                isBroken = true
                errors.add(
                    .badLineEnd,
                    at: position,
                    "a carriage return that ends no line",
                    hint: "save the file with line ends LF or CRLF"
                )
            }
            position += 1
        }
        return Cell(content: text.trimmed(start..<position), isBroken: isBroken)
    }

    /// Reads a cell in quotes, and the blanks behind it.
    private mutating func quotedCell(
        before separator: UInt8,
        errors: inout ErrorCollector
    ) -> Cell {
        let opening = position
        let openingLine = line
        guard let closing = findClosingQuote() else {
            errors.add(
                .openQuote,
                at: opening,
                "a quote that is never closed",
                hint: "close it at the end of its cell; a quote within a cell is written twice"
            )
            position = opening
            while !text.isLineEnd(position) { position += 1 }
            line = openingLine
            return Cell(content: opening..<opening, isBroken: true)
        }
        position = closing + 1
        skipBlanks(before: separator)
        let isAtEnd = text.isLineEnd(position) || text.bytes[position] == separator
        if !isAtEnd {
            let lines = line - openingLine
            errors.add(
                .textAfterQuote,
                at: position,
                "text after a closed quote",
                hint: lines == 0
                    ? "put the whole cell between quotes, or none of it"
                    : "the quote was opened on line \(openingLine): is its end missing there?"
            )
            while !text.isLineEnd(position), text.bytes[position] != separator { position += 1 }
        }
        return Cell(content: text.trimmed((opening + 1)..<closing), isBroken: !isAtEnd)
    }

    /// Returns where the quote that opens here is closed; counts the lines on the way.
    private mutating func findClosingQuote() -> Int? {
        var index = position + 1
        while index < text.end {
            let byte = text.bytes[index]
            if byte == Byte.lineFeed { line += 1 }
            if byte == Byte.quote {
                let isDoubled = index + 1 < text.end && text.bytes[index + 1] == Byte.quote
                if !isDoubled { return index }
                index += 1
            }
            index += 1
        }
        return nil
    }

    /// Returns whether what follows `byte` stands between brackets; they do not nest.
    private static func isInBrackets(after byte: UInt8, before: Bool) -> Bool {
        switch byte {
        case Byte.openParenthesis, Byte.openBracket: true
        case Byte.closeParenthesis, Byte.closeBracket: false
        default: before
        }
    }

    /// Reports the first byte of `range` that cannot be text; once a row, for it may have many.
    private func reportDamage(in range: Range<Int>, to errors: inout ErrorCollector) -> Bool {
        guard let (offset, isNull) = text.damage(in: range) else { return false }
        if isNull {
            errors.add(
                .nulByte,
                at: offset,
                "a NUL byte",
                hint: "a scenario is plain text: save it as UTF-8"
            )
        } else {
            let value = String(text.bytes[offset], radix: 16, uppercase: true)
            errors.add(
                .badEncoding,
                at: offset,
                "the byte 0x\(value) is not UTF-8",
                hint: "save the file as UTF-8"
            )
        }
        return true
    }
}
