public import JSON

/// The value of one flag that is in effect.
public struct ConfigurationEntry: Hashable, Sendable {
    /// The command whose flag it is; nil for a flag of every command.
    public let command: String?
    /// The flag's name.
    public let flag: String
    /// The value, of a switch `true` or `false`; nil if there is none, so that the command decides.
    public let value: String?
    /// Where it was given; nil if it is the default.
    public let origin: FlagOrigin?

    /// Takes the value of a flag from what was given, or else its default.
    ///
    /// - Parameters:
    ///   - flag: The flag.
    ///   - command: The command whose flag it is; nil for a flag of every command.
    ///   - read: What was given.
    public init(_ flag: FlagSpec, of command: String?, in read: FlagReader) {
        self.command = command
        self.flag = flag.name
        let setting = read.setting(flag.name)
        origin = setting?.origin
        value =
            switch setting?.value {
            case .text(let text): text
            case .isOn(let isOn): "\(isOn)"
            case nil: flag.value == nil ? "false" : flag.defaultValue
            }
    }

    /// The key that gives it in a file: `timeout`, or `gateway.listen`.
    public var key: String { command.map { "\($0).\(flag)" } ?? flag }

    /// Where it was given, in words.
    public var originText: String { origin?.description ?? "default" }
}

/// What `config show` tells: the value of each flag that is in effect.
public struct ConfigurationPrint: Hashable, Sendable {
    /// The flags, those of one command together.
    public let entries: [ConfigurationEntry]
    /// Whether it tells also where each value comes from.
    public let showsOrigins: Bool

    /// Creates the answer to `config show`.
    public init(_ entries: [ConfigurationEntry], showsOrigins: Bool) {
        self.entries = entries
        self.showsOrigins = showsOrigins
    }
}

extension ConfigurationPrint: ThreeForms {
    /// A table with the command before the first of its flags.
    public var human: String {
        let origin: [TextTable.Column] = showsOrigins ? [.words("origin")] : []
        var table = TextTable([.words("command"), .words("flag"), .words("value")] + origin)
        var last: String?
        for entry in entries {
            let command = entry.command ?? "(every)"
            table.append(
                [
                    command == last ? "" : command, entry.flag,
                    entry.value.map { ForeignText.harmless($0) } ?? dash,
                ] + (showsOrigins ? [entry.originText] : [])
            )
            last = command
        }
        return table.text
    }

    /// A line `key=value` for each flag, with origins after a tab; no value is nothing at all.
    public var plain: String {
        entries
            .map { entry in
                "\(entry.key)=\(ForeignText.harmless(entry.value ?? ""))"
                    + (showsOrigins ? "\t\(entry.originText)" : "") + "\n"
            }
            .joined()
    }

    /// The same; `command` is null for flags of every command, `value` where there is none.
    public var json: JSONValue {
        let settings = entries.map { entry in
            var members: [JSONValue.Member] = [
                .init("command", entry.command.map { .string($0) } ?? .null),
                .init("flag", .string(entry.flag)),
                .init("value", entry.value.map { .string($0) } ?? .null),
            ]
            if showsOrigins { members.append(.init("origin", .string(entry.originText))) }
            return JSONValue.object(members)
        }
        return .answer("config_show", [.init("settings", .array(settings))])
    }
}
