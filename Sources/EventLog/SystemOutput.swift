#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The calls of this room that do not concern a file.
enum SystemOutput {
    /// Microseconds since 1970 by the machine's clock; 0 if it has none.
    static var wallMicroseconds: Int64 {
        var now = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &now) == 0 else { return 0 }
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
    }

    /// Writes `bytes` if they are taken at once.
    ///
    /// - Returns: Whether they were; a reader that is stuck does not stop the program.
    static func writeIfPossible(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&state, 1, 0) == 1, state.revents & Int16(POLLOUT) != 0 else {
            return false
        }
        return unsafe write(descriptor, bytes, bytes.count) == bytes.count
    }
}

/// A call on a file that failed.
struct OutputError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call.
    let call: String
    /// The file.
    let path: String
    /// The system's number for the reason.
    let number: Int32

    init(_ call: String, _ path: String) {
        self.call = call
        self.path = path
        number = errno
    }

    /// What failed and why, in words.
    var description: String {
        "\(call) \(path): " + (unsafe strerror(number).map { unsafe String(cString: $0) } ?? "?")
    }
}

/// A file that is only added to; it is closed when it is let go.
struct OutputFile: ~Copyable {
    /// The open file.
    private let descriptor: Int32
    /// Its name, for errors.
    private let path: String

    /// Opens a file, or creates it; from then on nobody but its owner reads it.
    ///
    /// Only what is a file and nothing else is written: a device would be given other rights, and
    /// another name when it is full.
    init(path: String) throws(OutputError) {
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        descriptor = unsafe open(path, flags, 0o600)
        self.path = path
        guard descriptor >= 0 else { throw OutputError("open", path) }
        guard try facts().st_mode & S_IFMT == S_IFREG else {
            errno = EINVAL
            throw OutputError("open", path)
        }
        guard fchmod(descriptor, 0o600) == 0 else { throw OutputError("fchmod", path) }
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }

    /// How large the file is, in bytes.
    func size() throws(OutputError) -> Int { Int(try facts().st_size) }

    private func facts() throws(OutputError) -> stat {
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0 else { throw OutputError("fstat", path) }
        return facts
    }

    /// Adds bytes at the end, which is at `size`; of a line that does not fit nothing is left.
    func append(_ bytes: [UInt8], at size: Int) throws(OutputError) {
        let written = unsafe write(descriptor, bytes, bytes.count)
        guard written != bytes.count else { return }
        if written >= 0 { errno = ENOSPC }
        let error = OutputError("write", path)
        if written > 0 { _ = ftruncate(descriptor, off_t(size)) }
        throw error
    }

    /// Gives a file another name, if it is there.
    static func move(_ path: String, to newPath: String) throws(OutputError) {
        guard unsafe rename(path, newPath) == 0 || errno == ENOENT else {
            throw OutputError("rename", path)
        }
    }
}
