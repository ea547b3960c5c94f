/// The words of a call, told apart: what stands for itself, and flags with their values.
///
/// `--flag=value` and `--flag value` are the same, `--` ends the flags, a flag stands at most once,
/// and a negative number is no flag.
public struct FlagReader: Hashable, Sendable {
    /// The words that are neither flags nor their values, in order.
    public private(set) var words: [String] = []
    /// What was given, the nearest first: on the command line in the order of the call.
    public private(set) var settings: [FlagSetting] = []

    /// Creates what was read elsewhere.
    ///
    /// - Parameters:
    ///   - words: The words that are neither flags nor their values.
    ///   - settings: The flags; each MUST stand once.
    public init(words: [String], settings: [FlagSetting]) {
        self.words = words
        self.settings = settings
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
                settings.append(FlagSetting(flag.name, .isOn(true), .commandLine))
                continue
            }
            guard let value = inline ?? (index < words.endIndex ? words[index] : nil) else {
                throw Self.missing(flag)
            }
            if inline == nil { index += 1 }
            settings.append(FlagSetting(flag.name, .text(value), .commandLine))
        }
    }

    /// Whether the flag was given; a switch that was turned off was not.
    public func has(_ name: String) -> Bool {
        guard let setting = setting(name) else { return false }
        return setting.value != .isOn(false)
    }

    /// Returns the value given for a flag; nil if it was not given, or takes none.
    public func value(_ name: String) -> String? {
        guard case .text(let text) = setting(name)?.value else { return nil }
        return text
    }

    /// Returns what was given for a flag, and where; nil if it was given nowhere.
    public func setting(_ name: String) -> FlagSetting? { settings.first { $0.flag == name } }

    /// Whether a word is a flag, known or not: `-3` is a number, `-` a name.
    public static func looksLikeFlag(_ word: String) -> Bool {
        guard word.first == "-", let second = word.dropFirst().first else { return false }
        return second == "-" || !(second.isASCII && second.isNumber)
    }
}

// MARK: - Farther places

extension FlagReader {
    /// Takes flags that were not given from a place farther away.
    ///
    /// - Parameters:
    ///   - farther: What was given there.
    ///   - alternatives: Flags that say the same in different ways: where one was given nearer, the
    ///     others do not count.
    public mutating func fill(from farther: [FlagSetting], alternatives: [[String]] = []) {
        let nearer = self
        for setting in farther where nearer.setting(setting.flag) == nil {
            let isSilenced = alternatives.contains { group in
                group.contains(setting.flag) && group.contains { nearer.has($0) }
            }
            if !isSilenced { settings.append(setting) }
        }
    }

    /// Returns where a flag was given; one that was not would be on the command line.
    public func origin(_ name: String) -> FlagOrigin { setting(name)?.origin ?? .commandLine }

    /// Returns what messages call a flag: `--timeout`, or the variable or key that stands for it.
    public func place(of name: String) -> String { origin(name).place(of: name) }

    /// Returns an error about a flag's value that says also where the value stands, if that is not
    /// the command line.
    public func placing(_ error: UserError, of name: String) -> UserError {
        let origin = origin(name)
        guard origin != .commandLine else { return error }
        return UserError(
            error.message,
            code: error.code,
            why: "\(error.why); it is what \(origin.place(of: name)) says",
            hint: error.hint,
            kind: origin.errorKind
        )
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
