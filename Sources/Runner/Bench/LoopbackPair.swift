import Foundation

/// Two sockets on this machine that are connected with each other by TCP.
struct LoopbackPair {
    /// The end that connected.
    let near: Int32
    /// The end that was connected to.
    let far: Int32

    /// Connects to a socket that listens, and takes the connection.
    ///
    /// - Throws: ``ChildProcess/Failure``; nothing is left then.
    init(_ listener: ListeningSocket) throws {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        near = socket(AF_INET, kind, 0)
        guard near >= 0 else { throw ChildProcess.Failure("socket", errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = listener.port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = unsafe withUnsafePointer(to: &address) { [near] pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                unsafe connect(near, general, size) == 0
            }
        }
        far = isConnected ? accept(listener.descriptor, nil, nil) : -1
        guard far >= 0 else {
            let number = errno
            close(near)
            throw ChildProcess.Failure("connect 127.0.0.1:\(listener.port)", number)
        }
        for end in [near, far] {
            var value: Int32 = 1
            let size = socklen_t(MemoryLayout<Int32>.size)
            _ = unsafe setsockopt(end, Int32(IPPROTO_TCP), TCP_NODELAY, &value, size)
        }
    }

    /// Sends bytes, all of them.
    ///
    /// - Returns: Whether they were sent.
    static func send(_ bytes: [UInt8], to end: Int32) -> Bool {
        unsafe Foundation.send(end, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            == bytes.count
    }

    /// Waits until bytes came, as many as there is room for.
    ///
    /// - Returns: Whether they came; false if the other end was closed before.
    static func receive(_ bytes: inout [UInt8], from end: Int32) -> Bool {
        unsafe recv(end, &bytes, bytes.count, Int32(MSG_WAITALL)) == bytes.count
    }
}
