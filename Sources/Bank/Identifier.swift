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
        bytes.append(addingCapacity: count) { output in
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
        var difference = UInt64(lhs.length ^ rhs.length)
        for index in 0..<6 { difference |= lhs.words[index] ^ rhs.words[index] }
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
