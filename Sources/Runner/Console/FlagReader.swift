/// The words of a call, told apart: what stands for itself, and flags with their values.
///
/// `--flag=value` and `--flag value` are the same, `--` ends the flags, a flag stands at most once,
/// and a negative number is no flag.
public struct FlagReader: Hashable, Sendable {
    /// The words that are neither flags nor their values, in order.
    public private(set) var words: [String] = []
    /// The flags in the order in which they were given.
    private var given: [Given] = []

    /// A flag with the value that was given for it.
    private struct Given: Hashable, Sendable {
        /// The flag's name.
        let name: String
        /// The value; empty for a flag without one.
        let value: String
    }

    /// Reads words.
    ///
    /// - Parameters:
    ///   - words: The words after the command's name.
    ///   - flags: The flags that may be given.
    ///   - help: The line that tells more, for hints, for example `help printlog`.
    /// - Throws: ``UserError`` of kind `usage`.
    public init(_ words: [String], flags: [FlagSpec], help: String) throws(UserError) {
        var index = words.startIndex
        while index < words.endIndex {
            let word = words[index]
            index += 1
            if word == "--" {
                self.words += words[index...]
                return
            }
            guard Self.looksLikeFlag(word) else {
                self.words.append(word)
                continue
            }
            let (flag, inline) = try Self.flag(of: word, among: flags, help: help)
            guard !has(flag.name) else { throw Self.repeated(flag) }
            guard flag.value != nil else {
                if let inline { throw Self.unexpected(inline, for: flag) }
                given.append(Given(name: flag.name, value: ""))
                continue
            }
            guard let value = inline ?? (index < words.endIndex ? words[index] : nil) else {
                throw Self.missing(flag)
            }
            if inline == nil { index += 1 }
            given.append(Given(name: flag.name, value: value))
        }
    }

    /// Whether the flag was given.
    public func has(_ name: String) -> Bool { given.contains { $0.name == name } }

    /// Returns the value given for a flag; nil if it was not given.
    public func value(_ name: String) -> String? { given.first { $0.name == name }?.value }

    /// Whether a word is a flag, known or not: `-3` is a number, `-` a name.
    public static func looksLikeFlag(_ word: String) -> Bool {
        guard word.first == "-", let second = word.dropFirst().first else { return false }
        return second == "-" || !(second.isASCII && second.isNumber)
    }
}

// MARK: - Errors

extension FlagReader {
    private static func flag(
        of word: String,
        among flags: [FlagSpec],
        help: String
    ) throws(UserError) -> (FlagSpec, inline: String?) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        let inline = parts.count == 2 ? String(parts[1]) : nil
        guard let flag = flags.first(where: { "--\($0.name)" == name }) else {
            let known = flags.filter { !$0.isHidden }.map { "--\($0.name)" }
            throw UserError(
                "there is no flag \(ForeignText.quoted(name)) here",
                code: "unknown_flag",
                why: known.isEmpty
                    ? "this command has no flags" : "known are \(known.joined(separator: ", "))",
                hint: NearestWord.hint(name, among: known, otherwise: "see '\(help)'")
            )
        }
        return (flag, inline)
    }

    private static func repeated(_ flag: FlagSpec) -> UserError {
        UserError(
            "--\(flag.name) is given twice",
            code: "repeated_flag",
            why: "a flag stands at most once, so that no value is silently lost",
            hint: "keep one of them"
        )
    }

    private static func unexpected(_ value: String, for flag: FlagSpec) -> UserError {
        UserError(
            "--\(flag.name) takes no value",
            code: "unexpected_value",
            why: "it was given \(ForeignText.quoted(value))",
            hint: "write --\(flag.name) alone"
        )
    }

    private static func missing(_ flag: FlagSpec) -> UserError {
        UserError(
            "--\(flag.name) needs a value",
            code: "missing_value",
            why: "nothing stands after it",
            hint: "write --\(flag.usage.dropFirst(2))"
        )
    }
}
