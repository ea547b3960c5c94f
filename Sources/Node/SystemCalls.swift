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

/// Standard error, without ever waiting for whoever reads it.
enum StandardError {
    /// Writes `bytes` if they are taken at once.
    ///
    /// - Returns: Whether they were; a reader that is stuck does not stop the node.
    static func writeIfPossible(_ bytes: [UInt8]) -> Bool {
        var descriptor = pollfd(fd: 2, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&descriptor, 1, 0) == 1, descriptor.revents & Int16(POLLOUT) != 0 else {
            return false
        }
        return unsafe write(2, bytes, bytes.count) == bytes.count
    }
}
