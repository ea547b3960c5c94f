import Foundation
import JSON

/// A file that gives flags: the global ones at its top, those of a command in an object that is
/// called like the command.
///
/// It is read strictly, and as a whole: also what is wrong in the section of a command that does
/// not run is a problem, so that no misspelled key lies unseen until it is needed.
public struct ConfigurationFile: Hashable, Sendable {
    /// The file, as it was named.
    public let path: String
    /// Everything that is wrong with it, in the order of the text.
    public private(set) var problems: [UserError] = []
    /// What was given for global flags.
    private var globalSettings: [FlagSetting] = []
    /// What was given for commands, by section in the order of the text.
    private var sections: [Section] = []

    /// What was given for the flags of one command.
    private struct Section: Hashable, Sendable {
        /// The command's name.
        let command: String
        /// The flags.
        var settings: [FlagSetting]
    }

    /// The largest file that is read, in bytes.
    public static let bytesMax = 64 << 10

    /// Reads the text of a file.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - path: The file's name, for messages.
    ///   - globalFlags: The flags of every command.
    ///   - commands: All commands that there are.
    public init(
        reading bytes: Span<UInt8>,
        path: String,
        globalFlags: [FlagSpec],
        commands: [CommandSpec]
    ) {
        self.path = path
        do {
            guard case .object(let members) = try JSONValue(parsing: bytes) else {
                problems = [notAnObject]
                return
            }
            let names = FlagNames(globalFlags: globalFlags, commands: commands)
            for member in members { read(member, names) }
        } catch {
            problems = [refusal(error, in: bytes)]
        }
    }

    /// The commands that have a section, in the order of the text.
    public var commands: [String] { sections.map(\.command) }

    /// How many flags it gives.
    public var keyCount: Int {
        globalSettings.count + sections.reduce(0) { $0 + $1.settings.count }
    }

    /// Returns what it gives to a command: the global flags and those of its section.
    ///
    /// - Parameter command: The command's name; nil for the global flags alone.
    /// - Returns: The settings, in the order of the text.
    public func settings(for command: String?) -> [FlagSetting] {
        globalSettings + (sections.first { $0.command == command }?.settings ?? [])
    }
}

// MARK: - Members

extension ConfigurationFile {
    /// Reads a member of the top level.
    private mutating func read(_ member: JSONValue.Member, _ names: FlagNames) {
        if let flag = names.globalFlags.first(where: { $0.name == member.key }) {
            if let setting = setting(flag, member.value, key: member.key) {
                globalSettings.append(setting)
            }
            return
        }
        guard let command = names.commands.first(where: { $0.name == member.key }) else {
            problems.append(unknown(member.key, at: member.key, hint: names.hint(member.key)))
            return
        }
        guard case .object(let members) = member.value else {
            problems.append(
                wrongKind(
                    member.key,
                    member.value,
                    expected: "an object of flags",
                    hint: "write \"\(command.name)\": {\"\(names.flags(of: command)[0].name)\": …}"
                )
            )
            return
        }
        var settings: [FlagSetting] = []
        for member in members {
            let key = "\(command.name).\(member.key)"
            if let flag = names.flags(of: command).first(where: { $0.name == member.key }) {
                if let setting = setting(flag, member.value, key: key) { settings.append(setting) }
            } else {
                let hint = names.hint(member.key, in: command)
                problems.append(unknown(member.key, at: key, hint: hint))
            }
        }
        sections.append(Section(command: command.name, settings: settings))
    }

    /// Returns what a member gives; nil if it is of the wrong kind, which is then a problem.
    private mutating func setting(
        _ flag: FlagSpec,
        _ value: JSONValue,
        key: String
    ) -> FlagSetting? {
        let origin = FlagOrigin.file(path: path, key: key)
        switch (value, flag.value) {
        case (.string(let text), _?): return FlagSetting(flag.name, .text(text), origin)
        case (.integer(let number), _?): return FlagSetting(flag.name, .text("\(number)"), origin)
        case (.bool(let isOn), nil): return FlagSetting(flag.name, .isOn(isOn), origin)
        case (_, let name?):
            problems.append(
                wrongKind(
                    key,
                    value,
                    expected: "a string",
                    hint: "write \"\(flag.name)\": \"\(flag.defaultValue ?? name)\""
                )
            )
        case (_, nil):
            problems.append(
                wrongKind(
                    key,
                    value,
                    expected: "true or false",
                    hint: "write \"\(flag.name)\": true"
                )
            )
        }
        return nil
    }
}

/// The flags that a file can give, and what somebody may have meant who wrote another key.
private struct FlagNames {
    /// The flags of every command that a file can give.
    let globalFlags: [FlagSpec]
    /// The commands that have flags which a file can give.
    let commands: [CommandSpec]
    /// The flags of every command that it cannot give.
    private let otherFlags: [FlagSpec]

    /// Keeps what can stand in a file.
    init(globalFlags: [FlagSpec], commands: [CommandSpec]) {
        self.globalFlags = globalFlags.filter { $0.reach == .file }
        otherFlags = globalFlags.filter { $0.reach != .file && !$0.isHidden }
        self.commands = commands.filter { spec in spec.flags.contains { $0.reach == .file } }
    }

