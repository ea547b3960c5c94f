extension LineEditor {
    /// Carries out a key that moves the cursor, removes text, or walks through the history.
    mutating func edit(_ key: Key) {
        switch key {
        case .left, .control("b"): cursor = max(cursor - 1, 0)
        case .right, .control("f"): cursor = min(cursor + 1, line.count)
        case .home, .control("a"): cursor = 0
        case .end, .control("e"): cursor = line.count
        case .wordLeft: cursor = wordStart(before: cursor)
        case .wordRight: cursor = wordEnd(after: cursor)
        case .backspace: remove(max(cursor - 1, 0)..<cursor)
        case .delete, .control("d"): remove(cursor..<min(cursor + 1, line.count))
        case .control("k"): remove(cursor..<line.count, isCut: true)
        case .control("u"): remove(0..<cursor, isCut: true)
        case .control("w"): remove(blankStart(before: cursor)..<cursor, isCut: true)
        case .control("y"): insert(cut)
        case .up, .control("p"): walk(to: place - 1)
        case .down, .control("n"): walk(to: place + 1)
        case .control("r"): search = Search(before: line)
        default: break
        }
    }

    private mutating func remove(_ range: Range<Int>, isCut: Bool = false) {
        guard !range.isEmpty else { return }
        if isCut { cut = Array(line[range]) }
        line.removeSubrange(range)
        cursor = range.lowerBound
    }

    /// Inserts characters at the cursor, as many as the line still takes.
    mutating func insert(_ characters: some Collection<Character>) {
        let room = RunnerLimits.lineCharactersMax - line.count
        let fitting = characters.prefix(max(room, 0))
        line.insert(contentsOf: fitting, at: cursor)
        cursor += fitting.count
    }

    /// Returns where the word before a place begins: words are of letters and digits.
    private func wordStart(before place: Int) -> Int {
        var start = place
        while start > 0, !Self.isOfWord(line[start - 1]) { start -= 1 }
        while start > 0, Self.isOfWord(line[start - 1]) { start -= 1 }
        return start
    }

    private func wordEnd(after place: Int) -> Int {
        var end = place
        while end < line.count, !Self.isOfWord(line[end]) { end += 1 }
        while end < line.count, Self.isOfWord(line[end]) { end += 1 }
        return end
    }

    /// Returns where the stretch without blanks before a place begins: what Ctrl-W removes.
    private func blankStart(before place: Int) -> Int {
        var start = place
        while start > 0, line[start - 1] == " " { start -= 1 }
        while start > 0, line[start - 1] != " " { start -= 1 }
        return start
    }

    private static func isOfWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber
    }
}

// MARK: - History

extension LineEditor {
    /// Shows another line of the history, or the new one, which comes after them all.
    private mutating func walk(to other: Int) {
        guard (0...history.lines.count).contains(other) else { return }
        if place == history.lines.count { draft = line }
        place = other
        replace(with: other == history.lines.count ? draft : Array(history.lines[other]))
    }

    /// Carries out a key during a search.
    ///
    /// - Returns: Whether the search is over and the key is still to be carried out.
    mutating func continueSearch(_ key: Key) -> Bool {
        guard var search else { return true }
        switch key {
        case .text(let scalar) where search.text.count < RunnerLimits.quotedCharactersMax:
            search.text.unicodeScalars.append(scalar)
            let newest = (search.place ?? history.lines.count - 1) + 1
            search.place = history.place(of: search.text, before: newest)
        case .text: break
        case .backspace:
            search.text = String(search.text.dropLast())
            search.place =
                search.text.isEmpty
                ? nil : history.place(of: search.text, before: history.lines.count)
        case .control("r"):
            if let older = history.place(of: search.text, before: search.place ?? 0) {
                search.place = older
            }
        case .control("g"), .control("c"):
            replace(with: search.before)
            self.search = nil
            return false
        default:
            if let place = search.place {
                replace(with: Array(history.lines[place]))
                self.place = place
            }
            self.search = nil
            return true
        }
        self.search = search
        return false
    }
}

// MARK: - Completion

extension LineEditor {
    /// Puts what all choices have in common in place of the word that was begun.
    ///
    /// A tab that can add nothing rings; the second one lists the choices.
    mutating func complete(isSecond: Bool, into output: inout [UInt8]) {
        let completion = completer.complete(String(line[..<cursor]))
        guard let first = completion.choices.first else { return emit("\u{7}", into: &output) }
        let common = completion.choices.dropFirst().reduce(first) { Self.commonPrefix($0, $1) }
        let isOnly = completion.choices.count == 1
        let begun = Array(completion.begun)
        let ending = isOnly && (cursor == line.count || line[cursor] != " ") ? " " : ""
        if isOnly || common.count > begun.count {
            cursor -= begun.count
            line.removeSubrange(cursor..<(cursor + begun.count))
            insert(common + ending)
            return
        }
        hasAskedTab = true
        guard isSecond else { return emit("\u{7}", into: &output) }
        list(completion.choices, into: &output)
    }

    /// Writes the choices below the line, in columns.
    private mutating func list(_ choices: [String], into output: inout [UInt8]) {
        let width = (choices.map(\.count).max() ?? 0) + 2
        let perLine = max(1, columns / width)
        let shown = choices.prefix(perLine * RunnerLimits.completionLinesMax)
        draw(into: &output, withHint: false)
        for (index, choice) in shown.enumerated() {
            if index.isMultiple(of: perLine) { emit("\r\n", into: &output) }
            let isLast = (index + 1).isMultiple(of: perLine) || index + 1 == shown.count
            let fill = isLast ? 0 : width - choice.count
            emit(choice + String(repeating: " ", count: fill), into: &output)
        }
        if shown.count < choices.count {
            emit("\r\n… \(choices.count - shown.count) more", into: &output)
        }
        emit("\r\n", into: &output)
    }

    private static func commonPrefix(_ first: String, _ second: String) -> String {
        String(zip(first, second).prefix { $0 == $1 }.map(\.0))
    }
}
