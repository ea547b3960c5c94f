/// A place in the value of a header, for the grammars of RFC 9110 that have several parts.
struct TextCursor {
    /// The value.
    private let bytes: [UInt8]
    /// The index of the next byte.
    private var index = 0

    /// Begins at the value's first byte.
    init(_ text: String) {
        bytes = [UInt8](text.utf8)
    }

    /// Whether nothing is left.
    var isAtEnd: Bool { index == bytes.count }

    /// Moves past blanks and tabs.
    mutating func skipBlanks() {
        while index < bytes.count, Byte.isBlank(bytes[index]) { index += 1 }
    }

    /// Moves past `byte`, if it comes next, and says whether it did.
    mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    /// Moves past blanks, and past the commas of items of a list that are empty.
    mutating func skipEmptyItems() {
        repeat { skipBlanks() } while take(Byte.comma)
    }

    /// Takes a token, in small letters; nil if none comes next.
    mutating func takeToken() -> String? {
        let start = index
        while index < bytes.count, Byte.isToken(bytes[index]) { index += 1 }
        guard index > start else { return nil }
        return bytes.span.latinText(in: start..<index).lowercased()
    }

    /// Takes a text in quotes without its quotes and escapes; nil if none comes next, or a bad one.
    ///
    /// - Parameter escapable: The bytes that may stand after a backslash; nil for any.
    /// - Returns: Printable ASCII.
    mutating func takeQuoted(escapable: [UInt8]? = nil) -> String? {
        guard take(Byte.quote) else { return nil }
        var text: [UInt8] = []
        while index < bytes.count {
            var byte = bytes[index]
            index += 1
            if byte == Byte.quote { return text.span.utf8Text }
            if byte == Byte.backslash {
                guard index < bytes.count else { return nil }
                byte = bytes[index]
                index += 1
                guard escapable?.contains(byte) ?? true else { return nil }
            }
            guard Byte.isVisible(byte) || byte == Byte.blank else { return nil }
            text.append(byte)
        }
        return nil
    }
}
