/// A line that is typed at a terminal: keys in, edits and what to draw out.
///
/// It is a value and touches no terminal. The caller reads bytes in raw mode, hands them over one
/// by one, writes what comes out, and acts when a line is finished. The line stays on one row: when
/// it is longer than the terminal is wide, the part around the cursor is shown.
public struct LineEditor: Hashable, Sendable {
    /// The lines typed before; the caller loads and saves them.
    public var history: History
    /// What tab offers.
    public var completer: Completer
    /// How many columns the terminal has, from 1 on; set it when the window changes.
    public var columns: Int
    /// Whether a faint hint shows the arguments of a command: not where colour is unwanted.
    public var showsHints: Bool

    /// What stands before the line.
    var prompt = ""
    /// The line so far.
    var line: [Character] = []
    /// The place of the cursor: how many characters are before it.
    var cursor = 0
    /// The first character that is shown, if the line is too long.
    var scroll = 0
    /// What was cut last, for Ctrl-Y.
    var cut: [Character] = []
    /// Where in the history the line comes from; the number of its lines for a new one.
    var place = 0
    /// The new line, kept while older ones are looked at.
    var draft: [Character] = []
    /// The search that is going on; nil if none is.
    var search: Search?
    /// Whether the last key was a tab that changed nothing: the next one lists the choices.
    var hasAskedTab = false
    /// What the bytes so far have begun.
    private var decoder = KeyDecoder()

    /// A search through the history.
    struct Search: Hashable, Sendable {
        /// What is looked for.
        var text = ""
        /// The place of the line found; nil if none was.
        var place: Int?
        /// The line before the search began.
        let before: [Character]
    }

    /// What the user wants.
    public enum Action: Hashable, Sendable {
        /// Carry out this line; the cursor is on the next row.
        case line(String)
        /// Leave: Ctrl-D on an empty line.
        case leave
    }

    /// Creates an editor.
    ///
    /// - Parameters:
    ///   - columns: How many columns the terminal has; less than 1 counts as 1.
    ///   - history: The lines typed before.
    ///   - completer: What tab offers.
    ///   - showsHints: Whether a faint hint shows the arguments of a command.
    public init(
        columns: Int,
        history: History = History(),
        completer: Completer = Completer(),
        showsHints: Bool = false
    ) {
        self.columns = max(columns, 1)
        self.history = history
        self.completer = completer
        self.showsHints = showsHints
    }

    /// Begins a line; call it at first and after every ``Action/line(_:)``.
    ///
    /// - Parameters:
    ///   - prompt: What stands before the line; it must not hold control characters.
    ///   - output: What to write to the terminal is appended.
    public mutating func begin(prompt: String, into output: inout [UInt8]) {
        self.prompt = prompt
        replace(with: [])
        place = history.lines.count
        draft = []
        search = nil
        hasAskedTab = false
        draw(into: &output)
    }

    /// Takes a byte that was typed.
    ///
    /// - Parameters:
    ///   - byte: The byte.
    ///   - output: What to write to the terminal is appended.
    /// - Returns: What the user wants; nil while the line is being typed.
    public mutating func receive(_ byte: UInt8, into output: inout [UInt8]) -> Action? {
        guard let key = decoder.receive(byte) else { return nil }
        let hadAskedTab = hasAskedTab
        hasAskedTab = false
        if search != nil, !continueSearch(key) {
            draw(into: &output)
            return nil
        }
        switch key {
        case .enter, .control("j"): return finish(into: &output)
        case .control("d") where line.isEmpty:
            emit("\r\n", into: &output)
            return .leave
        case .control("c"): abandon(into: &output)
        case .control("l"): emit("\u{1B}[H\u{1B}[2J", into: &output)
        case .tab: complete(isSecond: hadAskedTab, into: &output)
        case .text(let scalar): insert(scalar, into: &output)
        default: edit(key)
        }
        draw(into: &output)
        return nil
    }

    private mutating func finish(into output: inout [UInt8]) -> Action {
        cursor = line.count
        draw(into: &output, withHint: false)
        emit("\r\n", into: &output)
        let text = String(line)
        history.add(text)
        place = history.lines.count
        return .line(text)
    }

    private mutating func abandon(into output: inout [UInt8]) {
        draw(into: &output, withHint: false)
        emit("^C\r\n", into: &output)
        replace(with: [])
        place = history.lines.count
        draft = []
    }

    private mutating func insert(_ scalar: Unicode.Scalar, into output: inout [UInt8]) {
        guard line.count < RunnerLimits.lineCharactersMax else {
            return emit("\u{7}", into: &output)
        }
        // A combining mark becomes part of the character before it.
        if cursor > 0 {
            var joined = String(line[cursor - 1])
            joined.unicodeScalars.append(scalar)
            if joined.count == 1, joined.unicodeScalars.count <= 8 {
                line[cursor - 1] = Character(joined)
                return
            }
        }
        line.insert(Character(scalar), at: cursor)
        cursor += 1
    }

    /// Puts another line in place of this one, the cursor at its end.
    mutating func replace(with other: [Character]) {
        line = other
        cursor = other.count
        scroll = 0
    }
}
