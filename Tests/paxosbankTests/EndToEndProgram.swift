import Foundation
import Testing

/// All tests that start the built program, one after the other: each starts five nodes or more.
@Suite("End to end", .serialized)
enum EndToEnd {}

/// The built program as a child process, with pipes to and from it.
final class Program {
    /// How the program ended.
    enum End: Hashable {
        /// With an exit code.
        case code(Int32)
        /// By a signal.
        case signal(Int32)
        /// Not in time, so that the test ended it.
        case timedOut
    }

    /// What a program said until it ended.
    struct Outcome {
        /// How it ended.
        let end: End
        /// What it wrote to standard output.
        let output: String
        /// What it wrote to standard error.
        let error: String
    }

    /// What standard input is.
    enum Input {
        /// A pipe that the test writes to.
        case pipe
        /// No descriptor at all.
        case closed
        /// A descriptor of the test, for all three streams.
        case terminal(Int32)
    }

    /// How long anything may take that a test waits for, in milliseconds.
    static let patienceMilliseconds = 20_000

    /// The program, which is built beside the test bundle.
    static let path = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "paxosbank").path

    /// The number of the process.
    let pid: pid_t
    /// The writing end of its standard input; -1 if there is none, or no longer.
    private var input: Int32 = -1
    /// The reading ends of its standard output and error; -1 for one that is closed.
    private var streams: [Int32]
    /// What it wrote so far to each.
    private var texts: [[UInt8]] = [[], []]
    /// Whether each has ended.
    private var areOver = [false, false]

    /// Starts the program.
    ///
    /// - Parameters:
    ///   - arguments: The words after its name.
    ///   - folder: Where its temporary files go.
    ///   - kind: What its standard input is.
    ///   - listener: A socket that it gets as descriptor 3.
    ///   - variables: What it finds in its environment, as `NAME=value`.
    init(
        _ arguments: [String],
        in folder: TestFolder,
        input kind: Input = .pipe,
        listener: Int32? = nil,
        variables: [String] = []
    ) {
        let pipes = (0..<3).map { _ in Self.pipe() }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        switch kind {
        case .pipe: posix_spawn_file_actions_adddup2(&actions, pipes[0][0], 0)
        case .closed: posix_spawn_file_actions_addclose(&actions, 0)
        case .terminal(let descriptor):
            posix_spawn_file_actions_adddup2(&actions, descriptor, 0)
        }
        for stream: Int32 in 1...2 {
            var target = pipes[Int(stream)][1]
            if case .terminal(let descriptor) = kind { target = descriptor }
            posix_spawn_file_actions_adddup2(&actions, target, stream)
        }
        if let listener { posix_spawn_file_actions_adddup2(&actions, listener, 3) }
        var pid: pid_t = -1
        let texts =
            ["PATH=/usr/bin:/bin", "TMPDIR=\(folder.temporary)", "TERM=xterm"] + variables
        var words: [UnsafeMutablePointer<CChar>?] = ([Self.path] + arguments).map { strdup($0) }
        var environment: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) }
        words.append(nil)
        environment.append(nil)
        let result = posix_spawn(&pid, Self.path, &actions, nil, &words, &environment)
        if result != 0 { Issue.record("\(Self.path) does not start: \(result)") }
        for word in words + environment { free(word) }
        posix_spawn_file_actions_destroy(&actions)
        for end in [pipes[0][0], pipes[1][1], pipes[2][1]] { close(end) }
        self.pid = pid
        streams = [pipes[1][0], pipes[2][0]]
        input = pipes[0][1]
    }

    deinit {
        endInput()
        for stream in streams where stream >= 0 { close(stream) }
    }

    private static func pipe() -> [Int32] {
        var ends: [Int32] = [-1, -1]
        Foundation.pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return ends
    }

    /// Writes to standard input.
    func send(_ text: String) {
        let bytes = Array(text.utf8)
        let count = write(input, bytes, bytes.count)
        #expect(count == bytes.count)
    }

    /// Ends standard input.
    func endInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    /// Closes the reading end of its standard output.
    func stopReading() {
        close(streams[0])
        streams[0] = -1
        areOver[0] = true
    }

    /// Sends a signal.
    func send(signal: Int32) { kill(pid, signal) }

    /// Waits until standard output holds `text`, at most so many milliseconds.
    func waitForOutput(_ text: String, within milliseconds: Int = patienceMilliseconds) throws {
        try Self.wait(for: "the words \(text)", milliseconds: milliseconds) {
            readSome(milliseconds: 100)
            return String(decoding: texts[0], as: UTF8.self).contains(text)
                || !areOver.contains(false)
        }
        #expect(String(decoding: texts[0], as: UTF8.self).contains(text))
    }

    /// Reads until both streams have ended, and returns how the program ended.
    ///
    /// - Parameter milliseconds: How long that may take.
    /// - Returns: How it ended, with all it wrote.
    func outcome(within milliseconds: Int = patienceMilliseconds) -> Outcome {
        let deadline = Date(timeIntervalSinceNow: Double(milliseconds) / 1_000)
        while areOver.contains(false), Date() < deadline { readSome(milliseconds: 100) }
        var status: Int32 = 0
        var waited = waitpid(pid, &status, WNOHANG)
        while waited == 0, Date() < deadline {
            _ = poll(nil, 0, 2)
            waited = waitpid(pid, &status, WNOHANG)
        }
        var end = End.timedOut
        if waited == pid {
            end = status & 0x7F == 0 ? .code((status >> 8) & 0xFF) : .signal(status & 0x7F)
        } else {
            kill(pid, SIGKILL)
            waitpid(pid, &status, 0)
        }
        return Outcome(
            end: end,
            output: String(decoding: texts[0], as: UTF8.self),
            error: String(decoding: texts[1], as: UTF8.self)
        )
    }

    private func readSome(milliseconds: Int32) {
        var states = zip(streams, areOver)
            .map { pollfd(fd: $1 ? -1 : $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&states, 2, milliseconds) > 0 else { return }
        for (index, state) in states.enumerated() where state.revents != 0 {
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = read(state.fd, &bytes, bytes.count)
            if count > 0 { texts[index] += bytes[..<count] } else { areOver[index] = true }
        }
    }

    /// Waits until a condition holds.
    static func wait(
        for what: String,
        milliseconds: Int = patienceMilliseconds,
        until isDone: () throws -> Bool
    ) throws {
        let deadline = Date(timeIntervalSinceNow: Double(milliseconds) / 1_000)
        while try !isDone() {
            try #require(Date() < deadline, "\(what): not in \(milliseconds) ms")
            _ = poll(nil, 0, 2)
        }
    }
}

