#if os(Linux)
internal import CLinux
internal import Glibc

/// Signals that arrive as bytes to read, in order with everything else, and interrupt nothing.
///
/// The signals are blocked in the calling thread and in those that it creates afterwards, so create
/// it before other threads. A program that is started meanwhile inherits the blocked signals. The
/// end of the value restores what the calling thread blocked before.
struct SignalDescriptor: ~Copyable {
    /// The signal descriptor.
    let descriptor: Int32
    /// What the thread blocked before.
    private var blockedBefore: sigset_t

    /// Blocks `signals` and takes them from now on.
    ///
    /// - Throws: ``SystemError`` if a number is no signal that can be taken.
    init(_ signals: [Int32]) throws(SystemError) {
        var set = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigemptyset(&before)
        for signal in signals {
            guard signal != SIGKILL, signal != SIGSTOP, unsafe sigaddset(&set, signal) == 0 else {
                throw SystemError(call: "sigaddset", number: EINVAL)
            }
        }
        let result = unsafe pthread_sigmask(SIG_BLOCK, &set, &before)
        guard result == 0 else { throw SystemError(call: "pthread_sigmask", number: result) }
        let opened = unsafe signalfd(-1, &set, Int32(SFD_NONBLOCK | SFD_CLOEXEC))
        guard opened >= 0 else {
            let error = SystemError(lastErrorOf: "signalfd")
            _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
            throw error
        }
        descriptor = opened
        blockedBefore = before
    }

    deinit {
        close(descriptor)
        var before = blockedBefore
        _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    /// Takes the next signal that arrived, or returns nil.
    borrowing func next() -> Int32? {
        var info = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        let count = unsafe read(descriptor, &info, size)
        return count == size ? Int32(info.ssi_signo) : nil
    }
}
#endif
