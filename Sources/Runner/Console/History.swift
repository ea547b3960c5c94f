/// The lines typed before, oldest first; bounded.
public struct History: Hashable, Sendable {
    /// The lines: none is blank, none equals the one before it, none holds a control character.
    public private(set) var lines: [String] = []

    /// Creates an empty history.
    public init() {}

    /// Creates a history out of a file's text; lines that are not fit for it are left out.
    public init(text: String) {
        for line in text.split(whereSeparator: \.isNewline) { add(String(line)) }
    }

    /// The text of the history's file: one line each.
    public var text: String { lines.map { $0 + "\n" }.joined() }

    /// Adds a line, unless it is blank or equals the last one; the oldest goes when there are more
    /// than ``RunnerLimits/historyLinesMax``.
    public mutating func add(_ line: String) {
        let isFit =
            !line.allSatisfy { $0 == " " }
            && line.count <= RunnerLimits.lineCharactersMax
            && line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard isFit, line != lines.last else { return }
        lines.append(line)
        if lines.count > RunnerLimits.historyLinesMax { lines.removeFirst() }
    }

    /// Looks for a line, from `place` towards the beginning.
    ///
    /// - Parameters:
    ///   - text: What to look for, letter by letter.
    ///   - place: The first place that is too new.
    /// - Returns: The place of the newest line before `place` that holds `text`; nil if none does.
    func place(of text: String, before place: Int) -> Int? {
        lines[..<min(place, lines.count)].lastIndex { $0.contains(text) }
    }
}

/// Where the history is kept between two consoles.
public enum HistoryFile {
    /// The file's permissions: its owner reads and writes it, nobody else.
    public static let mode: UInt16 = 0o600
    /// The permissions of folders that are made for it.
    public static let directoryMode: UInt16 = 0o700

    /// Returns where the history is kept, by the environment.
    ///
    /// `PAXOSBANK_HISTFILE` names the file, and keeps none if it is empty; else it is
    /// `paxosbank/history` in `XDG_STATE_HOME`, or in `~/.local/state` if that is no absolute path.
    ///
    /// - Parameter environment: The process's environment.
    /// - Returns: The path; nil if no history is kept.
    public static func path(environment: [String: String]) -> String? {
        if let path = environment["PAXOSBANK_HISTFILE"] { return path.isEmpty ? nil : path }
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            return "\(state)/paxosbank/history"
        }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return "\(home)/.local/state/paxosbank/history"
    }
}
