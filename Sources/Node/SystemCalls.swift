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
