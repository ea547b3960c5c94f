import Bank
import BankClient
import EventLoop
import Foundation
import Paxos
import Wire

/// Where commands are read from: a terminal, where lines are edited, or a pipe.
final class ConsoleInput {
    /// The cluster whose loop the input is read with.
    private let session: ClusterSession
    /// The input's connection in the loop; nil once it has ended.
    private var connection: ConnectionID?
    /// Whether lines are edited at a terminal.
    let isTerminal: Bool
    /// The terminal's modes while a line is typed; nil at other times.
    private var mode: RawMode?
    /// The line that is typed.
    private var editor: LineEditor
    /// Where old lines are kept between sessions; nil if nowhere.
    private let historyFile: URL?
    /// What was received and not used: bytes of a terminal, or whole lines of a pipe.
    private var bytes: [UInt8] = []
    private var lines: [String] = []

    /// Opens standard input.
    ///
    /// - Parameters:
    ///   - session: The cluster whose loop the input is read with.
    ///   - usesColor: Whether the faint hints of the line editor are welcome.
    ///   - mayEdit: Whether lines may be edited; if not, a terminal is read as a pipe is.
    /// - Throws: ``SystemError`` if it is not open.
    init(session: ClusterSession, usesColor: Bool, mayEdit: Bool = true) throws(SystemError) {
        self.session = session
        isTerminal = mayEdit && Terminal.isInput && Terminal.isOutput
        historyFile = HistoryFile.path(environment: ProcessInfo.processInfo.environment)
            .map { URL(filePath: $0) }
        editor = LineEditor(
            columns: Terminal.columns,
            history: History(text: Self.load(historyFile)),
            completer: Completer(
                nodes: session.nodes,
                accounts: session.cluster.accounts.map(\.id)
            ),
            showsHints: usesColor
        )
        var settings = ConnectionSettings()
        settings.framing = isTerminal ? .bytes : .lines
        connection = try session.connection.loop.openInput(from: 0, settings: settings)
        let earlier = session.connection.onOtherEvent
        session.connection.onOtherEvent = { [weak self] event in
            if self?.receive(event) != true { earlier?(event) }
        }
    }

    /// Reads the next line.
    ///
    /// - Parameter prompt: What a terminal shows before it.
    /// - Returns: The line; nil at the end of the input.
    func nextLine(prompt: String) -> String? {
        isTerminal ? editLine(prompt: prompt) : readLine()
    }

    private func readLine() -> String? {
        session.pump(
            until: { !lines.isEmpty || connection == nil },
            timeoutMilliseconds: nil
        )
        return lines.isEmpty ? nil : lines.removeFirst()
    }

    private func editLine(prompt: String) -> String? {
        mode = RawMode()
        guard mode != nil else { return nil }
        defer { restoreTerminal() }
        var output: [UInt8] = []
        editor.columns = Terminal.columns
        editor.begin(prompt: prompt, into: &output)
        Terminal.write(output)
        while true {
            session.pump(
                until: { !bytes.isEmpty || connection == nil },
                timeoutMilliseconds: nil
            )
            guard !bytes.isEmpty else { return nil }
            output.removeAll(keepingCapacity: true)
            var action: LineEditor.Action?
            while action == nil, !bytes.isEmpty {
                action = editor.receive(bytes.removeFirst(), into: &output)
            }
            Terminal.write(output)
            switch action {
            case .line(let line): return line
            case .leave: return nil
            case nil: continue
            }
        }
    }

    /// Puts the terminal back as it was; also right before this process dies of a signal.
    func restoreTerminal() {
        mode?.end()
        mode = nil
    }

    /// Takes an event of the input.
    ///
    /// - Returns: Whether it was one.
    private func receive(_ event: Event) -> Bool {
        guard let connection else { return false }
        let loop = session.connection.loop
        switch event {
        case .received(connection):
            if isTerminal {
                loop.takeBytes(of: connection) { span in
                    for index in 0..<span.count { bytes.append(span[index]) }
                    return span.count
                }
            } else {
                loop.forEachLine(of: connection) { span in
                    var line: [UInt8] = []
                    for index in 0..<span.count { line.append(span[index]) }
                    lines.append(String(decoding: line, as: UTF8.self))
                }
            }
            return true
        case .closed(connection, _), .inputEnded(connection), .violation(connection, _):
            loop.close(connection)
            self.connection = nil
            return true
        default: return false
        }
    }

    /// Keeps the typed lines for the next session; a history that cannot be kept is no error.
    func saveHistory() {
        guard isTerminal, let historyFile else { return }
        let folder = historyFile.deletingLastPathComponent()
        let files = FileManager.default
        do {
            try files.createDirectory(
                at: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: HistoryFile.directoryMode]
            )
            try Data(editor.history.text.utf8).write(to: historyFile, options: .atomic)
            try files.setAttributes(
                [.posixPermissions: HistoryFile.mode],
                ofItemAtPath: historyFile.path
            )
        } catch {
            Terminal.write("note: the history was not kept: \(error.localizedDescription)\n", to: 2)
        }
    }

    private static func load(_ file: URL?) -> String {
        guard let file, let data = FileManager.default.contents(atPath: file.path) else {
            return ""
        }
        return String(decoding: data, as: UTF8.self)
    }
}
