#if canImport(Glibc)
internal import CLinux
internal import Glibc
#else
internal import Darwin
#endif

extension SocketAddress {
    /// Asks the name service for `host`; blocks until it answers.
    static func lookUp(host: String, port: UInt16) throws(AddressError) -> SocketAddress {
        var found: UnsafeMutablePointer<addrinfo>?
        let result = unsafe getaddrinfo(host, nil, nil, &found)
        defer { unsafe freeaddrinfo(found) }
        guard result == 0 else {
            let reason = unsafe String(cString: gai_strerror(result))
            throw .unresolved(host: host, reason: reason)
        }
        var first: SocketAddress?
        var next = unsafe found
        while let info = unsafe next {
            if let address = unsafe SocketAddress(info.pointee.ai_addr, port: port) {
                if case .v4 = address.host { return address }
                first = first ?? address
            }
            unsafe next = info.pointee.ai_next
        }
        guard let first else { throw .unresolved(host: host, reason: "no IP address") }
        return first
    }

    /// Reads the system's form of an address.
    ///
    /// - Parameters:
    ///   - system: Where the address lies; nil gives nil.
    ///   - port: The port to use in place of the one that stands there.
    private init?(_ system: UnsafePointer<sockaddr>?, port: UInt16? = nil) {
        guard let system = unsafe system else { return nil }
        switch unsafe Int32(system.pointee.sa_family) {
        case AF_INET:
            let v4 = unsafe UnsafeRawPointer(system).loadUnaligned(as: sockaddr_in.self)
            host = .v4(UInt32(bigEndian: v4.sin_addr.s_addr))
            self.port = port ?? UInt16(bigEndian: v4.sin_port)
        case AF_INET6:
            let v6 = unsafe UnsafeRawPointer(system).loadUnaligned(as: sockaddr_in6.self)
            let halves = unsafe unsafeBitCast(v6.sin6_addr, to: (UInt64, UInt64).self)
            host = .v6(
                high: UInt64(bigEndian: halves.0),
                low: UInt64(bigEndian: halves.1),
                scope: v6.sin6_scope_id
            )
            self.port = port ?? UInt16(bigEndian: v6.sin6_port)
        default:
            return nil
        }
    }

    /// Lets `call` write an address, and returns it if it is one of IP.
    static func written(
        by call: (UnsafeMutablePointer<sockaddr>, inout socklen_t) -> Int32
    ) -> (result: Int32, address: SocketAddress?) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { system in
                let result = unsafe call(system, &length)
                return unsafe (result, result >= 0 ? SocketAddress(UnsafePointer(system)) : nil)
            }
        }
    }

    /// Lends the system's form of this address.
    func withSystemForm<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        switch host {
        case .v4(let bits):
            var v4 = sockaddr_in()
            v4.sin_family = sa_family_t(AF_INET)
            v4.sin_port = port.bigEndian
            v4.sin_addr.s_addr = bits.bigEndian
            return unsafe Self.lend(&v4, to: body)
        case .v6(let high, let low, let scope):
            var v6 = sockaddr_in6()
            v6.sin6_family = sa_family_t(AF_INET6)
            v6.sin6_port = port.bigEndian
            v6.sin6_scope_id = scope
            v6.sin6_addr = unsafe unsafeBitCast(
                (high.bigEndian, low.bigEndian),
                to: in6_addr.self
            )
            return unsafe Self.lend(&v6, to: body)
        }
    }

    private static func lend<Form, Result>(
        _ form: inout Form,
        to body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        unsafe withUnsafePointer(to: &form) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { system in
                unsafe body(system, socklen_t(MemoryLayout<Form>.size))
            }
        }
    }
}

extension SocketAddress: CustomStringConvertible {
    /// The address as it can be read again: `127.0.0.1:5001` or `[::1]:5001`.
    public var description: String {
        let host = unsafe withSystemForm { system, length in
            unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
                let result = unsafe getnameinfo(
                    system,
                    length,
                    text.baseAddress,
                    socklen_t(text.count),
                    nil,
                    0,
                    NI_NUMERICHOST
                )
                guard result == 0, let start = text.baseAddress else { return "?" }
                return unsafe String(cString: start)
            }
        }
        return if case .v4 = self.host { "\(host):\(port)" } else { "[\(host)]:\(port)" }
    }
}
