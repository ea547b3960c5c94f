extension JSONWriter {
    /// Appends the characters of a literal as they are: brackets, keys, commas.
    ///
    /// - Parameter text: The literal.
    @inline(__always)
    public mutating func append(raw text: StaticString) {
        bytes.append(addingCapacity: text.utf8CodeUnitCount) { $0.append(literal: text) }
    }

    /// Appends the characters of a word of the program as they are.
    ///
    /// - Parameter word: A word that needs no escape, never a text from outside.
    @inline(__always)
    public mutating func append(word: String) {
        append(bytes: word.utf8.span)
    }

    /// Appends bytes that are canonical JSON already, such as a request that was checked.
    ///
    /// - Parameter span: The bytes.
    @inline(__always)
    public mutating func append(bytes span: Span<UInt8>) {
        bytes.append(addingCapacity: span.count) { $0.append(copying: span) }
    }

    /// Appends an integer in decimal digits.
    ///
    /// - Parameter integer: The value.
    @inline(__always)
    public mutating func append(integer: Int64) {
        if integer < 0 { bytes.append(Byte.minus) }
        append(digits: integer.magnitude)
    }

    /// Appends a number in decimal digits between quotation marks.
    ///
    /// - Parameter decimal: The value.
    @inline(__always)
    public mutating func append(decimalString decimal: UInt64) {
        bytes.append(Byte.quote)
        append(digits: decimal)
        bytes.append(Byte.quote)
    }

    /// Appends a string in quotation marks.
    ///
    /// Escaped are quotation mark, backslash and control characters only. U+0000 is written as
    /// its escape, which ``JSONReader`` refuses: no text that this room has read holds it.
    ///
    /// - Parameter string: The text.
    public mutating func append(string: String) {
        bytes.append(Byte.quote)
        let text = string.utf8.span
        var runStart = 0
        for index in text.indices where Byte.mustBeEscaped(text[index]) {
            append(bytes: text.extracting(runStart..<index))
            append(escaped: text[index])
            runStart = index + 1
        }
        append(bytes: text.extracting(runStart...))
        bytes.append(Byte.quote)
    }

    /// Appends the shortest escape of a byte that may not stand for itself.
    private mutating func append(escaped byte: UInt8) {
        bytes.append(Byte.backslash)
        switch byte {
        case Byte.quote, Byte.backslash: bytes.append(byte)
        case Byte.backspace: bytes.append(UInt8(ascii: "b"))
        case Byte.formFeed: bytes.append(UInt8(ascii: "f"))
        case Byte.lineFeed: bytes.append(UInt8(ascii: "n"))
        case Byte.carriageReturn: bytes.append(UInt8(ascii: "r"))
        case Byte.tab: bytes.append(UInt8(ascii: "t"))
        default:
            append(raw: "u00")
            bytes.append(Byte.hexDigit(byte >> 4))
            bytes.append(Byte.hexDigit(byte & 0xF))
        }
    }

    /// Appends the decimal digits of `value`.
    private mutating func append(digits value: UInt64) {
        bytes.append(addingCapacity: 20) { $0.append(digits: value) }
    }
}
