import Runner
import Wire

extension GlobalOptions {
    /// Reads the options.
    ///
    /// - Parameter read: What was given on the command line, by the environment, and by a file.
    /// - Throws: ``UserError`` of kind `usage` or `configuration`, which names the flag, the
    ///   variable or the key.
    init(_ read: FlagReader) throws(UserError) {
        self.init()
        cluster = read.value("cluster")
        output = try Self.word("output", in: read)
        if let text = read.value("timeout") {
            timeoutMilliseconds = try Self.duration(text, of: "timeout", in: read)
        }
        isQuiet = read.has("quiet")
        color = try Self.word("color", in: read) ?? color
        noInput = read.has("no-input")
    }

    /// Reads a duration.
    ///
    /// - Parameters:
    ///   - text: Seconds, or a number with its unit.
    ///   - flag: The flag that it was given for.
    ///   - read: What was given.
    /// - Returns: Milliseconds.
    /// - Throws: ``UserError`` of kind `usage` or `configuration`.
    static func duration(
        _ text: String,
        of flag: String,
        in read: FlagReader
    ) throws(UserError) -> UInt64 {
        if let milliseconds = DurationText.milliseconds(text) { return milliseconds }
        throw UserError(
            "\(read.place(of: flag)) \(ForeignText.quoted(text)) is no duration",
            code: "bad_value",
            why: "a duration is whole seconds or has a unit, at most one day: 5, 5s, 250ms",
            hint: "write \(read.origin(flag).assignment(of: flag, "5s"))",
            kind: read.origin(flag).errorKind
        )
    }

    /// Reads the word of a closed list; nil if none was given.
    private static func word<Word: RawRepresentable<String> & CaseIterable>(
        _ flag: String,
        in read: FlagReader
    ) throws(UserError) -> Word? {
        guard let text = read.value(flag) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue)
        let example = read.origin(flag).assignment(of: flag, words[0])
        throw UserError(
            "\(read.place(of: flag)) \(ForeignText.quoted(text)) is not known",
            code: "bad_value",
            why: "it is one of \(words.joined(separator: ", "))",
            hint: NearestWord.hint(text, among: words, otherwise: "write \(example)"),
            kind: read.origin(flag).errorKind
        )
    }
}
