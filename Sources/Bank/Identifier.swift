/// A name of 1 to 64 characters out of `A`–`Z`, `a`–`z`, `0`–`9`, `_` and `-`, in 16 bytes.
///
/// Requests travel in arrays by the thousand, so a name must be small and cheap to copy: packed at
/// 6 bits a character, up to ten characters and their number are a word. Only longer names are kept
/// apart, and counted by reference.
public struct Identifier: Sendable {
    /// The greatest number of characters.
    public static let lengthMax = 64

    /// How many characters fit one word.
    private static let charactersInWord = 10

    /// The characters from the highest bit down, and how many they are in the low 4 bits; 0 if they
    /// do not fit.
    ///
    /// The number tells `a` from `a-`, which are equal otherwise because `-` has the number 0.
    let word: UInt64
    /// The name, if it does not fit a word.
    ///
    /// Not an enum of two cases, which would be as large: optional ones are taken apart by calls.
    private let long: LongName?

    /// Creates a name that fits a word.
    @inline(__always)
    init(word: UInt64) {
        self.init(word: word, long: nil)
    }

    @inline(__always)
    private init(word: UInt64, long: LongName?) {
        self.word = word
        self.long = long
    }

    /// Creates a name out of ASCII bytes.
    ///
    /// - Parameter ascii: The characters; nil is returned unless there are 1 to ``lengthMax`` of
    ///   them, all in the alphabet.
    @inline(__always)
    public init?(ascii: Span<UInt8>) {
        var end = 0
        self.init(in: ascii, from: 0, end: &end)
        guard end == ascii.count else { return nil }
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
        if index == wordEnd, index < text.count,
            IdentifierAlphabet.code(of: text[index]) & IdentifierAlphabet.invalid == 0
        {
            guard let name = LongName(in: text, from: start) else { return nil }
            self.init(word: 0, long: name)
            end = start + Int(name.length)
            return
        }
        let length = index &- start
        word &<<= 64 &- IdentifierAlphabet.bits &* UInt64(length)
        self.init(word: word | UInt64(length), long: nil)
        end = index
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
    public var count: Int {
        if let long { Int(long.length) } else { Int(truncatingIfNeeded: word & 15) }
    }

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
        if let long { return long.append(to: &output) }
        var rest = word
        for _ in 0..<(word & 15) {
            let code = Int(truncatingIfNeeded: rest &>> 58)
            output.append(IdentifierAlphabet.bytes[code])
            rest &<<= IdentifierAlphabet.bits
        }
    }

    /// Mixes the name in: its length, then the words in use.
    ///
    /// - Parameter hasher: What to mix into.
    @inline(__always)
    public func mix(into hasher: inout DigestHasher) {
        if let long { return long.mix(into: &hasher) }
        hasher.mix(word & 15)
        hasher.mix(word & ~15)
    }

    /// A word that spreads names over a table: two multiplications, for names of one word.
    @inline(__always)
    var tableHash: UInt64 {
        if let long { return long.tableHash }
        // The first product carries every character into the high half, the second one that half
        // into all bits.
        let high = (word &* 0x9E37_79B9_7F4A_7C15) ^ (word &>> 32)
        let product = (high ^ (high &>> 32)) &* 0xD6E8_FEB8_6659_FD93
        return product ^ (product &>> 32)
    }

    /// A well-mixed word that is the same for equal names on every machine and in every run.
    public var hashWord: UInt64 {
        var hasher = DigestHasher()
        mix(into: &hasher)
        return hasher.finished
    }
}

extension Identifier: Hashable {
    /// Says whether both are the same text.
    @inline(__always)
    public static func == (lhs: Identifier, rhs: Identifier) -> Bool {
        guard lhs.word == rhs.word else { return false }
        if lhs.word != 0 { return true }
        return lhs.long == rhs.long
    }

    /// Feeds one word, ``hashWord``.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(hashWord)
    }
}

extension Identifier: Comparable {
    /// Orders as the texts are ordered by their bytes: a prefix comes first.
    public static func < (lhs: Identifier, rhs: Identifier) -> Bool {
        let (left, right) = (lhs.words, rhs.words)
        for index in 0..<LongName.wordCount where left[index] != right[index] {
            return left[index] < right[index]
        }
        return lhs.count < rhs.count
    }

    /// The characters in as many words as the longest name has.
    private var words: InlineArray<6, UInt64> {
        if let long { long.words } else { [word & ~15, 0, 0, 0, 0, 0] }
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
