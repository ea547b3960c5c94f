extension JSONReader {
    /// Reads an integer: digits without a leading zero, with a minus sign if it is below zero.
    ///
    /// A fraction, an exponent, `-0` and a number beyond 64 bits are refused.
    ///
    /// - Parameter bytes: The whole text.
    /// - Returns: The number.
    /// - Throws: ``JSONError``; the position is then unchanged.
    public mutating func integer(in bytes: Span<UInt8>) throws(JSONError) -> Int64 {
        let start = skipBlanks(from: position, in: bytes)
        let isNegative = start < bytes.count && bytes[start] == Byte.minus
        let digits = Digits(from: isNegative ? start + 1 : start, in: bytes)
        let isNegativeZero = isNegative && digits.value == 0 && !digits.isTooBig
        guard digits.isWellFormed, !isNegativeZero, !Self.continues(at: digits.end, in: bytes)
        else { throw .integerExpected(at: start) }
        // The lowest number has no positive twin: its magnitude is one more than the highest.
        let magnitudeMax = Int64.max.magnitude + (isNegative ? 1 : 0)
        guard !digits.isTooBig, digits.value <= magnitudeMax else {
            throw .numberOutOfRange(at: start)
        }
        position = digits.end
        let value = Int64(truncatingIfNeeded: digits.value)
        return isNegative ? 0 &- value : value
    }

    /// Reads a string that holds a decimal number and nothing else, as timestamps are written.
    ///
    /// - Parameter bytes: The whole text.
    /// - Returns: The number.
    /// - Throws: ``JSONError``; the position is then unchanged.
    public mutating func decimalString(in bytes: Span<UInt8>) throws(JSONError) -> UInt64 {
        let start = skipBlanks(from: position, in: bytes)
        let first = try passQuote(at: start, expected: .string, in: bytes)
        let digits = Digits(from: first, in: bytes)
        guard digits.end < bytes.count else {
            throw .unexpectedEnd(expected: .quote, at: digits.end)
        }
        guard digits.isWellFormed, bytes[digits.end] == Byte.quote else {
            throw .decimalExpected(at: start)
        }
        guard !digits.isTooBig else { throw .numberOutOfRange(at: start) }
        position = digits.end + 1
        return digits.value
    }

    /// Reads decimal digits if they come next, without skipping blanks: the fast path for canonical
    /// text.
    ///
    /// - Parameter bytes: The whole text.
    /// - Returns: The number; nil, and nothing has changed, if there is none without a leading zero
    ///   that fits 63 bits.
    @inline(__always)
    public mutating func digits(in bytes: Span<UInt8>) -> Int64? {
        let digits = Digits(from: position, in: bytes)
        guard digits.isWellFormed, !digits.isTooBig, let value = Int64(exactly: digits.value)
        else { return nil }
        position = digits.end
        return value
    }

    /// Moves past bytes that the caller has read itself.
    ///
    /// - Parameter index: Where to go on; not before ``position``.
    @inline(__always)
    public mutating func move(to index: Int) {
        precondition(index >= position, "byte \(index) is before \(position)")
        position = index
    }

    /// Reads `true` or `false`.
    ///
    /// - Parameter bytes: The whole text.
    /// - Returns: The value.
    /// - Throws: ``JSONError``; the position is then unchanged.
    public mutating func boolean(in bytes: Span<UInt8>) throws(JSONError) -> Bool {
        let start = skipBlanks(from: position, in: bytes)
        let isFalse = start < bytes.count && bytes[start] == UInt8(ascii: "f")
        try pass(isFalse ? "false" : "true", from: start, expected: .boolean, in: bytes)
        return !isFalse
    }

    /// Reads `null`.
    ///
    /// - Parameter bytes: The whole text.
    /// - Throws: ``JSONError``; the position is then unchanged.
    public mutating func null(in bytes: Span<UInt8>) throws(JSONError) {
        let start = skipBlanks(from: position, in: bytes)
        try pass("null", from: start, expected: .null, in: bytes)
    }

    /// Moves past `word`, which must begin at `start`.
    @inline(__always)
    private mutating func pass(
        _ word: String,
        from start: Int,
        expected: JSONError.Expectation,
        in bytes: Span<UInt8>
    ) throws(JSONError) {
        var index = start
        for byte in word.utf8 {
            guard index < bytes.count, bytes[index] == byte else {
                throw Self.unexpected(at: index, expected: expected, in: bytes)
            }
            index += 1
        }
        position = index
    }

    /// Whether the byte at `index` would turn an integer into another kind of number.
    @inline(__always)
    private static func continues(at index: Int, in bytes: Span<UInt8>) -> Bool {
        guard index < bytes.count else { return false }
        switch bytes[index] {
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): return true
        default: return false
        }
    }

    /// Returns the error for a place where something else was expected.
    static func unexpected(
        at index: Int,
        expected: JSONError.Expectation,
        in bytes: Span<UInt8>
    ) -> JSONError {
        index < bytes.count
            ? .unexpectedByte(bytes[index], expected: expected, at: index)
            : .unexpectedEnd(expected: expected, at: index)
    }
}

/// A run of decimal digits.
private struct Digits {
    /// The number, if it is not too big.
    private(set) var value: UInt64 = 0
    /// The index after the last digit.
    private(set) var end: Int
    /// Whether there is a digit, and no zero before others.
    let isWellFormed: Bool
    /// Whether the number exceeds 64 bits.
    private(set) var isTooBig = false

    /// Reads all digits from index `first` on.
    @inline(__always)
    init(from first: Int, in bytes: Span<UInt8>) {
        end = first
        // Nineteen nines fit in 64 bits, so only a twentieth digit needs a check.
        let uncheckedEnd = min(bytes.count, first + 19)
        while end < uncheckedEnd, let digit = Self.digit(bytes[end]) {
            value = value &* 10 &+ digit
            end += 1
        }
        while end < bytes.count, let digit = Self.digit(bytes[end]) {
            let (scaled, isScaledTooBig) = value.multipliedReportingOverflow(by: 10)
            let (next, isNextTooBig) = scaled.addingReportingOverflow(digit)
            isTooBig = isTooBig || isScaledTooBig || isNextTooBig
            value = next
            end += 1
        }
        let count = end - first
        isWellFormed = count == 1 || count > 1 && bytes[first] != Byte.zero
    }

    @inline(__always)
    private static func digit(_ byte: UInt8) -> UInt64? {
        let digit = byte &- Byte.zero
        return digit < 10 ? UInt64(digit) : nil
    }
}
