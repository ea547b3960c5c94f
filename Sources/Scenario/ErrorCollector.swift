/// Gathers what is wrong with a file: the first errors in full, of the others only the number.
struct ErrorCollector {
    /// An error before its line and column are counted.
    private struct Finding {
        /// Where, in bytes from the start of the file.
        let offset: Int
        /// The kind of mistake.
        let code: ScenarioError.Code
        /// What is wrong.
        let message: String
        /// What to do about it.
        let hint: String
    }

    /// The first findings, in file order; at most `ScenarioLimits.errorsKeptMax`.
    private var kept: [Finding] = []

    /// The number of all findings.
    private(set) var count = 0

    /// Takes note of an error.
    ///
    /// Errors may come in any order. Texts are made only for an error that is kept, so that a file
    /// of nothing but errors stays cheap.
    mutating func add(
        _ code: ScenarioError.Code,
        at offset: Int,
        _ message: @autoclosure () -> String,
        hint: @autoclosure () -> String
    ) {
        count += 1
        let isFull = kept.count == ScenarioLimits.errorsKeptMax
        if isFull, let last = kept.last, offset >= last.offset { return }
        if isFull { kept.removeLast() }
        let place = kept.lastIndex { $0.offset <= offset }.map { $0 + 1 } ?? 0
        kept.insert(
            Finding(offset: offset, code: code, message: message(), hint: hint()),
            at: place
        )
    }

    /// Returns the errors with their lines and columns in `text`, or nil if there is none.
    func errors(in text: SourceText) -> ScenarioErrors? {
        if count == 0 { return nil }
        var line = 1
        var lineStart = text.start
        let errors = kept.map { finding in
            while let feed = text.firstIndex(of: Byte.lineFeed, in: lineStart..<finding.offset) {
                line += 1
                lineStart = feed + 1
            }
            return Self.error(finding, line: line, lineStart: lineStart, in: text)
        }
        return ScenarioErrors(kept: errors, count: count)
    }

    /// Returns the error of a finding, with the piece of its line that is shown.
    private static func error(
        _ finding: Finding,
        line: Int,
        lineStart: Int,
        in text: SourceText
    ) -> ScenarioError {
        let column = text.characters(in: lineStart..<finding.offset) + 1
        let limit = ScenarioLimits.rowCharactersMax
        let after = text.lineCharacters(from: finding.offset, atMost: limit)
        let isWhole = column - 1 + after.characters <= limit
        let leading =
            isWhole ? column - 1 : min(column - 1, max(limit / 2, limit - after.characters))
        let trailing = text.lineCharacters(from: finding.offset, atMost: limit - leading)
        let start = text.index(leading, charactersBefore: finding.offset, notBefore: lineStart)
        let lead = (start > lineStart ? "…" : "") + text.printable(start..<finding.offset)
        let rest = text.printable(finding.offset..<trailing.end)
        return ScenarioError(
            code: finding.code,
            line: line,
            column: column,
            message: finding.message,
            row: lead + rest + (text.isLineEnd(trailing.end) ? "" : "…"),
            caret: lead.unicodeScalars.count,
            hint: finding.hint
        )
    }
}
