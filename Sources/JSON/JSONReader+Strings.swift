extension JSONReader {
    /// Reads a string: strict UTF-8, with all escapes of JSON.
    ///
    /// Raw control characters, U+0000 in any form and half a surrogate pair are refused.
    ///
    /// - Parameter bytes: The whole text.
    /// - Returns: The text between the quotation marks, with its escapes replaced.
    /// - Throws: ``JSONError``; the position is then unchanged.
    public mutating func string(in bytes: Span<UInt8>) throws(JSONError) -> String {
        let start = skipBlanks(from: position, in: bytes)
        let first = try passQuote(at: start, expected: .string, in: bytes)
        let (text, end) = try Self.text(from: first, in: bytes)
        position = end
        return text
    }

    /// Reads a string of printable ASCII characters without escapes, as identifiers are.
    ///
    /// - Parameter bytes: The whole text.
    /// - Returns: The indices of the bytes between the quotation marks.
    /// - Throws: ``JSONError``; the position is then unchanged.
    public mutating func plainString(in bytes: Span<UInt8>) throws(JSONError) -> Range<Int> {
        let start = skipBlanks(from: position, in: bytes)
        let first = try passQuote(at: start, expected: .string, in: bytes)
        var index = first
        while index < bytes.count, Byte.isPlain(bytes[index]) { index += 1 }
        guard index < bytes.count else { throw .unexpectedEnd(expected: .quote, at: index) }
        guard bytes[index] == Byte.quote else {
            if bytes[index] == Byte.backslash { throw .escapeNotAllowed(at: index) }
            if bytes[index] < Byte.blank { throw .controlCharacter(at: index) }
            throw .unexpectedByte(bytes[index], expected: .plainCharacter, at: index)
        }
        position = index + 1
        return first..<index
    }

    /// Reads the next key of the innermost object as any string, or the object's end.
    ///
    /// - Parameter bytes: The whole text.
    /// - Returns: The key; nil if the object ended.
    /// - Throws: ``JSONError``.
    mutating func nextKeyText(in bytes: Span<UInt8>) throws(JSONError) -> String? {
        guard let start = try nextPart(before: Byte.closeBrace, in: bytes) else { return nil }
        let first = try passQuote(at: start, expected: .key, in: bytes)
        let (text, end) = try Self.text(from: first, in: bytes)
        try finishKey(from: start, through: end - 1, in: bytes)
        return text
    }

    /// Returns the index after the quotation mark at `index`.
    @inline(__always)
    func passQuote(
        at index: Int,
        expected: JSONError.Expectation,
        in bytes: Span<UInt8>
    ) throws(JSONError) -> Int {
        guard index < bytes.count, bytes[index] == Byte.quote else {
            throw Self.unexpected(at: index, expected: expected, in: bytes)
        }
        return index + 1
    }

    /// Reads a string from the byte after its opening quotation mark on.
    ///
    /// - Parameters:
    ///   - first: The index of that byte.
    ///   - bytes: The whole text.
    /// - Returns: The text, and the index after the closing quotation mark.
    /// - Throws: ``JSONError``.
    private static func text(
        from first: Int,
        in bytes: Span<UInt8>
    ) throws(JSONError) -> (text: String, end: Int) {
        var index = first
        var hasEscapes = false
        while true {
            guard index < bytes.count else {
                throw .unexpectedEnd(expected: .quote, at: bytes.count)
            }
            let byte = bytes[index]
            if byte == Byte.quote { break }
            guard byte >= Byte.blank else { throw .controlCharacter(at: index) }
            if byte == Byte.backslash {
                hasEscapes = true
                // Whatever is escaped does not end the string; `unescape` judges it.
                index += 1
            }
            index += 1
        }
        // An escape is ASCII and stands for a whole character, so the bytes are valid UTF-8 with
        // it exactly if they are valid without it.
        let valid: UTF8Span
        do {
            valid = try UTF8Span(validating: bytes.extracting(first..<index))
        } catch {
            throw .invalidUTF8(at: first + error.byteOffsets.lowerBound)
        }
        guard hasEscapes else { return (String(copying: valid), index + 1) }
        return (try unescape(bytes, in: first..<index), index + 1)
    }

    /// Returns the text of a range of valid UTF-8 with its escapes replaced.
    private static func unescape(
        _ bytes: Span<UInt8>,
        in range: Range<Int>
    ) throws(JSONError) -> String {
        var buffer: [UInt8] = []
        buffer.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == Byte.backslash {
                let (scalar, end) = try escape(at: index, in: bytes)
                buffer.append(contentsOf: scalar.utf8)
                index = end
            } else {
                buffer.append(bytes[index])
                index += 1
            }
        }
        // Nothing is repaired here: the bytes were checked, and scalars encode to valid bytes.
        return String(decoding: buffer, as: UTF8.self)
    }

    /// Reads one escape, or two that make a surrogate pair.
    ///
    /// - Parameters:
    ///   - start: The index of the backslash.
    ///   - bytes: The whole text.
    /// - Returns: The character, and the index after it.
    /// - Throws: ``JSONError``.
    private static func escape(
        at start: Int,
        in bytes: Span<UInt8>
    ) throws(JSONError) -> (scalar: Unicode.Scalar, end: Int) {
        guard start + 1 < bytes.count else { throw .invalidEscape(at: start) }
        let byte = bytes[start + 1]
        if byte != UInt8(ascii: "u") {
            guard let meaning = meaning(ofEscaped: byte) else { throw .invalidEscape(at: start) }
            return (Unicode.Scalar(meaning), start + 2)
        }
        guard let first = codeUnit(at: start, in: bytes) else { throw .invalidEscape(at: start) }
        if first == 0 { throw .controlCharacter(at: start) }
        if let scalar = Unicode.Scalar(first) { return (scalar, start + 6) }
        guard UTF16.isLeadSurrogate(UInt16(first)),
            let second = codeUnit(at: start + 6, in: bytes), (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x1_0000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw .invalidEscape(at: start) }
        return (scalar, start + 12)
    }

    /// Returns the code unit of the `\uXXXX` that begins at `start`; nil if there is none.
    private static func codeUnit(at start: Int, in bytes: Span<UInt8>) -> UInt32? {
        guard start + 6 <= bytes.count, bytes[start] == Byte.backslash,
            bytes[start + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt32 = 0
        for index in start + 2..<start + 6 {
            guard let digit = Byte.hexValue(bytes[index]) else { return nil }
            unit = unit << 4 | digit
        }
        return unit
    }

    /// Returns the character that a one-letter escape stands for; nil if there is none.
    private static func meaning(ofEscaped byte: UInt8) -> UInt8? {
        switch byte {
        case Byte.quote, Byte.backslash, UInt8(ascii: "/"): byte
        case UInt8(ascii: "b"): Byte.backspace
        case UInt8(ascii: "f"): Byte.formFeed
        case UInt8(ascii: "n"): Byte.lineFeed
        case UInt8(ascii: "r"): Byte.carriageReturn
        case UInt8(ascii: "t"): Byte.tab
        default: nil
        }
    }
}