/// A folder for one test; at its end nothing is left of it, and no process that names it.
final class TestFolder {
    /// The folder.
    let path: String
    /// Where programs of the test put their temporary files.
    var temporary: String { "\(path)/tmp" }

    private init(path: String) { self.path = path }

    /// Runs `body` with a folder of its own.
    static func with(_ body: (TestFolder) throws -> Void) throws {
        var template = Array("/tmp/paxosbank-test-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let bytes = template.dropLast().map { UInt8(bitPattern: $0) }
        let folder = TestFolder(path: String(decoding: bytes, as: UTF8.self))
        defer { folder.remove() }
        try FileManager.default.createDirectory(
            atPath: folder.temporary,
            withIntermediateDirectories: false
        )
        try body(folder)
    }

    /// Writes a file into the folder and returns its path.
    func write(_ text: String, to name: String) throws -> String {
        let file = "\(path)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: file))
        return file
    }

    /// Reads a file of the folder.
    func read(_ name: String) throws -> Data {
        try Data(contentsOf: URL(filePath: "\(path)/\(name)"))
    }

    /// Runs the program to its end.
    func run(_ arguments: String..., input: String = "") -> Program.Outcome {
        let program = Program(arguments, in: self)
        if !input.isEmpty { program.send(input) }
        program.endInput()
        return program.outcome()
    }

    /// The processes whose command line names this folder.
    var processes: [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }
            .filter { pid in
                let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline")
                return line.map { String(decoding: $0, as: UTF8.self).contains(path) } ?? false
            }
    }

    /// The node processes of this test.
    var nodes: [pid_t] {
        processes.filter { pid in
            let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
            return String(decoding: line, as: UTF8.self).contains("\0node\0")
        }
    }

    /// The temporary files of programs that did not remove them.
    var leftovers: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: temporary)) ?? ["no folder"]
    }

    private func remove() {
        for pid in processes { kill(pid, SIGKILL) }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            Issue.record("\(path) is left: \(error)")
        }
    }
}
