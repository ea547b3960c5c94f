#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The memory of this process.
enum ProcessMemory {
    /// The most memory that the process has held so far, in bytes.
    static var peakBytes: UInt64 {
        var usage = rusage()
        guard unsafe getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else { return 0 }
        #if os(Linux)
        return UInt64(max(0, usage.ru_maxrss)) * 1_024
        #else
        return UInt64(max(0, usage.ru_maxrss))
        #endif
    }
}

/// The signals that stop a node in good order.
enum StopSignals {
    static let interrupt = SIGINT
    static let all = [SIGINT, SIGTERM]
}

/// Output for people, without ever waiting for whoever reads it.
enum PeopleOutput {
    /// Writes `bytes` if they are taken at once.
    ///
    /// - Returns: Whether they were; a reader that is stuck does not stop the node.
    static func writeIfPossible(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&state, 1, 0) == 1, state.revents & Int16(POLLOUT) != 0 else {
            return false
        }
        return unsafe write(descriptor, bytes, bytes.count) == bytes.count
    }
}

/// Locks on files, as the system lists them.
enum FileLocks {
    /// Whether a process holds a lock on a file.
    ///
    /// Nothing is locked to find out: a node that starts at this moment must not be refused.
    ///
    /// - Parameters:
    ///   - fileNumber: The file's number on its device.
    ///   - process: The process's number, as text.
    /// - Returns: Whether it does; false if that cannot be found out.
    static func isHeld(fileNumber: UInt64, by process: String) -> Bool {
        #if os(Linux)
        // A line is, for example, `2: FLOCK ADVISORY WRITE 4711 fe:00:16220177 0 EOF`.
        return list.split(separator: "\n")
            .contains { line in
                let words = line.split(separator: " ")
                return words.count > 5 && words[1] == "FLOCK" && words[4] == process
                    && words[5].hasSuffix(":\(fileNumber)")
            }
        #else
        guard let number = pid_t(process) else { return false }
        return kill(number, 0) == 0 || errno == EPERM
        #endif
    }

    #if os(Linux)
    /// The system's list; empty if it cannot be read.
    private static var list: String {
        let descriptor = unsafe open("/proc/locks", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { _ = close(descriptor) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(descriptor, &part, part.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += part[..<count]
        }
    }
    #endif
}

/// What a path names.
enum PathKind {
    /// Nothing.
    case missing
    /// A directory.
    case directory
    /// A file of another kind, or something that cannot be looked at.
    case other

    /// Looks at a path; a link counts as what it leads to.
    init(_ path: String) {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else {
            self = errno == ENOENT ? .missing : .other
            return
        }
        self = facts.st_mode & S_IFMT == S_IFDIR ? .directory : .other
    }
}
