import Bank

/// Reads the items of a cell: transfers and leader failures.
struct ItemReader {
    /// The text.
    let text: SourceText

    /// The accounts that transfers may name.
    let names: ScenarioNames

    /// What a transfer looks like, for hints.
    private static let transferHint =
        "a transfer is (sender, receiver, whole amount), for example (E, I, 4)"

    /// Reads a cell.
    ///
    /// - Parameters:
    ///   - cell: The content of the cell; not empty.
    ///   - errors: Receives what is wrong with items.
    ///   - found: Is called with each well-formed item and its place, in order.
    func read(
        _ cell: Range<Int>,
        errors: inout ErrorCollector,
        found: (Step.Kind, Int) -> Void
    ) {
        var position = cell.lowerBound
        while true {
            var boundary = itemEnd(from: position, in: cell)
            let extent = text.trimmed(position..<boundary)
            let isLast = boundary == cell.upperBound || text.bytes[boundary] == Byte.semicolon
            if let kind = item(extent, isAlone: isLast, errors: &errors) {
                found(kind, extent.lowerBound)
            } else if !extent.isEmpty, text.bytes[extent.lowerBound] != Byte.openParenthesis {
                boundary = endOfWords(from: boundary, in: cell)
            }
            if boundary == cell.upperBound { return }
            position = boundary + 1
        }
    }

    /// Returns the end of the item that begins at `start`: a semicolon, a comma outside
    /// parentheses, or the end of the cell.
    private func itemEnd(from start: Int, in cell: Range<Int>) -> Int {
        var isInside = false
        var index = start
        while index < cell.upperBound {
            switch text.bytes[index] {
            case Byte.openParenthesis: isInside = true
            case Byte.closeParenthesis: isInside = false
            case Byte.semicolon: return index
            case Byte.comma where !isInside: return index
            default: break
            }
            index += 1
        }
        return index
    }

    /// Returns where, after a word that is no item, the next one begins for sure.
    ///
    /// A transfer without its first parenthesis falls into three such words; it is one mistake.
    private func endOfWords(from boundary: Int, in cell: Range<Int>) -> Int {
        var end = boundary
        while end < cell.upperBound, text.bytes[end] == Byte.comma {
            let next = itemEnd(from: end + 1, in: cell)
            let extent = text.trimmed((end + 1)..<next)
            let isPlainWord =
                text.firstIndex(of: Byte.openParenthesis, in: extent) == nil
                && !text.holds(extent, "lf")
            guard isPlainWord, !extent.isEmpty else { return end }
            end = next
        }
        return end
    }

    /// Returns what an item says, or nil after an error.
    private func item(
        _ extent: Range<Int>,
        isAlone: Bool,
        errors: inout ErrorCollector
    ) -> Step.Kind? {
        if extent.isEmpty {
            errors.add(
                .badItem,
                at: min(extent.lowerBound, text.end),
                "an item is missing",
                hint: "items are separated by one comma or semicolon, with none at the end"
            )
            return nil
        }
        if text.bytes[extent.lowerBound] == Byte.openParenthesis {
            return tuple(extent, errors: &errors)
        }
        if text.holds(extent, "lf") { return .leaderFailure }
        if isReservedVerb(extent, isAlone: isAlone) {
            errors.addNotSupported("the verb \(text.quoted(extent))", at: extent.lowerBound)
            return nil
        }
        errors.add(
            .badItem,
            at: extent.lowerBound,
            "\(text.quoted(extent)) is neither a transfer nor LF",
            hint: Self.transferHint
        )
        return nil
    }

    /// Returns whether an item is a verb that a later version will have.
    ///
    /// They are `F(…)`, `R(…)`, `P(…)`, `W(…)`, `K(…)`, `S(…)`, and `H` by itself.
    private func isReservedVerb(_ extent: Range<Int>, isAlone: Bool) -> Bool {
        if text.holds(extent, "h") { return isAlone }
        guard let opening = text.firstIndex(of: Byte.openParenthesis, in: extent),
            text.bytes[extent.upperBound - 1] == Byte.closeParenthesis
        else { return false }
        let word = text.trimmed(extent.lowerBound..<opening)
        return word.count == 1
            && "frpwks".utf8.contains(Byte.lowercased(text.bytes[word.lowerBound]))
    }

