extension ScenarioError {
    /// The column, from 1, at which the code of an error begins if the message leaves room.
    private static let codeColumn = 72

    /// Returns the error as it is shown to people: place and message, row, caret, hint.
    ///
    /// - Parameter file: The name of the file, as the user gave it.
    /// - Returns: Four lines, each with its end.
    public func rendered(file: String) -> String {
        let head = "error: \(file):\(line):\(column): \(message)"
        let gap = max(Self.codeColumn - 1 - head.unicodeScalars.count, 1)
        // A TAB of the row is repeated above the caret, so that both are moved alike.
        let indent = row.unicodeScalars.prefix(caret).map { $0 == "\t" ? "\t" : " " }.joined()
        return """
            \(head)\(String(repeating: " ", count: gap))[\(code.rawValue)]
              row:  \(row)
                    \(indent)^
              hint: \(hint)

            """
    }
}

extension ScenarioErrors {
    /// Returns all kept errors as they are shown to people, and how many there are besides.
    ///
    /// - Parameter file: The name of the file, as the user gave it.
    /// - Returns: Whole lines.
    public func rendered(file: String) -> String {
        let shown = kept.map { $0.rendered(file: file) }.joined()
        let rest = count - kept.count
        guard rest > 0 else { return shown }
        return shown + "\(file): \(rest) more error\(rest == 1 ? "" : "s") not shown\n"
    }
}