    /// Returns the flags of a command that can stand in its section.
    func flags(of command: CommandSpec) -> [FlagSpec] {
        command.flags.filter { $0.reach == .file }
    }

    /// Returns what to do about an unknown key at the top level.
    func hint(_ key: String) -> String {
        if otherFlags.contains(where: { $0.name == key }) { return Self.callHint(key) }
        let names = globalFlags.map(\.name) + commands.map(\.name)
        let owners = commands.filter { spec in flags(of: spec).contains { $0.name == key } }
        let otherwise =
            owners.isEmpty
            ? "known are \(names.joined(separator: ", "))"
            : "it is a flag of \(owners.map(\.name).joined(separator: ", ")): write it there, as"
                + " {\"\(owners[0].name)\": {\"\(key)\": …}}"
        guard owners.isEmpty else { return otherwise }
        return NearestWord.hint(key, among: names, otherwise: otherwise)
    }

    /// Returns what to do about an unknown key in a command's section.
    func hint(_ key: String, in command: CommandSpec) -> String {
        if globalFlags.contains(where: { $0.name == key }) {
            return "it is a flag of every command: write it at the top, outside of all objects"
        }
        if command.flags.contains(where: { $0.name == key && !$0.isHidden }) {
            return Self.callHint(key)
        }
        let names = flags(of: command).map(\.name)
        let otherwise = "known are \(names.joined(separator: ", "))"
        return NearestWord.hint(key, among: names, otherwise: otherwise)
    }

    /// What to do about a flag that a file cannot give.
    private static func callHint(_ flag: String) -> String {
        "give it with the call, as --\(flag)"
    }
}

// MARK: - Errors

extension ConfigurationFile {
    private func unknown(_ key: String, at place: String, hint: String) -> UserError {
        error(
            "there is no key \(ForeignText.quoted(place)) in \(ForeignText.harmless(path))",
            code: "unknown_key",
            why: place == key
                ? "a key is a flag of every command, or a command with flags of its own"
                : "\(place.dropLast(key.count + 1)) has no such flag that a file can give",
            hint: hint
        )
    }

    private func wrongKind(
        _ key: String,
        _ value: JSONValue,
        expected: String,
        hint: String
    ) -> UserError {
        error(
            "\(key) in \(ForeignText.harmless(path)) is of the wrong kind",
            code: "bad_value",
            why: "\(expected) is expected, not \(value.kind)",
            hint: hint
        )
    }

    private var notAnObject: UserError {
        error(
            "\(ForeignText.harmless(path)) is no configuration",
            code: "bad_config_file",
            why: "the text is no object",
            hint: "write {\"cluster\": \"cluster.json\", \"gateway\": {\"listen\": …}}"
        )
    }

    private func refusal(_ error: JSONError, in bytes: Span<UInt8>) -> UserError {
        let (line, column) = Self.place(of: error.offset, in: bytes)
        return self.error(
            "\(ForeignText.harmless(path)):\(line):\(column): this is no strict JSON",
            code: "bad_config_file",
            why: "\(error)",
            hint: "correct it there: a key stands once, strings have quotation marks, numbers are"
                + " whole"
        )
    }

    /// Returns the line and the column of a byte, from 1.
    private static func place(of offset: Int, in bytes: Span<UInt8>) -> (line: Int, column: Int) {
        var (line, column) = (1, 1)
        for index in 0..<min(offset, bytes.count) {
            if bytes[index] == UInt8(ascii: "\n") {
                (line, column) = (line + 1, 1)
            } else if bytes[index] & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }

    private func error(_ what: String, code: String, why: String, hint: String) -> UserError {
        UserError(what, code: code, why: why, hint: hint, kind: .configuration)
    }
}

// MARK: - Files

extension ConfigurationFile {
    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - place: What names it, for messages: `--config`, or a variable.
    ///   - globalFlags: The flags of every command.
    ///   - commands: All commands that there are.
    /// - Throws: ``UserError`` of kind `configuration` if the file cannot be read; what is wrong
    ///   with its text is in ``problems``.
    public init(
        at path: String,
        namedBy place: String,
        globalFlags: [FlagSpec],
        commands: [CommandSpec]
    ) throws(UserError) {
        let data: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            data = try file.read(upToCount: Self.bytesMax + 1) ?? Data()
        } catch {
            throw UserError(
                "\(ForeignText.harmless(path)) cannot be read",
                code: "no_file",
                why: "\(place) names it, and there is no such file, or it is not readable",
                hint: "name a file of configuration that exists, or none",
                kind: .configuration
            )
        }
        guard data.count <= Self.bytesMax else {
            throw UserError(
                "\(ForeignText.harmless(path)) is too large for a configuration",
                code: "bad_config_file",
                why: "it has more than \(Self.bytesMax) bytes",
                hint: "name a file that holds flags and nothing else",
                kind: .configuration
            )
        }
        let bytes = [UInt8](data)
        self.init(
            reading: bytes.span,
            path: path,
            globalFlags: globalFlags,
            commands: commands
        )
    }
}
