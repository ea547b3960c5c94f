/// The bytes that mean something to HTTP, and the classes of RFC 9110, §5.6 and RFC 3986, §2.
enum Byte {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let blank = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let hash = UInt8(ascii: "#")
    static let percent = UInt8(ascii: "%")
    static let ampersand = UInt8(ascii: "&")
    static let plus = UInt8(ascii: "+")
    static let comma = UInt8(ascii: ",")
    static let dot = UInt8(ascii: ".")
    static let hyphen = UInt8(ascii: "-")
    static let underscore = UInt8(ascii: "_")
    static let slash = UInt8(ascii: "/")
    static let colon = UInt8(ascii: ":")
    static let semicolon = UInt8(ascii: ";")
    static let equals = UInt8(ascii: "=")
    static let question = UInt8(ascii: "?")
    static let asterisk = UInt8(ascii: "*")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let zero = UInt8(ascii: "0")
    static let nine = UInt8(ascii: "9")
    static let delete: UInt8 = 0x7F

    /// One bit for each token character below 64: `!#$%&'*+-.` and the digits.
    private static let tokensLow: UInt64 = 0x03FF_6CFA_0000_0000
    /// One bit for each token character from 64 through 127: letters and `^_` `` ` `` `|~`.
    private static let tokensHigh: UInt64 = 0x57FF_FFFF_C7FF_FFFE

    /// Whether `byte` may stand in a token: a method, a header name.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        let word = byte < 64 ? tokensLow : tokensHigh
        return byte < 128 && word &>> UInt64(byte & 63) & 1 == 1
    }

    /// Whether `byte` is a control character other than the tab.
    @inline(__always)
    static func isControl(_ byte: UInt8) -> Bool {
        (byte < blank && byte != tab) || byte == delete
    }

    /// Whether `byte` is a printable ASCII character other than the blank.
    @inline(__always)
    static func isVisible(_ byte: UInt8) -> Bool { byte > blank && byte < delete }

    /// Whether `byte` is a blank or a tab.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == blank || byte == tab }

    /// Whether `byte` is one of the ten digits.
    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte >= zero && byte <= nine }

    /// Whether `byte` is an ASCII letter.
    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool {
        let lower = lowercase(byte)
        return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
    }

    /// Returns the small letter for a capital one, and any other byte as it is.
    @inline(__always)
    static func lowercase(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    /// Returns the number that a hexadecimal digit of either case stands for; nil for another byte.
    @inline(__always)
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case zero...nine: byte - zero
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Returns the character for a number from 0 through 15, in lower case.
    static func hexDigit(_ value: Int) -> UInt8 {
        let digit = UInt8(truncatingIfNeeded: value & 15)
        return digit < 10 ? zero + digit : UInt8(ascii: "a") + digit - 10
    }
}
