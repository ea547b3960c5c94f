/// Bytes as text, six bits a character: RFC 4648.
package struct Base64: Sendable {
    /// What stands for each six bits.
    private let digits: [UInt8]
    /// Whether `=` fills the text up to a multiple of four characters.
    private let isPadded: Bool

    /// Text that needs no escape in a URL, without padding: RFC 4648, §5.
    package static let url = Base64(lastDigits: "-_", isPadded: false)
    /// Text as most programs write it: RFC 4648, §4.
    package static let standard = Base64(lastDigits: "+/", isPadded: true)

    private init(lastDigits: String, isPadded: Bool) {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        digits = Array((letters + lastDigits).utf8)
        self.isPadded = isPadded
    }

    /// Returns the text for bytes.
    package func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(digits[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(digits[Int(bits << UInt32(6 - count) & 63)]) }
        while isPadded, !text.count.isMultiple(of: 4) { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns the bytes of a text; nil unless ``encode(_:)`` gives exactly this text for them.
    package func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for character in text.utf8.prefix(while: { $0 != UInt8(ascii: "=") }) {
            guard let digit = digits.firstIndex(of: character) else { return nil }
            bits = bits << 6 | UInt32(digit)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return encode(bytes) == text ? bytes : nil
    }
}
