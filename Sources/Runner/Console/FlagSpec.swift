/// A flag of a command.
public struct FlagSpec: Hashable, Sendable {
    /// The name without its hyphens.
    public let name: String
    /// What its value is called in usage lines; nil if it takes none.
    public let value: String?
    /// What it does, in one line and without a full stop.
    public let summary: String
    /// What holds if it is given nowhere, as one would write it; nil if no single value does.
    public let defaultValue: String?
    /// Whether the command makes no sense without it.
    public let isRequired: Bool
    /// Whether help leaves it out: it is for the program's own processes.
    public let isHidden: Bool
    /// Where it can be given.
    public let reach: Reach

    /// Where a flag can be given; a nearer place goes before a farther one.
    public enum Reach: Int, Hashable, Sendable {
        /// On the command line only.
        case commandLine
        /// Also by its variable of the environment.
        case environment
        /// Also in a file of configuration.
        case file
    }

    /// Creates a flag; a hidden one can be given on the command line only.
    public init(
        _ name: String,
        value: String? = nil,
        summary: String,
        defaultValue: String? = nil,
        isRequired: Bool = false,
        isHidden: Bool = false,
        reach: Reach = .file
    ) {
        self.name = name
        self.value = value
        self.summary = summary
        self.defaultValue = defaultValue
        self.isRequired = isRequired
        self.isHidden = isHidden
        self.reach = isHidden ? .commandLine : reach
    }

    /// The form in usage lines, for example `--local NODE`.
    public var usage: String { value.map { "--\(name) \($0)" } ?? "--\(name)" }

    /// What it does, and what holds without it, in one line.
    public var explanation: String { defaultValue.map { "\(summary): \($0)" } ?? summary }

    /// The variable of the environment that stands for it: `PAXOSBANK_NO_INPUT` for `no-input`.
    public var variable: String {
        Self.variablePrefix + name.uppercased().replacing("-", with: "_")
    }

    /// What the names of all variables of this program begin with.
    public static let variablePrefix = "PAXOSBANK_"
}
