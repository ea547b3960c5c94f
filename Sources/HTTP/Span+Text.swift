/// Text in borrowed bytes.
extension Span<UInt8> {
    /// Whether the bytes of `range` are `text`, if the case of ASCII letters does not count.
    @inline(__always)
    func matches(_ text: String, in range: Range<Int>) -> Bool {
        let utf8 = text.utf8
        guard utf8.count == range.count else { return false }
        var index = range.lowerBound
        for byte in utf8 {
            guard Byte.lowercase(self[index]) == Byte.lowercase(byte) else { return false }
            index &+= 1
        }
        return true
    }

    /// Returns the bytes of `range` as text; those above ASCII are read as ISO 8859-1.
    ///
    /// That loses nothing and never fails, whatever a header holds (RFC 9110, §5.5).
    func latinText(in range: Range<Int>) -> String {
        let part = extracting(range)
        if let text = part.asciiText { return text }
        var text = ""
        for index in part.indices { text.unicodeScalars.append(Unicode.Scalar(part[index])) }
        return text
    }

    /// The bytes as text, if all of them are ASCII.
    private var asciiText: String? {
        for index in indices where self[index] >= 0x80 { return nil }
        return utf8Text
    }

    /// The bytes as text, if they are well-formed UTF-8.
    var utf8Text: String? {
        guard let utf8 = try? UTF8Span(validating: self) else { return nil }
        return String(copying: utf8)
    }

    /// Returns `range` without the blanks and tabs at both of its ends.
    @inline(__always)
    func trimmingBlanks(in range: Range<Int>) -> Range<Int> {
        var (lower, upper) = (range.lowerBound, range.upperBound)
        while lower < upper, Byte.isBlank(self[lower]) { lower &+= 1 }
        while lower < upper, Byte.isBlank(self[upper &- 1]) { upper &-= 1 }
        return lower..<upper
    }
}

extension Span<UInt8> {
    /// Whether `text`, which is ASCII, stands at `start`, byte by byte.
    @inline(__always)
    func isExactly(_ text: String, at start: Int) -> Bool {
        let utf8 = text.utf8
        guard utf8.count <= count - start else { return false }
        var index = start
        for byte in utf8 {
            guard self[index] == byte else { return false }
            index &+= 1
        }
        return true
    }
}
