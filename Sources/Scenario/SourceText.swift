/// The bytes of a scenario file, with what the parts of the parser ask of them.
///
/// Places are byte offsets until an error is shown: only then are lines and characters counted.
struct SourceText {
    /// The whole file.
    let bytes: [UInt8]

    /// Where the text begins: behind a byte order mark, if there is one.
    let start: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        start = bytes.starts(with: Byte.byteOrderMark) ? Byte.byteOrderMark.count : 0
    }

    /// Where the text ends.
    var end: Int { bytes.count }

    /// Returns `range` without the blanks at both ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, Byte.isBlank(bytes[lower]) { lower += 1 }
        while lower < upper, Byte.isBlank(bytes[upper - 1]) { upper -= 1 }
        return lower..<upper
    }

    /// Returns the first place of `byte` in `range`, or nil.
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == byte { return index }
            index += 1
        }
        return nil
    }

    /// Returns whether `range` holds exactly `word`, in any case.
    ///
    /// - Parameters:
    ///   - range: Where to look.
    ///   - word: Small letters.
    /// - Returns: Whether they are equal.
    func holds(_ range: Range<Int>, _ word: String) -> Bool {
        range.count == word.utf8.count
            && zip(range, word.utf8).allSatisfy { Byte.lowercased(bytes[$0]) == $1 }
    }

    /// Returns whether a line ends at `index`: at LF, CRLF, or the end of the text.
    func isLineEnd(_ index: Int) -> Bool {
        if index == end || bytes[index] == Byte.lineFeed { return true }
        guard bytes[index] == Byte.carriageReturn else { return false }
        return index + 1 == end || bytes[index + 1] == Byte.lineFeed
    }

    /// Returns where the line after the one that holds `index` begins.
    func nextLine(after index: Int) -> Int {
        firstIndex(of: Byte.lineFeed, in: index..<end).map { $0 + 1 } ?? end
    }

    /// Returns the text in `range`, which is known to be UTF-8; elsewhere it would be repaired.
    func string(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// Returns the text in `range` between quotes, cut if it is long, safe for a terminal.
    func quoted(_ range: Range<Int>) -> String {
        let limit = ScenarioLimits.quotedCharactersMax
        // A character has at most four bytes, so this prefix is enough and costs no more.
        let scalars = printable(range.prefix(4 * (limit + 1))).unicodeScalars
        let isCut = scalars.count > limit
        return "\"\(String(String.UnicodeScalarView(scalars.prefix(limit))))\(isCut ? "…" : "")\""
    }

    /// Returns the text in `range` with a mark for every control character but TAB, and for
    /// every byte that is not UTF-8.
    func printable(_ range: Range<Int>) -> String {
        let scalars = string(range).unicodeScalars
            .map { scalar -> Unicode.Scalar in
                let isControl = scalar.properties.generalCategory == .control && scalar != "\t"
                return isControl ? "\u{FFFD}" : scalar
            }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Returns the first place in `range` that is not UTF-8 or holds NUL, or nil if all is well.
    func damage(in range: Range<Int>) -> (offset: Int, isNull: Bool)? {
        let null = firstIndex(of: Byte.null, in: range)
        let span = bytes.span.extracting(range)
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: span)
        } catch {
            let offset = range.lowerBound + error.byteOffsets.lowerBound
            return if let null, null < offset {
                (offset: null, isNull: true)
            } else {
                (offset: offset, isNull: false)
            }
        }
        return null.map { (offset: $0, isNull: true) }
    }
}

// MARK: - Counting characters

extension SourceText {
    /// Returns whether a character begins at `index`: in UTF-8 all its other bytes are 10xxxxxx.
    private func isCharacterStart(_ index: Int) -> Bool {
        bytes[index] & 0b1100_0000 != 0b1000_0000
    }

    /// Returns the number of characters that begin in `range`.
    func characters(in range: Range<Int>) -> Int {
        var count = 0
        for index in range where isCharacterStart(index) { count += 1 }
        return count
    }

    /// Returns how far the line goes on from `start`, looking at no more than `limit` characters.
    ///
    /// A character has at most four bytes, so bytes that are no text do not stretch the limit.
    func lineCharacters(from start: Int, atMost limit: Int) -> (characters: Int, end: Int) {
        var count = 0
        var index = start
        while !isLineEnd(index), index - start < 4 * limit {
            if isCharacterStart(index) {
                if count == limit { break }
                count += 1
            }
            index += 1
        }
        return (characters: count, end: index)
    }

    /// Returns where the character stands that is `count` characters before `index`.
    func index(_ count: Int, charactersBefore index: Int, notBefore start: Int) -> Int {
        var left = count
        let lowest = max(start, index - 4 * count)
        var index = index
        while left > 0, index > lowest {
            index -= 1
            if isCharacterStart(index) { left -= 1 }
        }
        return index
    }
}
