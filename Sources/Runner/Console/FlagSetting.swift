/// A flag as it was given, and where.
public struct FlagSetting: Hashable, Sendable {
    /// The flag's name without its hyphens.
    public let flag: String
    /// What was given.
    public let value: Value
    /// Where.
    public let origin: FlagOrigin

    /// What can be given for a flag.
    public enum Value: Hashable, Sendable {
        /// The value of a flag that takes one.
        case text(String)
        /// Whether a flag without a value counts as given.
        case isOn(Bool)
    }

    /// Creates a setting.
    public init(_ flag: String, _ value: Value, _ origin: FlagOrigin) {
        self.flag = flag
        self.value = value
        self.origin = origin
    }

    /// Reads the variable of a flag.
    ///
    /// - Parameters:
    ///   - flag: The flag.
    ///   - environment: The process's environment.
    /// - Returns: The setting; nil if there is no such variable, if it is empty, and for a flag
    ///   that has none.
    /// - Throws: ``UserError`` of kind `usage` about a switch that is neither on nor off.
    public static func variable(
        of flag: FlagSpec,
        in environment: [String: String]
    ) throws(UserError) -> FlagSetting? {
        let name = flag.variable
        guard flag.reach != .commandLine, let text = environment[name], !text.isEmpty else {
            return nil
        }
        let origin = FlagOrigin.environment(variable: name)
        guard flag.value == nil else { return FlagSetting(flag.name, .text(text), origin) }
        switch text {
        case "1", "true", "yes": return FlagSetting(flag.name, .isOn(true), origin)
        case "0", "false", "no": return FlagSetting(flag.name, .isOn(false), origin)
        default:
            throw UserError(
                "\(name) \(ForeignText.quoted(text)) is not known",
                code: "bad_value",
                why: "it is on by 1, true or yes, and off by 0, false or no",
                hint: "write \(name)=1"
            )
        }
    }
}

/// Where a flag was given.
public enum FlagOrigin: Hashable, Sendable {
    /// Among the words of the call.
    case commandLine
    /// By this variable of the environment.
    case environment(variable: String)
    /// In this file of configuration, under this key: `listen`, or `gateway.listen`.
    case file(path: String, key: String)
}

extension FlagOrigin {
    /// Returns what messages call a flag that was given here: `--timeout`, `PAXOSBANK_TIMEOUT`,
    /// `timeout in paxosbank.json`.
    public func place(of flag: String) -> String {
        switch self {
        case .commandLine: "--\(flag)"
        case .environment(let variable): variable
        case .file(let path, let key): "\(key) in \(ForeignText.harmless(path))"
        }
    }

    /// Returns how to give another value in the same place.
    public func assignment(of flag: String, _ value: String) -> String {
        switch self {
        case .commandLine: "--\(flag) \(value)"
        case .environment(let variable): "\(variable)=\(value)"
        case .file(let path, _): "\"\(flag)\": \"\(value)\" in \(ForeignText.harmless(path))"
        }
    }

    /// The class of errors about what was given here: a call is corrected elsewhere than a file.
    public var errorKind: UserError.Kind {
        if case .file = self { .configuration } else { .usage }
    }
}

extension FlagOrigin: CustomStringConvertible {
    /// The origin as `config show --origin` and `/config` tell it.
    public var description: String {
        switch self {
        case .commandLine: "flag"
        case .environment(let variable): "environment \(variable)"
        case .file(let path, _): "file \(ForeignText.harmless(path))"
        }
    }
}
