import Runner
import Wire

extension GlobalOptions {
    /// Reads the options: each from its flag, or else from its environment variable.
    ///
    /// - Parameters:
    ///   - read: The flags that were given.
    ///   - environment: The process's environment; an empty variable counts as none.
    /// - Throws: ``UserError`` of kind `usage`, which names the flag or the variable.
    init(_ read: FlagReader, environment: [String: String]) throws(UserError) {
        let source = OptionSource(read: read, environment: environment)
        self.init()
        cluster = source.text("cluster")?.value
        output = try source.word("output")
        if let (value, name) = source.text("timeout") {
            timeoutMilliseconds = try Self.duration(value, of: name)
        }
        isQuiet = try source.isOn("quiet")
        color = try source.word("color") ?? color
        noInput = try source.isOn("no-input")
    }

    /// Reads a duration.
    ///
    /// - Parameters:
    ///   - text: Seconds, or a number with its unit.
    ///   - name: The flag or variable that it comes from.
    /// - Returns: Milliseconds.
    /// - Throws: ``UserError`` of kind `usage`.
    static func duration(_ text: String, of name: String) throws(UserError) -> UInt64 {
        if let milliseconds = DurationText.milliseconds(text) { return milliseconds }
        throw UserError(
            "\(name) \(ForeignText.quoted(text)) is no duration",
            code: "bad_value",
            why: "a duration is whole seconds or has a unit, at most one day: 5, 5s, 250ms",
            hint: "write \(name) 5s"
        )
    }
}

/// Where options come from: flags go before the environment, one by one.
private struct OptionSource {
    /// The flags that were given.
    let read: FlagReader
    /// The process's environment.
    let environment: [String: String]

    /// Returns the value of an option and the name it was given by; nil if it was not given.
    func text(_ flag: String) -> (value: String, name: String)? {
        if let value = read.value(flag) { return (value, "--\(flag)") }
        let variable = Self.variable(flag)
        guard let value = environment[variable], !value.isEmpty else { return nil }
        return (value, variable)
    }

    /// Returns the word of a closed list; nil if none was given.
    func word<Word: RawRepresentable<String> & CaseIterable>(
        _ flag: String
    ) throws(UserError) -> Word? {
        guard let (value, name) = text(flag) else { return nil }
        if let word = Word(rawValue: value) { return word }
        let words = Word.allCases.map(\.rawValue)
        throw UserError(
            "\(name) \(ForeignText.quoted(value)) is not known",
            code: "bad_value",
            why: "it is one of \(words.joined(separator: ", "))",
            hint: NearestWord.hint(value, among: words, otherwise: "write \(name)=\(words[0])")
        )
    }

    /// Returns whether a flag without a value is given, or its variable is on.
    func isOn(_ flag: String) throws(UserError) -> Bool {
        if read.has(flag) { return true }
        let variable = Self.variable(flag)
        switch environment[variable] ?? "" {
        case "1", "true", "yes": return true
        case "", "0", "false", "no": return false
        case let value:
            throw UserError(
                "\(variable) \(ForeignText.quoted(value)) is not known",
                code: "bad_value",
                why: "it is on by 1, true or yes, and off by 0, false or no",
                hint: "write \(variable)=1"
            )
        }
    }

    /// Returns the name of an option's variable: `PAXOSBANK_NO_INPUT` for `no-input`.
    private static func variable(_ flag: String) -> String {
        "PAXOSBANK_" + flag.uppercased().replacing("-", with: "_")
    }
}
