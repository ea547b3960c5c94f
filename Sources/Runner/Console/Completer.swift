public import Bank
public import Paxos

/// What tab can put in place of a word that was begun.
public struct Completer: Hashable, Sendable {
    /// The nodes there are.
    public var nodes: [NodeID]
    /// The accounts there are.
    public var accounts: [AccountID]
    /// The slots worth looking at, offered as a range; nil if there are none.
    public var slots: ClosedRange<Slot>?

    /// Creates a completer.
    public init(
        nodes: [NodeID] = [],
        accounts: [AccountID] = [],
        slots: ClosedRange<Slot>? = nil
    ) {
        self.nodes = nodes
        self.accounts = accounts
        self.slots = slots
    }

    /// What can stand for the last word of a line.
    public struct Completion: Hashable, Sendable {
        /// The word that was begun, maybe empty.
        public let begun: String
        /// What can take its place, in the order of the tables.
        public let choices: [String]
    }

    /// Looks for what can stand for the last word of a line.
    ///
    /// - Parameter text: The line up to the cursor.
    /// - Returns: That word, maybe empty, and the choices.
    public func complete(_ text: String) -> Completion {
        var words = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        let begun = text.last == " " ? "" : words.popLast() ?? ""
        let choices = candidates(after: words, begun: begun)
            .filter { ForeignText.lowercased($0).hasPrefix(ForeignText.lowercased(begun)) }
        return Completion(begun: begun, choices: choices)
    }

    /// Returns the arguments that may follow, for a faint hint; empty unless a command's name is
    /// all there is.
    public func hint(_ text: String) -> String {
        let words = text.split(separator: " ")
        guard words.count == 1, text.last == " ",
            let spec = CommandTable.command(named: String(words[0])),
            spec.places.contains(.console)
        else { return "" }
        return spec.usageWords.joined(separator: " ")
    }

    private func candidates(after words: [String], begun: String) -> [String] {
        guard let name = words.first else { return CommandTable.consoleNames }
        guard let spec = CommandTable.command(named: name) else { return [] }
        let flags = spec.flags.filter { !$0.isHidden }
        if begun.hasPrefix("-") {
            return flags.map { "--\($0.name)" }.filter { !words.contains($0) }
        }
        if words.count > 1, let flag = flags.first(where: { "--\($0.name)" == words.last }),
            flag.value == "NODE"
        {
            return nodes.map { "\($0)" }
        }
        let place = words.dropFirst().filter { !$0.hasPrefix("--") }.count
        guard place < spec.arguments.count else { return [] }
        return candidates(spec.arguments[place].kind, begun: begun)
    }

    private func candidates(_ kind: ArgumentSpec.Kind, begun: String) -> [String] {
        let nodeNames = nodes.map { "\($0)" }
        let ranges = slots.map { ["\($0.lowerBound.rawValue)..\($0.upperBound.rawValue)"] } ?? []
        switch kind {
        case .node: return nodeNames
        case .nodeOr(let words): return words + nodeNames
        case .account: return accounts.map { "\($0)" }
        case .slots: return ranges
        case .nodeOrSlots: return ranges + nodeNames
        case .word(let words): return words
        case .command: return CommandTable.consoleNames
        case .groups:
            // What stands before the last separator stays; its nodes are taken.
            let head = begun.lastIndex { $0 == "," || $0 == "/" }.map { begun[...$0] } ?? ""
            let taken = head.split { $0 == "," || $0 == "/" }.map(String.init)
            return nodeNames.filter { !taken.contains($0) }.map { head + $0 }
        case .file, .text: return []
        }
    }
}
