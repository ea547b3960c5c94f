import JSON

/// Random values, texts and damage that are the same for the same seed.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014),
/// SplitMix64.
struct DocumentGenerator: RandomNumberGenerator {
    /// What the next number is computed from.
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

    // MARK: - Values

    /// Returns a value nested at most `depth` levels deep.
    mutating func value(depth: Int = 8) -> JSONValue {
        switch pick(depth > 0 ? 8 : 4) {
        case 0: pick(2) == 0 ? .null : .bool(pick(2) == 0)
        case 1, 2: .integer(integer())
        case 3: .string(text())
        case 4, 5: .array((0..<pick(4)).map { _ in value(depth: depth - 1) })
        default: object(depth: depth)
        }
    }

    private mutating func object(depth: Int) -> JSONValue {
        // The number makes the keys of one object distinct.
        .object((0..<pick(4)).map { .init("\($0)\(text())", value(depth: depth - 1)) })
    }

    private mutating func integer() -> Int64 {
        let extremes: [Int64] = [.min, .max, 0, -1, 9, 10, 1 << 53, .min + 1]
        switch pick(3) {
        case 0: return extremes[pick(extremes.count)]
        case 1: return Int64(pick(2_000)) - 1_000
        default: return Int64(truncatingIfNeeded: next()) >> Int64(pick(64))
        }
    }

    private mutating func text() -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\t", "\u{01}", "\u{1F}", "\u{7F}", "é",
            "\u{301}", "€", "\u{2028}", "\u{FEFF}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "😀",
            "\u{10FFFF}", "#", ",", "]", "}",
        ]
        var text = ""
        for _ in 0..<pick(8) { text.unicodeScalars.append(scalars[pick(scalars.count)]) }
        return text
    }

    // MARK: - Texts

    /// Returns a text of `value` that is not canonical: with blanks and needless escapes.
    mutating func looseText(of value: JSONValue) -> String {
        blanks() + looseBody(of: value) + blanks()
    }

    private mutating func looseBody(of value: JSONValue) -> String {
        switch value {
        case .null, .bool, .integer: value.description
        case .string(let text): looseString(text)
        case .array(let elements):
            "[" + elements.map { looseText(of: $0) }.joined(separator: ",")
                + (elements.isEmpty ? blanks() : "") + "]"
        case .object(let members):
            "{"
                + members.map {
                    blanks() + looseString($0.key) + blanks() + ":" + looseText(of: $0.value)
                }
                .joined(separator: ",") + (members.isEmpty ? blanks() : "") + "}"
        }
    }

    private mutating func looseString(_ text: String) -> String {
        var body = ""
        for scalar in text.unicodeScalars {
            let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            if mustEscape || pick(4) == 0 {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: pick(2) == 0)
                    body += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                body.unicodeScalars.append(scalar)
            }
        }
        return "\"\(body)\""
    }

    private mutating func blanks() -> String {
        String((0..<max(0, pick(6) - 3)).map { _ in [" ", "\t", "\n", "\r"][pick(4)] })
    }

    // MARK: - Damage

    /// Pieces whose insertion is likely to matter.
    private static let pieces: [[UInt8]] =
        [
            "[", "]", "{", "}", ",", ":", "\"", "\\", "\\u", "\\u0000", "\\ud83d", "\\ude00", "0",
            "-", "-0", "1e5", ".5", "9223372036854775807", "true", "nul", "[[[[", "\"a\":1,", " ",
            "/**/", "\u{FEFF}", "\u{01}", "é",
        ]
        .map { Array($0.utf8) } + [
            [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xFF], [0x80], [0xF4, 0x90],
        ]

    /// Changes one to three places of a text.
    mutating func damage(_ bytes: inout [UInt8]) {
        for _ in 0...pick(3) {
            let index = pick(bytes.count + 1)
            let end = min(bytes.count, index + 1 + pick(8))
            switch pick(6) {
            case 0 where index < bytes.count: bytes[index] ^= 1 << UInt8(pick(8))
            case 1 where index < bytes.count: bytes[index] = UInt8(truncatingIfNeeded: next())
            case 2: bytes.removeSubrange(index..<end)
            case 3: bytes.insert(contentsOf: Array(bytes[index..<end]), at: pick(bytes.count + 1))
            default: bytes.insert(contentsOf: Self.pieces[pick(Self.pieces.count)], at: index)
            }
        }
    }
}
