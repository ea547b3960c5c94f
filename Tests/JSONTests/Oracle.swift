import JSON
import Testing

/// A second JSON parser, slow and written from the grammar, to hold the first one against.
///
/// It works on Unicode scalars, splits the text into tokens first, and answers nil for whatever it
/// does not accept.
struct Oracle {
    enum Token: Equatable {
        case mark(Unicode.Scalar)
        case word(String)
        case string(String)
    }

    private var tokens: ArraySlice<Token>

    /// Returns the value of a text, or nil if it is refused.
    static func value(of bytes: [UInt8]) -> JSONValue? {
        guard let text = String(validating: bytes, as: UTF8.self),
            let tokens = tokens(of: Array(text.unicodeScalars))
        else { return nil }
        var oracle = Oracle(tokens: tokens[...])
        guard let value = oracle.value(depth: 0), oracle.tokens.isEmpty else { return nil }
        return value
    }

    // MARK: - Tokens

    private static func tokens(of text: [Unicode.Scalar]) -> [Token]? {
        var tokens: [Token] = []
        var rest = text[...]
        while let first = rest.first {
            if " \t\r\n".unicodeScalars.contains(first) {
                rest = rest.dropFirst()
            } else if "[]{},:".unicodeScalars.contains(first) {
                tokens.append(.mark(first))
                rest = rest.dropFirst()
            } else if first == "\"" {
                guard let end = closingQuote(of: rest.dropFirst()),
                    let text = unescaped(rest[(rest.startIndex + 1)..<end])
                else { return nil }
                tokens.append(.string(text))
                rest = rest[(end + 1)...]
            } else {
                let word = rest.prefix { !" \t\r\n[]{},:\"".unicodeScalars.contains($0) }
                tokens.append(.word(String(String.UnicodeScalarView(word))))
                rest = rest.dropFirst(word.count)
            }
        }
        return tokens
    }

    private static func closingQuote(of text: ArraySlice<Unicode.Scalar>) -> Int? {
        var isEscaped = false
        return text.indices.first { index in
            if !isEscaped && text[index] == "\"" { return true }
            isEscaped = !isEscaped && text[index] == "\\"
            return false
        }
    }

    private static func unescaped(_ text: ArraySlice<Unicode.Scalar>) -> String? {
        guard text.allSatisfy({ $0.value >= 0x20 }) else { return nil }
        let simple: [Unicode.Scalar: UInt16] = [
            "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
        ]
        // Everything becomes UTF-16 and is validated as such, so surrogates need no rule here.
        var units: [UInt16] = []
        var rest = text
        while let first = rest.popFirst() {
            if first != "\\" {
                units += Array(String(first).utf16)
                continue
            }
            guard let letter = rest.popFirst() else { return nil }
            if letter == "u" {
                let digits = rest.prefix(4)
                guard digits.count == 4, digits.allSatisfy(\.properties.isASCIIHexDigit),
                    let unit = UInt16(String(String.UnicodeScalarView(digits)), radix: 16)
                else { return nil }
                units.append(unit)
                rest = rest.dropFirst(4)
            } else {
                guard let unit = simple[letter] else { return nil }
                units.append(unit)
            }
        }
        return units.contains(0) ? nil : String(validating: units, as: UTF16.self)
    }

    // MARK: - Grammar

    private mutating func value(depth: Int) -> JSONValue? {
        switch tokens.popFirst() {
        case .string(let text): .string(text)
        case .word("null"): .null
        case .word("true"): .bool(true)
        case .word("false"): .bool(false)
        case .word(let word): Self.number(word)
        case .mark("[") where depth < 8: array(depth: depth + 1)
        case .mark("{") where depth < 8: object(depth: depth + 1)
        case .mark, nil: nil
        }
    }

    /// A number is accepted if printing it gives the same text.
    private static func number(_ word: String) -> JSONValue? {
        guard let number = Int64(word), Array(String(number).utf8) == Array(word.utf8) else {
            return nil
        }
        return .integer(number)
    }

    private mutating func array(depth: Int) -> JSONValue? {
        if tokens.first == .mark("]") {
            tokens.removeFirst()
            return .array([])
        }
        var elements: [JSONValue] = []
        while let element = value(depth: depth) {
            elements.append(element)
            switch tokens.popFirst() {
            case .mark(","): continue
            case .mark("]"): return .array(elements)
            default: return nil
            }
        }
        return nil
    }

    private mutating func object(depth: Int) -> JSONValue? {
        if tokens.first == .mark("}") {
            tokens.removeFirst()
            return .object([])
        }
        var members: [JSONValue.Member] = []
        while case .string(let key) = tokens.popFirst(), tokens.popFirst() == .mark(":"),
            let value = value(depth: depth)
        {
            members.append(JSONValue.Member(key, value))
            switch tokens.popFirst() {
            case .mark(","): continue
            case .mark("}"):
                let keys = Set(members.map { Array($0.key.utf16) })
                return keys.count == members.count && keys.count <= 64 ? .object(members) : nil
            default: return nil
            }
        }
        return nil
    }
}

/// Records an issue if parser and oracle differ about a text or about its value.
func expectAgreement(
    on bytes: [UInt8],
    _ note: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let oracle = Oracle.value(of: bytes)?.serialized()
    var verdict = "accepted"
    var parsed: [UInt8]?
    do throws(JSONError) {
        parsed = try JSONValue(parsing: bytes.span).serialized()
    } catch {
        verdict = error.description
        let isInside = (0...bytes.count).contains(error.offset)
        #expect(isInside, "offset \(error.offset) of \(bytes)", sourceLocation: sourceLocation)
    }
    if parsed != oracle {
        let text = String(decoding: bytes, as: UTF8.self)
        Issue.record("\(note) \(text) \(bytes): \(verdict)", sourceLocation: sourceLocation)
    }
}
