/// Why a text was refused, and at which byte.
///
/// The sender broke the format: close its connection, or tell the author of the file. Offsets
/// count bytes from the start of the text, from 0.
public enum JSONError: Error, Hashable, Sendable {
    /// Another byte stands where the grammar asks for something.
    case unexpectedByte(UInt8, expected: Expectation, at: Int)
    /// The text ends where the grammar asks for something.
    case unexpectedEnd(expected: Expectation, at: Int)
    /// There is no integer here, or it is written in a form that is not allowed.
    case integerExpected(at: Int)
    /// The number does not fit in 64 bits.
    case numberOutOfRange(at: Int)
    /// The string is not a number of decimal digits without leading zeros.
    case decimalExpected(at: Int)
    /// The bytes of a string are not strict UTF-8.
    case invalidUTF8(at: Int)
    /// A string holds a character below U+0020 as it is, or U+0000 in any form.
    case controlCharacter(at: Int)
    /// A backslash begins nothing that JSON knows, or half a surrogate pair.
    case invalidEscape(at: Int)
    /// A backslash stands in a key or in an identifier, where none is needed.
    case escapeNotAllowed(at: Int)
    /// The object has this key already.
    case duplicateKey(at: Int)
    /// The object may not have this key.
    case unknownKey(at: Int)
    /// The object that ends here lacks a key.
    indirect case missingKey(String, at: Int)
    /// An object or array opens inside as many others as are allowed.
    case tooDeep(at: Int)
    /// The object has as many keys as are allowed, and here is one more.
    case tooManyKeys(at: Int)
    /// Something other than blanks follows the value.
    case trailingBytes(at: Int)

    /// What the grammar allows at a place.
    public enum Expectation: String, CaseIterable, Hashable, Sendable {
        /// Any value.
        case value = "a value"
        /// An object.
        case object = "an object"
        /// An array.
        case array = "an array"
        /// A string.
        case string = "a string"
        /// The word `true` or `false`.
        case boolean = "true or false"
        /// The word `null`.
        case null = "null"
        /// The key of a member.
        case key = "a key"
        /// The colon between a key and its value.
        case colon = "a colon"
        /// The first member or element, or the end of an empty object or array.
        case partOrEnd = "a first part or the end"
        /// What separates or ends members and elements.
        case commaOrEnd = "a comma or the end"
        /// A printable ASCII character of an identifier.
        case plainCharacter = "a plain character"
        /// The end of a string.
        case quote = "a quotation mark"
    }

    /// The index of the byte where reading could not go on.
    public var offset: Int {
        switch self {
        case .unexpectedByte(_, _, let offset), .unexpectedEnd(_, let offset),
            .integerExpected(let offset), .numberOutOfRange(let offset),
            .decimalExpected(let offset), .invalidUTF8(let offset), .controlCharacter(let offset),
            .invalidEscape(let offset), .escapeNotAllowed(let offset), .duplicateKey(let offset),
            .unknownKey(let offset), .missingKey(_, let offset), .tooDeep(let offset),
            .tooManyKeys(let offset), .trailingBytes(let offset):
            offset
        }
    }
}

extension JSONError: CustomStringConvertible {
    /// The reason and the place, in words: `unexpected byte 0x7d, a value expected, at byte 17`.
    public var description: String { "\(reason), at byte \(offset)" }

    private var reason: String {
        switch self {
        case .unexpectedByte(let byte, let expected, _):
            "unexpected byte 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16)), "
                + "\(expected.rawValue) expected"
        case .unexpectedEnd(let expected, _): "unexpected end, \(expected.rawValue) expected"
        case .integerExpected: "no plain integer"
        case .numberOutOfRange: "number beyond 64 bits"
        case .decimalExpected: "no string of decimal digits"
        case .invalidUTF8: "invalid UTF-8"
        case .controlCharacter: "control character in a string"
        case .invalidEscape: "invalid escape"
        case .escapeNotAllowed: "escape where none is allowed"
        case .duplicateKey: "key given twice"
        case .unknownKey: "unknown key"
        case .missingKey(let name, _): "key \"\(name)\" missing"
        case .tooDeep: "nested too deep"
        case .tooManyKeys: "too many keys"
        case .trailingBytes: "bytes after the value"
        }
    }
}
