/// A name of 1 to 64 characters out of `A`–`Z`, `a`–`z`, `0`–`9`, `_` and `-`, in 16 bytes.
///
/// Requests travel in arrays by the thousand, so a name must be small and cheap to copy: packed at
/// 6 bits a character, one of up to ten characters is a word, and copying it is a copy of memory.
/// Only longer ones are counted by reference.
public struct Identifier: Sendable {
    /// The greatest number of characters.
    public static let lengthMax = 64

    /// How many characters fit one word.
    private static let charactersInWord = 10

    /// The characters, packed from the highest bit down; the bits after the last one are zero.
    private enum Storage: Sendable {
        /// Up to ``charactersInWord`` of them. The length tells `a` from `a-`, whose words are
        /// equal because `-` has the number 0.
        case short(word: UInt64, length: UInt8)
        /// More of them.
        case long(LongName)
    }

    private let storage: Storage

    @inline(__always)
    private init(_ storage: Storage) {
        self.storage = storage
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
            self.init(.long(name))
            end = start + Int(name.length)
            return
        }
        let length = index &- start
        word &<<= 64 &- IdentifierAlphabet.bits &* UInt64(length)
        self.init(.short(word: word, length: UInt8(truncatingIfNeeded: length)))
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
        switch storage {
        case .short(_, let length): Int(length)
        case .long(let name): Int(name.length)
        }
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
        switch storage {
        case .short(var word, let length):
            for _ in 0..<length {
                let code = Int(truncatingIfNeeded: word &>> 58)
                output.append(IdentifierAlphabet.bytes[code])
                word &<<= IdentifierAlphabet.bits
            }
        case .long(let name): name.append(to: &output)
        }
    }

    /// Mixes the name in: its length, then the words in use.
    ///
    /// - Parameter hasher: What to mix into.
    @inline(__always)
    public func mix(into hasher: inout DigestHasher) {
        switch storage {
        case .short(let word, let length):
            hasher.mix(UInt64(length))
            hasher.mix(word)
        case .long(let name): name.mix(into: &hasher)
        }
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
        switch (lhs.storage, rhs.storage) {
        case (.short(let left, let leftLength), .short(let right, let rightLength)):
            left == right && leftLength == rightLength
        case (.long(let left), .long(let right)): left == right
        case (.short, .long), (.long, .short): false
        }
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
    private var words: InlineArray<7, UInt64> {
        switch storage {
        case .short(let word, _): [word, 0, 0, 0, 0, 0, 0]
        case .long(let name): name.words
        }
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
