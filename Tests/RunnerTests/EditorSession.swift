import Runner

/// An editor at a model of a terminal, fed with what somebody types.
struct EditorSession {
    /// The editor.
    var editor: LineEditor
    /// The terminal.
    var screen: ScreenModel
    /// What the editor asked for, in order.
    var actions: [LineEditor.Action] = []
    /// What stands before each line.
    let prompt: String

    init(
        columns: Int = 40,
        prompt: String = "> ",
        history: [String] = [],
        completer: Completer = Completer(),
        showsHints: Bool = false
    ) {
        var lines = History()
        for line in history { lines.add(line) }
        editor = LineEditor(
            columns: columns,
            history: lines,
            completer: completer,
            showsHints: showsHints
        )
        screen = ScreenModel(columns: columns)
        self.prompt = prompt
        var output: [UInt8] = []
        editor.begin(prompt: prompt, into: &output)
        screen.write(output)
    }

    /// Types bytes; after a line the next one is begun.
    mutating func type(_ bytes: [UInt8]) {
        for byte in bytes {
            var output: [UInt8] = []
            if let action = editor.receive(byte, into: &output) {
                actions.append(action)
                if case .line = action { editor.begin(prompt: prompt, into: &output) }
            }
            screen.write(output)
        }
    }

    /// Types text and keys; see `Keys`.
    mutating func type(_ text: String) { type(Array(text.utf8)) }
}

/// What a terminal sends for keys.
enum Keys {
    static let up = "\u{1B}[A"
    static let down = "\u{1B}[B"
    static let right = "\u{1B}[C"
    static let left = "\u{1B}[D"
    static let home = "\u{1B}[H"
    static let end = "\u{1B}[F"
    static let delete = "\u{1B}[3~"
    static let backspace = "\u{7F}"
    static let enter = "\r"
    static let tab = "\t"

    /// Ctrl with a letter in lower case.
    static func control(_ letter: Unicode.Scalar) -> String {
        String(Unicode.Scalar(UInt8(letter.value) - 0x60))
    }
}
