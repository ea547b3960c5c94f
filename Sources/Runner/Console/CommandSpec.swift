/// What one command is: parsers, help, completion and documents all read it from here.
public struct CommandSpec: Hashable, Sendable {
    /// The name, in lower case; two words for a command within another, as in `cluster init`.
    public let name: String
    /// Other names of the same command, in lower case.
    public let aliases: [String]
    /// What stands after the name, in order.
    public let arguments: [ArgumentSpec]
    /// The flags of this command, without the global ones.
    public let flags: [FlagSpec]
    /// What it does, in one line and without a full stop.
    public let summary: String
    /// A whole line that works.
    public let example: String
    /// Where it can be given.
    public let places: Places

    /// Where a command can be given.
    public struct Places: OptionSet, Hashable, Sendable {
        /// A bit a place.
        public let rawValue: UInt8

        /// Creates a set of places.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// At the console's prompt.
        public static let console = Places(rawValue: 1)
        /// As `paxosbank COMMAND`.
        public static let program = Places(rawValue: 2)
    }

    /// Creates a command.
    public init(
        _ name: String,
        aliases: [String] = [],
        arguments: [ArgumentSpec] = [],
        flags: [FlagSpec] = [],
        summary: String,
        example: String,
        places: Places = [.console, .program]
    ) {
        self.name = name
        self.aliases = aliases
        self.arguments = arguments
        self.flags = flags
        self.summary = summary
        self.example = example
        self.places = places
    }

    /// Returns the command as it is written, for example `printlog NODE [--all] [--heartbeats]`.
    public var usage: String { ([name] + usageWords).joined(separator: " ") }

    /// The arguments and flags as they are written, one a word.
    public var usageWords: [String] {
        let shown = flags.filter { !$0.isHidden }
        return arguments.map(\.usage) + shown.map { $0.isRequired ? $0.usage : "[\($0.usage)]" }
    }

    /// Whether `word` names this command, in any case.
    public func isNamed(_ word: String) -> Bool {
        let word = ForeignText.lowercased(word)
        return word == name || aliases.contains(word)
    }
}

extension CommandSpec {
    /// Refuses too few or too many words; a partition's groups may hold blanks.
    ///
    /// - Parameter words: What follows the name, without flags.
    /// - Throws: ``UserError`` of kind `usage`.
    public func checkCount(_ words: [String]) throws(UserError) {
        let needed = arguments.filter { !$0.isOptional }.count
        if words.count < needed {
            throw UserError(
                "\(name) needs \(arguments[words.count].name)",
                code: "missing_argument",
                why: "it is written \(usage)",
                hint: "for example: \(example)"
            )
        }
        let isOpenEnded = arguments.contains { $0.kind == .groups }
        if !isOpenEnded, words.count > arguments.count {
            throw UserError(
                "\(ForeignText.quoted(words[arguments.count])) is too much",
                code: "too_many_arguments",
                why: "the command is written \(usage)",
                hint: "for example: \(example)"
            )
        }
    }
}

/// What may stand at one place after a command's name.
public struct ArgumentSpec: Hashable, Sendable {
    /// What it is called in usage lines, for example `NODE`.
    public let name: String
    /// What can stand there.
    public let kind: Kind
    /// Whether it may be left out.
    public let isOptional: Bool

    /// What can stand for an argument; completion offers it.
    public enum Kind: Hashable, Sendable {
        /// A node, as `n3` or `3`.
        case node
        /// A node, or one of these words.
        case nodeOr([String])
        /// An account.
        case account
        /// A slot or a range of slots.
        case slots
        /// Nodes or slots: it depends on what follows.
        case nodeOrSlots
        /// Groups of nodes.
        case groups
        /// One of these words.
        case word([String])
        /// The name of a command.
        case command
        /// A file.
        case file
        /// Any other text, such as an amount.
        case text
    }

    /// Creates an argument.
    public init(_ name: String, _ kind: Kind, isOptional: Bool = false) {
        self.name = name
        self.kind = kind
        self.isOptional = isOptional
    }

    /// The form in usage lines: optional ones in brackets.
    public var usage: String { isOptional ? "[\(name)]" : name }
}
