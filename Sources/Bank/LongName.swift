/// A name of more than ten characters.
final class LongName: Sendable {
    /// How many words the longest name takes.
    static let wordCount = 6

    /// The characters from the highest bit down, a character may lie across two words; the bits
    /// after the last one are zero.
    let words: InlineArray<6, UInt64>
    /// The number of characters.
    let length: UInt8

    /// Creates the name that stands at the front of a text, up to the first character that is not
    /// in the alphabet.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - start: Where the name begins; nil is returned unless it has 1 to
    ///     ``Identifier/lengthMax`` characters.
    init?(in text: Span<UInt8>, from start: Int) {
        var words = InlineArray<6, UInt64>(repeating: 0)
        var position = start
        while position < text.count {
            let entry = IdentifierAlphabet.code(of: text[position])
            if entry & IdentifierAlphabet.invalid != 0 { break }
            guard position - start < Identifier.lengthMax else { return nil }
            let code = UInt64(entry)
            let (index, shift) = Self.place(of: position - start)
            if shift >= 0 {
                words[index] |= code << UInt64(shift)
            } else {
                words[index] |= code >> UInt64(-shift)
                words[index + 1] = code << UInt64(64 + shift)
            }
            position += 1
        }
        guard position > start else { return nil }
        self.words = words
        length = UInt8(truncatingIfNeeded: position - start)
    }

    /// Where a character lies: its word, and by how many bits it is shifted to the left there; to
    /// the right if below 0, with the rest in the next word.
    private static func place(of character: Int) -> (index: Int, shift: Int) {
        let bit = character * Int(IdentifierAlphabet.bits)
        return (bit / 64, 64 - bit % 64 - Int(IdentifierAlphabet.bits))
    }

    /// Appends the characters as ASCII to memory that has room for them.
    func append(to output: inout OutputSpan<UInt8>) {
        for character in 0..<Int(length) {
            let (index, shift) = Self.place(of: character)
            var code = words[index]
            if shift >= 0 {
                code >>= UInt64(shift)
            } else {
                code = code << UInt64(-shift) | words[index + 1] >> UInt64(64 + shift)
            }
            output.append(IdentifierAlphabet.bytes[Int(code & 63)])
        }
    }

    /// A word that spreads names over a table.
    var tableHash: UInt64 {
        var hasher = DigestHasher()
        mix(into: &hasher)
        return hasher.finished
    }

    /// Mixes the name in: its length, then the words in use.
    func mix(into hasher: inout DigestHasher) {
        hasher.mix(UInt64(length))
        let wordsInUse = (Int(length) * Int(IdentifierAlphabet.bits) + 63) / 64
        for index in 0..<wordsInUse { hasher.mix(words[index]) }
    }
}

extension LongName: Equatable {
    /// Says whether both are the same text.
    static func == (lhs: LongName, rhs: LongName) -> Bool {
        var difference = UInt64(lhs.length ^ rhs.length)
        for index in 0..<wordCount { difference |= lhs.words[index] ^ rhs.words[index] }
        return difference == 0
    }
}
