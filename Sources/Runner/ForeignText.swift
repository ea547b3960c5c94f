/// Text from outside, made fit to stand in a message or on a terminal.
public enum ForeignText {
    /// Returns `text` in quotation marks, bounded and without anything a terminal would obey.
    ///
    /// - Parameter text: Any text.
    /// - Returns: At most ``RunnerLimits/quotedCharactersMax`` characters of it, then `…` if there
    ///   were more; control characters are shown as `\u{1b}`.
    public static func quoted(_ text: String) -> String {
        let shown = text.prefix(RunnerLimits.quotedCharactersMax)
        let rest = shown.endIndex == text.endIndex ? "" : "…"
        return "\"\(harmless(String(shown)))\(rest)\""
    }

    /// Returns `text` with each control and format character as its number.
    public static func harmless(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Returns `text` in lower case, as far as it is ASCII: names of commands and flags are.
    public static func lowercased(_ text: some StringProtocol) -> String {
        String(
            text.map { character in
                guard let byte = character.asciiValue, (65...90).contains(byte) else {
                    return character
                }
                return Character(Unicode.Scalar(byte + 32))
            }
        )
    }
}