    /// Returns what an item that begins with a parenthesis says, or nil after an error.
    private func tuple(_ extent: Range<Int>, errors: inout ErrorCollector) -> Step.Kind? {
        guard let closing = text.firstIndex(of: Byte.closeParenthesis, in: extent) else {
            errors.add(
                .badItem,
                at: extent.lowerBound,
                "a transfer without its closing parenthesis",
                hint: Self.transferHint
            )
            return nil
        }
        guard closing + 1 == extent.upperBound else {
            let rest = text.trimmed((closing + 1)..<extent.upperBound)
            errors.add(
                .badItem,
                at: rest.lowerBound,
                "\(text.quoted(rest)) stands behind a transfer",
                hint: "items are separated by a comma or a semicolon"
            )
            return nil
        }
        let fields = fields(in: (extent.lowerBound + 1)..<closing)
        if fields.count == 3 { return transfer(fields, errors: &errors) }
        if isReserved(fields) {
            errors.addNotSupported("the item \(text.quoted(extent))", at: extent.lowerBound)
        } else {
            errors.add(
                .badItem,
                at: extent.lowerBound,
                "a transfer has 3 fields, not \(fields.count)",
                hint: Self.transferHint
            )
        }
        return nil
    }

    /// Returns the fields between two parentheses, without blanks around them.
    private func fields(in range: Range<Int>) -> [Range<Int>] {
        var fields: [Range<Int>] = []
        fields.reserveCapacity(3)
        var start = range.lowerBound
        while let comma = text.firstIndex(of: Byte.comma, in: start..<range.upperBound) {
            fields.append(text.trimmed(start..<comma))
            start = comma + 1
        }
        fields.append(text.trimmed(start..<range.upperBound))
        return fields
    }

    /// Returns whether a tuple has a form that a later version will have: `(X)`, `(X, word)`, or
    /// `(X, Y, 5, word)`.
    ///
    /// A word is a name that is neither an account nor a number: `(G, B)` lacks its amount.
    private func isReserved(_ fields: [Range<Int>]) -> Bool {
        guard let first = fields.first, isName(first) else { return false }
        switch fields.count {
        case 1: return true
        case 2: return isWord(fields[1])
        case 4: return isName(fields[1]) && isInteger(fields[2]) && isWord(fields[3])
        default: return false
        }
    }

    private func isName(_ field: Range<Int>) -> Bool { ScenarioNames.isName(text.bytes[field]) }

    private func isWord(_ field: Range<Int>) -> Bool {
        isName(field) && !isInteger(field) && !names.hasAccount(named: text.string(field))
    }

    private func isInteger(_ field: Range<Int>) -> Bool {
        let isSigned =
            !field.isEmpty && [Byte.plus, Byte.minus].contains(text.bytes[field.lowerBound])
        let digits = field.dropFirst(isSigned ? 1 : 0)
        return !digits.isEmpty && digits.allSatisfy { Byte.digits.contains(text.bytes[$0]) }
    }

    /// Returns a transfer, or nil after every error in its three fields.
    private func transfer(_ fields: [Range<Int>], errors: inout ErrorCollector) -> Step.Kind? {
        let from = account(fields[0], role: "sender", errors: &errors)
        let to = account(fields[1], role: "receiver", errors: &errors)
        let amount = amount(fields[2], errors: &errors)
        guard let from, let to, let amount else { return nil }
        return .transfer(from: from, to: to, amount: amount)
    }

    /// Returns the name of a known account, or nil after an error.
    private func account(
        _ field: Range<Int>,
        role: String,
        errors: inout ErrorCollector
    ) -> String? {
        guard isName(field) else {
            errors.add(
                .badItem,
                at: field.lowerBound,
                field.isEmpty
                    ? "the \(role) is missing" : "\(text.quoted(field)) is not an account name",
                hint: field.isEmpty
                    ? Self.transferHint : "a name is 1 to 64 characters of A-Z a-z 0-9 _ -"
            )
            return nil
        }
        let name = text.string(field)
        if names.hasAccount(named: name) { return name }
        errors.add(
            .unknownAccount,
            at: field.lowerBound,
            "there is no account \(text.quoted(field))",
            hint: NearestName.hint(for: name, among: names.accounts, kind: "accounts")
        )
        return nil
    }

    /// Returns an amount, or nil after an error.
    private func amount(_ field: Range<Int>, errors: inout ErrorCollector) -> Amount? {
        guard isInteger(field) else {
            errors.add(
                .badItem,
                at: field.lowerBound,
                field.isEmpty
                    ? "the amount is missing"
                    : "the amount \(text.quoted(field)) is not an integer",
                hint: Self.transferHint
            )
            return nil
        }
        if let units = Int64(text.string(field)) { return Amount(minorUnits: units) }
        errors.add(
            .badItem,
            at: field.lowerBound,
            "the amount \(text.quoted(field)) does not fit in 64 bits",
            hint: "an amount is between \(Int64.min) and \(Int64.max)"
        )
        return nil
    }
}

extension ErrorCollector {
    /// Takes note of something that a later version will have.
    mutating func addNotSupported(_ what: @autoclosure () -> String, at offset: Int) {
        add(
            .notSupported,
            at: offset,
            "\(what()) is not supported yet",
            hint: "the word is reserved for a later version; take it out"
        )
    }
}
