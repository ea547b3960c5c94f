#if os(Linux)
internal import CLinux
internal import Glibc

/// One TCP socket or other stream of bytes, named by its descriptor: the calls, and nothing kept.
///
/// Nothing here waits but reads of descriptors that others opened. Whoever holds the value calls
/// ``close()`` once, after the poller forgot the descriptor.
struct Socket: Hashable, Sendable {
    /// What a read or write came to.
    enum Outcome: Hashable, Sendable {
        /// So many bytes moved, at least one.
        case moved(Int)
        /// Nothing can move now.
        case blocked
        /// The other side will send nothing more.
        case ended
        /// The stream is broken.
        case failed(SystemError)
    }

    /// The flags of every socket: calls return at once, and child processes do not inherit it.
    private static let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)

    /// The system's number.
    let descriptor: Int32

    /// Names an open descriptor.
    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Opens a TCP socket for addresses of the kind of `address`.
    init(for address: SocketAddress) throws(SystemError) {
        let family = if case .v4 = address.host { AF_INET } else { AF_INET6 }
        descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Self.flags, 0)
        guard descriptor >= 0 else { throw SystemError(lastErrorOf: "socket") }
    }

    /// Opens a second descriptor for the same stream, which child processes do not inherit.
    init(copyOf descriptor: Int32) throws(SystemError) {
        self.descriptor = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard self.descriptor >= 0 else { throw SystemError(lastErrorOf: "fcntl") }
    }

    /// Closes the descriptor, whatever was still to be sent.
    func close() {
        let result = Glibc.close(descriptor)
        precondition(result == 0 || errno != EBADF, "descriptor \(descriptor) was closed twice")
    }

    /// Takes an address and accepts connections to it from now on.
    func listen(on address: SocketAddress, backlog: Int) throws(SystemError) {
        // A listener that restarts takes its port at once, although old connections still fade.
        try set(SO_REUSEADDR, of: SOL_SOCKET, to: 1)
        let result = unsafe address.withSystemForm { system, length in
            unsafe bind(descriptor, system, length)
        }
        guard result == 0 else { throw SystemError(lastErrorOf: "bind") }
        guard Glibc.listen(descriptor, Int32(clamping: backlog)) == 0 else {
            throw SystemError(lastErrorOf: "listen")
        }
    }

    /// Takes the next waiting connection, or throws EAGAIN if there is none.
    func accept() throws(SystemError) -> (socket: Socket, peer: SocketAddress?) {
        let (result, peer) = unsafe SocketAddress.written { system, length in
            unsafe accept4(descriptor, system, &length, Self.flags)
        }
        guard result >= 0 else { throw SystemError(lastErrorOf: "accept4") }
        return (Socket(descriptor: result), peer)
    }

    /// Begins to connect; the socket becomes writable when it is over, see ``pendingError(of:)``.
    func connect(to address: SocketAddress) throws(SystemError) {
        let result = unsafe address.withSystemForm { system, length in
            unsafe Glibc.connect(descriptor, system, length)
        }
        guard result != 0 else { return }
        let error = SystemError(lastErrorOf: "connect")
        // An interrupted connect goes on by itself.
        guard error.number == EINPROGRESS || error.number == EINTR else { throw error }
    }

    /// Takes the error that the system noted for the socket, or nil, and blames `call`.
    func pendingError(of call: String) -> SystemError? {
        var number: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let result = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &length)
        guard result == 0 else { return SystemError(lastErrorOf: "getsockopt") }
        return number == 0 ? nil : SystemError(call: call, number: number)
    }

    /// Makes sure that the socket listens: whatever else was handed down would never accept.
    ///
    /// - Throws: ``SystemError``: ENOTSOCK for what is no socket, EINVAL for one that does not
    ///   listen.
    func requireListening() throws(SystemError) {
        var isListening: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let result = unsafe getsockopt(
            descriptor,
            SOL_SOCKET,
            SO_ACCEPTCONN,
            &isListening,
            &length
        )
        guard result == 0 else { throw SystemError(lastErrorOf: "getsockopt") }
        guard isListening != 0 else { throw SystemError(call: "accept", number: EINVAL) }
    }

    /// The socket's own address.
    var localAddress: SocketAddress? {
        unsafe SocketAddress.written { system, length in
            unsafe getsockname(descriptor, system, &length)
        }
        .address
    }

    /// The address of the other side.
    var peerAddress: SocketAddress? {
        unsafe SocketAddress.written { system, length in
            unsafe getpeername(descriptor, system, &length)
        }
        .address
    }

    /// Sends small messages at once, and finds out within a time that the other machine is gone.
    ///
    /// - Parameter milliseconds: How long nothing may be acknowledged, at least 3,000.
    /// - Throws: ``SystemError``, as a rule that the other side is gone already.
    func setConnectionOptions(unacknowledgedMax milliseconds: Int) throws(SystemError) {
        try set(TCP_NODELAY, of: Int32(IPPROTO_TCP), to: 1)
        try set(SO_KEEPALIVE, of: SOL_SOCKET, to: 1)
        // The first probe after a third of the time, then two more; the user timeout covers bytes.
        let third = Int32(clamping: milliseconds / 3_000)
        try set(TCP_KEEPIDLE, of: Int32(IPPROTO_TCP), to: third)
        try set(TCP_KEEPINTVL, of: Int32(IPPROTO_TCP), to: third)
        try set(TCP_KEEPCNT, of: Int32(IPPROTO_TCP), to: 2)
        try set(TCP_USER_TIMEOUT, of: Int32(IPPROTO_TCP), to: Int32(clamping: milliseconds))
    }

    /// Makes an inherited descriptor one that never waits and that child processes do not inherit.
    func setNonBlocking() throws(SystemError) {
        let flags = fcntl(descriptor, F_GETFL, 0)
        guard
            flags >= 0,
            fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0,
            fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
        else { throw SystemError(lastErrorOf: "fcntl") }
    }

    /// Says that nothing more will be sent; the other side reads to the end.
    func endSending() {
        // An error means that the connection is gone already, which the next read reports.
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Reads what there is into the free room of `output`.
    func read(into output: inout OutputSpan<UInt8>) -> Outcome {
        let count = unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
            let free = unsafe UnsafeMutableBufferPointer(rebasing: buffer[initialized...])
            let count = unsafe Glibc.read(descriptor, free.baseAddress, free.count)
            initialized += max(0, count)
            return count
        }
        return outcome(of: count, "read")
    }

    /// Sends as much of `bytes` as the system takes, at least one byte of at least one.
    func write(_ bytes: Span<UInt8>) -> Outcome {
        let count = unsafe bytes.withUnsafeBytes { buffer in
            unsafe send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
        }
        return outcome(of: count, "send")
    }

    private func outcome(of count: Int, _ call: String) -> Outcome {
        if count > 0 { return .moved(count) }
        if count == 0 { return .ended }
        let error = SystemError(lastErrorOf: call)
        switch error.number {
        case EAGAIN, EINTR: return .blocked
        default: return .failed(error)
        }
    }

    private func set(_ option: Int32, of level: Int32, to value: Int32) throws(SystemError) {
        let result = unsafe withUnsafeBytes(of: value) { bytes in
            unsafe setsockopt(
                descriptor,
                level,
                option,
                bytes.baseAddress,
                socklen_t(bytes.count)
            )
        }
        guard result == 0 else { throw SystemError(lastErrorOf: "setsockopt") }
    }
}
#endif
