/// A name of 1 to 64 characters out of `A`–`Z`, `a`–`z`, `0`–`9`, `_` and `-`, as plain memory.
///
/// Requests travel in arrays, so a name must be copied without counting references: it is packed,
/// 6 bits a character, into six words of which names of up to 10 characters use one.
public struct Identifier: Sendable, BitwiseCopyable {
    /// The greatest number of characters.
    public static let lengthMax = 64

    /// The characters from the highest bit down, a character may lie across two words; the bits
    /// after the last character are zero.
    private let words: InlineArray<6, UInt64>

    /// The number of characters, from 1 to ``lengthMax``.
    ///
    /// It tells `a` from `a-`, whose words are equal because `-` has the number 0.
    private let length: UInt8

    /// Creates a name out of ASCII bytes.
    ///
    /// - Parameter ascii: The characters; nil is returned unless there are 1 to ``lengthMax`` of
    ///   them, all in the alphabet.
    public init?(ascii: Span<UInt8>) {
        guard ascii.count >= 1, ascii.count <= Self.lengthMax else { return nil }
        var words = InlineArray<6, UInt64>(repeating: 0)
        var (word, freeBits, index, seen) = (UInt64(0), UInt64(64), 0, UInt8(0))
        for position in ascii.indices {
            let entry = IdentifierAlphabet.code(of: ascii[position])
            seen |= entry
            let code = UInt64(entry & 63)
            if freeBits >= IdentifierAlphabet.bits {
                freeBits -= IdentifierAlphabet.bits
                word |= code &<< freeBits
            } else {
                let spilledBits = IdentifierAlphabet.bits - freeBits
                words[index] = word | code &>> spilledBits
                index += 1
                freeBits = 64 - spilledBits
                word = code &<< freeBits
            }
        }
        guard seen & IdentifierAlphabet.invalid == 0 else { return nil }
        words[index] = word
        self.words = words
        self.length = UInt8(truncatingIfNeeded: ascii.count)
    }

    /// Creates the name that stands at the front of a text: all characters up to the first one that
    /// is not in the alphabet.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - start: Where the name begins; nil is returned unless it has 1 to ``lengthMax``
    ///     characters.
    ///   - end: Where it ends, on return; unchanged if nil is returned.
    @inline(__always)
    public init?(in text: Span<UInt8>, from start: Int, end: inout Int) {
        var (index, word) = (start, UInt64(0))
        let wordEnd = min(text.count, start &+ Self.charactersInWord)
        while index < wordEnd {
            let code = IdentifierAlphabet.code(of: text[index])
            if code & IdentifierAlphabet.invalid != 0 { break }
            word = word &<< IdentifierAlphabet.bits | UInt64(code)
            index &+= 1
        }
        guard index > start else { return nil }
        if index == wordEnd, index < text.count {
            let next = IdentifierAlphabet.code(of: text[index])
            if next & IdentifierAlphabet.invalid == 0 {
                self.init(long: text, from: start, end: &end)
                return
            }
        }
        let count = index &- start
        var words = InlineArray<6, UInt64>(repeating: 0)
        words[0] = word &<< (64 &- IdentifierAlphabet.bits &* UInt64(count))
        self.init(words: words, length: UInt8(truncatingIfNeeded: count))
        end = index
    }

    /// Creates a name of more than one word that stands at the front of a text.
    private init?(long text: Span<UInt8>, from start: Int, end: inout Int) {
        var index = start
        while index < text.count, index - start <= Self.lengthMax,
            IdentifierAlphabet.code(of: text[index]) & IdentifierAlphabet.invalid == 0
        {
            index += 1
        }
        self.init(ascii: text.extracting(start..<index))
        end = index
    }

    private init(words: InlineArray<6, UInt64>, length: UInt8) {
        self.words = words
        self.length = length
    }

    /// How many characters fit one word.
    private static let charactersInWord = 10

