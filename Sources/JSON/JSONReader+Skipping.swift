extension JSONReader {
    /// Moves past a value of any kind without making anything of it: for text that is passed on as
    /// it is, and read by somebody else.
    ///
    /// The grammar is checked as everywhere, with the depth and the keys that ``nextKey(in:)``
    /// takes; only that a key stands once is left to whoever reads the value.
    ///
    /// - Parameter bytes: The whole text.
    /// - Returns: The indices of the value's bytes, without blanks around them.
    /// - Throws: ``JSONError``; the position is then unchanged.
    public mutating func skipValue(in bytes: Span<UInt8>) throws(JSONError) -> Range<Int> {
        var probe = self
        let start = probe.skipBlanks(from: position, in: bytes)
        try probe.passValue(in: bytes)
        self = probe
        return start..<position
    }

    /// Moves past a value; it calls itself once a level, and the depth is bounded.
    private mutating func passValue(in bytes: Span<UInt8>) throws(JSONError) {
        switch try peek(in: bytes) {
        case .object:
            try beginObject(in: bytes)
            while try nextKey(in: bytes) != nil { try passValue(in: bytes) }
        case .array:
            try beginArray(in: bytes)
            while try nextElement(in: bytes) { try passValue(in: bytes) }
        case .string: _ = try string(in: bytes)
        case .integer: _ = try integer(in: bytes)
        case .boolean: _ = try boolean(in: bytes)
        case .null: try null(in: bytes)
        }
    }
}
