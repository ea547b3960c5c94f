import Foundation

/// A child process, and the system calls around it.
///
/// The child's standard input is the reading end of a lifeline: it ends when this process does,
/// however that happens, and a node that watches it ends too.
struct ChildProcess {
    /// The process's number.
    let pid: Int32

    /// Why a child could not be started, or a socket not be opened.
    struct Failure: Error, CustomStringConvertible {
        /// The call, and the system's reason in words.
        let description: String
        /// The system's number for the reason.
        let number: Int32

        init(_ call: String, _ number: Int32) {
            self.number = number
            unsafe description = "\(call): \(String(cString: strerror(number)))"
        }
    }

    /// What descriptors a child gets.
    struct Descriptors {
        /// What it reads as standard input.
        let input: Int32
        /// Where its standard output and error go.
        let log: Int32
        /// The listening socket, which it finds as descriptor 3.
        let listener: Int32
    }

    /// The number under which a child finds its listening socket.
    static let listenerNumber: Int32 = 3

    /// Starts `program` with `arguments`, the first of which is its name.
    init(program: String, arguments: [String], descriptors: Descriptors) throws {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, descriptors.input, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, descriptors.log, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, descriptors.log, 2)
        unsafe posix_spawn_file_actions_adddup2(
            &actions,
            descriptors.listener,
            Self.listenerNumber
        )
        var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) }
        unsafe words.append(nil)
        defer { for index in unsafe words.indices { unsafe free(words[index]) } }
        var variables: [UnsafeMutablePointer<CChar>?] = unsafe Self.environment.map {
            unsafe strdup($0)
        }
        unsafe variables.append(nil)
        defer { for index in unsafe variables.indices { unsafe free(variables[index]) } }
        var pid: Int32 = 0
        let result = unsafe posix_spawn(&pid, program, &actions, nil, words, variables)
        guard result == 0 else { throw Failure("posix_spawn \(program)", result) }
        self.pid = pid
    }

    /// The environment of children, as `NAME=value`.
    ///
    /// They are told everything by flags. Variables that stand for flags are meant for this
    /// process: a node that took `--memory` or a file of flags from them would not be what was
    /// asked for.
    private static var environment: [String] {
        ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix(FlagSpec.variablePrefix) }
            .map { "\($0.key)=\($0.value)" }
    }

    /// How a process ended.
    enum End: Hashable, CustomStringConvertible {
        /// By itself, with this code.
        case code(Int32)
        /// By this signal.
        case signal(Int32)

        /// How it ended, in words.
        var description: String {
            switch self {
            case .code(let code): "exit code \(code)"
            case .signal(let signal): "signal \(signal)"
            }
        }
    }

    /// Returns how the process ended, without waiting; nil while it runs.
    func endIfOver() -> End? {
        var status: Int32 = 0
        guard unsafe waitpid(pid, &status, WNOHANG) == pid else { return nil }
        let signal = status & 0x7F
        return signal == 0 ? .code((status >> 8) & 0xFF) : .signal(signal)
    }

    /// Gives children a moment to end.
    static func waitBriefly(milliseconds: Int32) {
        _ = poll(nil, 0, milliseconds)
    }

    /// Ends the process at once.
    func kill() {
        _ = Foundation.kill(pid, SIGKILL)
    }
}

/// The two ends of a pipe, neither of which a child inherits by itself.
struct Lifeline {
    /// What children read; it ends when the other end is closed.
    let readEnd: Int32
    /// What this process holds as long as children are to live.
    let writeEnd: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw ChildProcess.Failure("pipe", errno) }
        // This process has one thread, so nothing is started in between.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        readEnd = ends[0]
        writeEnd = ends[1]
    }
}