    /// Creates a name out of text.
    ///
    /// - Parameter text: The characters; nil is returned unless there are 1 to ``lengthMax`` of
    ///   them, all in the alphabet. A text of any length is refused in bounded time.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8.prefix(Self.lengthMax + 1))
        self.init(ascii: bytes.span)
    }

    /// Creates a name that stands in the program itself.
    ///
    /// - Parameter text: A valid name; the process stops if it is not one.
    public init(validated text: StaticString) {
        guard let identifier = Self(text.description) else {
            preconditionFailure("not an identifier: \(text)")
        }
        self = identifier
    }
}

// MARK: - Reading

extension Identifier {
    /// The number of characters, from 1 to ``lengthMax``.
    public var count: Int { Int(length) }

    /// Appends the characters as ASCII.
    ///
    /// - Parameter bytes: What to append to; it grows by ``count`` bytes.
    public func append(to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: count) { append(to: &$0) }
    }

    /// Appends the characters as ASCII to memory that has room for them.
    ///
    /// - Parameter output: What to append to; it grows by ``count`` bytes.
    @inline(__always)
    public func append(to output: inout OutputSpan<UInt8>) {
        guard length <= Self.charactersInWord else { return appendLong(to: &output) }
        var word = words[0]
        for _ in 0..<length {
            let code = Int(truncatingIfNeeded: word &>> 58)
            output.append(IdentifierAlphabet.bytes[code])
            word &<<= IdentifierAlphabet.bits
        }
    }

    /// Appends the characters of a name of more than one word.
    private func appendLong(to output: inout OutputSpan<UInt8>) {
        var (word, leftBits, index) = (words[0], UInt64(64), 0)
        for _ in 0..<length {
            var code = word &>> 58
            if leftBits >= IdentifierAlphabet.bits {
                word &<<= IdentifierAlphabet.bits
                leftBits -= IdentifierAlphabet.bits
            } else {
                index += 1
                code |= words[index] &>> (58 + leftBits)
                word = words[index] &<< (IdentifierAlphabet.bits - leftBits)
                leftBits += 64 - IdentifierAlphabet.bits
            }
            output.append(IdentifierAlphabet.bytes[Int(truncatingIfNeeded: code)])
        }
    }

    /// Mixes the name in: its length, then the words in use.
    ///
    /// - Parameter hasher: What to mix into.
    public func mix(into hasher: inout DigestHasher) {
        hasher.mix(UInt64(length))
        for index in 0..<wordsInUse { hasher.mix(words[index]) }
    }

    /// A well-mixed word that is the same for equal names on every machine and in every run.
    public var hashWord: UInt64 {
        var hasher = DigestHasher()
        mix(into: &hasher)
        return hasher.finished
    }

    /// The number of words that hold characters, from 1 to 6.
    private var wordsInUse: Int { (count * 6 + 63) / 64 }
}

extension Identifier: Hashable {
    /// Says whether both are the same text.
    public static func == (lhs: Identifier, rhs: Identifier) -> Bool {
        // The words not in use are zero; most names have one, and differ in it if they differ.
        guard lhs.words[0] == rhs.words[0], lhs.length == rhs.length else { return false }
        if lhs.length <= charactersInWord { return true }
        var difference: UInt64 = 0
        for index in 1..<6 { difference |= lhs.words[index] ^ rhs.words[index] }
        return difference == 0
    }

    /// Feeds one word, ``hashWord``.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(hashWord)
    }
}

extension Identifier: Comparable {
    /// Orders as the texts are ordered by their bytes: a prefix comes first.
    public static func < (lhs: Identifier, rhs: Identifier) -> Bool {
        for index in 0..<6 where lhs.words[index] != rhs.words[index] {
            return lhs.words[index] < rhs.words[index]
        }
        return lhs.length < rhs.length
    }
}

extension Identifier: CustomStringConvertible {
    /// The text.
    public var description: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
