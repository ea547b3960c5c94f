extension LineEditor {
    /// Appends text to what goes to the terminal.
    func emit(_ text: String, into output: inout [UInt8]) {
        output += Array(text.utf8)
    }

    /// Draws the row anew: prompt, the part of the line around the cursor, hint; then puts the
    /// cursor in its place.
    ///
    /// The last column stays empty, because terminals do different things when it is written.
    mutating func draw(into output: inout [UInt8], withHint: Bool = true) {
        if let search {
            draw(search, into: &output)
            return
        }
        let columns = max(columns, 1)
        // A prompt that leaves less than half of the row is cut; the line is what matters.
        let head = Self.prefix(
            Array(prompt),
            width: max(columns - 1 - Self.lineWidthMin(columns), 0)
        )
        let headWidth = DisplayWidth.of(head)
        let room = max(columns - 1 - headWidth, 0)
        scrollToCursor(room: room)
        let shown = Self.prefix(Array(line[scroll...]), width: room)
        var text = "\r" + String(head) + String(shown) + "\u{1B}[K"
        let free = room - DisplayWidth.of(shown)
        if withHint, showsHints, cursor == line.count, free > 0 {
            let hint = Self.prefix(Array(completer.hint(String(line))), width: free)
            if !hint.isEmpty { text += "\u{1B}[2m\(String(hint))\u{1B}[0m" }
        }
        let column = headWidth + DisplayWidth.of(line[scroll..<cursor])
        text += column > 0 ? "\r\u{1B}[\(column)C" : "\r"
        emit(text, into: &output)
    }

    private func draw(_ search: Search, into output: inout [UInt8]) {
        let found = search.place.map { history.lines[$0] } ?? ""
        let word = search.place == nil && !search.text.isEmpty ? "not found" : "search"
        let text = Array("(\(word) \"\(search.text)\") \(found)")
        let shown = Self.prefix(text, width: max(columns - 1, 0))
        emit("\r" + String(shown) + "\u{1B}[K", into: &output)
    }

    /// Moves the part that is shown so that the cursor is in it, with the character under it.
    private mutating func scrollToCursor(room: Int) {
        scroll = min(scroll, cursor)
        let under = min(cursor + 1, line.count)
        var width = DisplayWidth.of(line[scroll..<under])
        while width > room, scroll < cursor {
            width -= DisplayWidth.of(line[scroll])
            scroll += 1
        }
        guard scroll > 0 else { return }
        // After a removal the row must not stay half empty while text is hidden on the left.
        width += DisplayWidth.of(line[under...])
        while scroll > 0, width + DisplayWidth.of(line[scroll - 1]) <= room {
            scroll -= 1
            width += DisplayWidth.of(line[scroll])
        }
    }

    /// The columns that the line has at least, whatever the prompt is.
    private static func lineWidthMin(_ columns: Int) -> Int { min(16, columns / 2) }

    /// Returns as many characters as fit into `width` columns.
    private static func prefix(_ text: [Character], width: Int) -> [Character] {
        var left = width
        return Array(
            text.prefix { character in
                left -= DisplayWidth.of(character)
                return left >= 0
            }
        )
    }
}
