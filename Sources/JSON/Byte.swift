/// The bytes that mean something to JSON.
@usableFromInline
enum Byte {
    @usableFromInline static let quote = UInt8(ascii: "\"")
    @usableFromInline static let backslash = UInt8(ascii: "\\")
    static let comma = UInt8(ascii: ",")
    static let colon = UInt8(ascii: ":")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let minus = UInt8(ascii: "-")
    static let zero = UInt8(ascii: "0")
    static let nine = UInt8(ascii: "9")
    @usableFromInline static let blank = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let backspace: UInt8 = 0x08
    static let formFeed: UInt8 = 0x0C
    /// The highest printable ASCII character, `~`.
    @usableFromInline static let lastPrintable: UInt8 = 0x7E

    /// Whether `byte` may stand between two tokens.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == blank || byte == lineFeed || byte == carriageReturn || byte == tab
    }

    /// Whether `byte` is a printable ASCII character that stands for itself inside quotes.
    @inlinable
    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        byte >= blank && byte <= lastPrintable && byte != quote && byte != backslash
    }

    /// Whether `byte` may not stand for itself in a string.
    @inline(__always)
    static func mustBeEscaped(_ byte: UInt8) -> Bool {
        byte < blank || byte == quote || byte == backslash
    }

    /// Returns the character for a number from 0 through 15, in lower case.
    static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? zero + value : UInt8(ascii: "a") + value - 10
    }

    /// Returns the number that a hexadecimal digit of either case stands for; nil for another byte.
    static func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case zero...nine: UInt32(byte - zero)
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
