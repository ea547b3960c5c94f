/// The name of one request in logs and answers.
package enum RequestID: Hashable, Sendable {
    /// The caller chose it.
    case given(String)
    /// The gateway made it: the start of the gateway in seconds, and the request's number.
    case made(start: UInt32, number: UInt64)

    /// Takes over what the caller sent; nil unless it is 1 to 64 of letters, digits, `.`, `_`, `-`.
    package init?(header: String) {
        guard (1...GatewayLimits.requestIDCharactersMax).contains(header.utf8.count),
            header.utf8.allSatisfy(Self.isPlain)
        else { return nil }
        self = .given(header)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Appends the id as ASCII.
    package func append(to bytes: inout [UInt8]) {
        switch self {
        case .given(let text): bytes.append(contentsOf: text.utf8)
        case .made(let start, let number):
            bytes.append(hexadecimal: UInt64(start))
            bytes.append(UInt8(ascii: "-"))
            bytes.append(decimal: number)
        }
    }
}

extension RequestID: CustomStringConvertible {
    /// The id as text.
    package var description: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends a number in decimal digits.
    package mutating func append(decimal number: UInt64) {
        append(addingCapacity: 20) { output in
            var divisor: UInt64 = 1
            var rest = number
            while rest >= 10 {
                rest /= 10
                divisor *= 10
            }
            rest = number
            while divisor > 0 {
                output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
                rest %= divisor
                divisor /= 10
            }
        }
    }

    /// Appends a number in lower-case hexadecimal digits, without zeros before it.
    package mutating func append(hexadecimal number: UInt64) {
        var shift = number == 0 ? 0 : (63 - number.leadingZeroBitCount) / 4 * 4
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: number >> UInt64(shift) & 15)
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            shift -= 4
        }
    }

    /// Appends the characters of a literal.
    mutating func append(literal text: StaticString) {
        append(contentsOf: text.description.utf8)
    }

    /// Appends a text.
    mutating func append(text: String) { append(contentsOf: text.utf8) }
}
