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

/// What this process uses, as the system counts it; nil where it does not tell.
enum ProcessFacts {
    /// The memory that it holds now, in bytes.
    static var residentBytes: UInt64? {
        #if os(Linux)
        // The second number is of pages: `4711 812 500 1 0 900 0`.
        let words = SystemFiles.text(of: "/proc/self/statm").split(separator: " ")
        guard words.count > 1, let pages = UInt64(words[1]) else { return nil }
        return pages * UInt64(max(0, sysconf(Int32(_SC_PAGESIZE))))
        #else
        return nil
        #endif
    }

    /// The time of processors that it has used, in microseconds.
    static var processorMicroseconds: UInt64? {
        var usage = rusage()
        guard unsafe getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else { return nil }
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        let rest = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
        return UInt64(max(0, Int64(seconds) * 1_000_000 + Int64(rest)))
    }

    /// How many descriptors it has open.
    static var openDescriptors: UInt64? {
        #if os(Linux)
        guard let directory = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe closedir(directory) }
        var names: UInt64 = 0
        while unsafe readdir(directory) != nil { names += 1 }
        // The directory's own name, its parent's, and the descriptor that reads it.
        return names > 3 ? names - 3 : 0
        #else
        return nil
        #endif
    }
}

/// The signals that stop a node in good order.
enum StopSignals {
    static let interrupt = SIGINT
    static let all = [SIGINT, SIGTERM]
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
        return SystemFiles.text(of: "/proc/locks").split(separator: "\n")
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
}

#if os(Linux)
/// Files in which the system tells what it knows.
enum SystemFiles {
    /// The text of a file; empty if it cannot be read.
    static func text(of path: String) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
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
}
#endif

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
