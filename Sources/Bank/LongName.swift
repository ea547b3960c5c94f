/// A name of more than ten characters, ten to a word.
final class LongName: Sendable {
    /// How many words the longest name takes.
    static let wordCount = 7
    /// How many characters a word holds.
    private static let charactersInWord = 10

    /// The characters, packed from the highest bit down, ten to a word; the rest is zero.
    let words: InlineArray<7, UInt64>
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
        var words = InlineArray<7, UInt64>(repeating: 0)
        var index = start
        while index < text.count {
            let code = IdentifierAlphabet.code(of: text[index])
            if code & IdentifierAlphabet.invalid != 0 { break }
            guard index - start < Identifier.lengthMax else { return nil }
            let (word, place) = (index - start)
                .quotientAndRemainder(
                    dividingBy: Self.charactersInWord
                )
            let shift = 64 - IdentifierAlphabet.bits * UInt64(place + 1)
            words[word] |= UInt64(code) << shift
            index += 1
        }
        guard index > start else { return nil }
        self.words = words
        length = UInt8(truncatingIfNeeded: index - start)
    }

    /// Appends the characters as ASCII to memory that has room for them.
    func append(to output: inout OutputSpan<UInt8>) {
        for index in 0..<Int(length) {
            let (word, place) = index.quotientAndRemainder(dividingBy: Self.charactersInWord)
            let code = words[word] >> (64 - IdentifierAlphabet.bits * UInt64(place + 1)) & 63
            output.append(IdentifierAlphabet.bytes[Int(code)])
        }
    }

    /// Mixes the name in: its length, then the words in use.
    func mix(into hasher: inout DigestHasher) {
        hasher.mix(UInt64(length))
        let wordsInUse = (Int(length) + Self.charactersInWord - 1) / Self.charactersInWord
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
