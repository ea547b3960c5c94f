import Foundation

/// A socket that listens, as a rule on this machine only, at a port that is this process's until it
/// closes it.
///
/// A node that is killed must be unreachable, and its port nobody else's until it is started again.
/// Closing the socket would give the port away. So the socket stays open and bound, and only its
/// listening ends and begins.
struct ListeningSocket {
    /// The descriptor; a child inherits it only where it is named.
    let descriptor: Int32
    /// The port.
    let port: UInt16

    /// The address, as `host:port` in numbers.
    let place: String

    /// How many connections may wait until a node takes them.
    private static let backlog: Int32 = 512
    /// How often another port is tried, because somebody took one that was free before.
    private static let attemptsMax = 20

    /// Opens a socket at a port that the system says is free, and listens.
    ///
    /// The system keeps a port for a socket that does not listen only if the socket was bound to
    /// that very number. So a first socket asks for any port, and the second one for the same.
    init() throws {
        (descriptor, port) = try Self.bound()
        place = LocalAddress(port: port).numbers
        try listenOrClose()
    }

    /// Opens a socket at an address that somebody chose, and listens.
    ///
    /// - Parameter address: The address; its port MUST NOT be 0.
    /// - Throws: ``CannotListen`` if another program has it, or nobody may have it.
    init(at address: LocalAddress) throws {
        precondition(address.port > 0, "the system would choose the port")
        do {
            descriptor = try Self.open(address, sharesPort: true)
            (port, place) = (address.port, address.numbers)
            try listenOrClose()
        } catch let failure as ChildProcess.Failure {
            throw CannotListen(
                address: address,
                isTaken: failure.number == EADDRINUSE,
                reason: failure.description
            )
        }
    }

    /// An address that cannot be had.
    struct CannotListen: Error {
        /// The address.
        let address: LocalAddress
        /// Whether another program has it.
        let isTaken: Bool
        /// What the system says, in words.
        let reason: String
    }

    private func listenOrClose() throws {
        do {
            try listen()
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func bound() throws -> (descriptor: Int32, port: UInt16) {
        var attempt = 1
        while true {
            let port = try freePort()
            do {
                return (try open(LocalAddress(port: port)), port)
            } catch {
                guard attempt < attemptsMax else { throw error }
                attempt += 1
            }
        }
    }

    /// Lets others connect.
    func listen() throws {
        // Connections of the port's earlier time may not have died down yet; they and this socket
        // must say that they do not mind, and those of its next time inherit it.
        try setSharesPort(true)
        guard Foundation.listen(descriptor, Self.backlog) == 0 else {
            throw ChildProcess.Failure("listen on \(place)", errno)
        }
    }

    /// Refuses everybody from now on, and keeps the port.
    ///
    /// MUST come after the end of the node that took connections from it.
    func refuse() throws {
        guard shutdown(descriptor, Int32(SHUT_RDWR)) == 0 else {
            throw ChildProcess.Failure("shutdown \(place)", errno)
        }
        // A socket that does not listen and does not mind would let others have its port.
        try setSharesPort(false)
    }

    private static func freePort() throws -> UInt16 {
        let probe = try open(LocalAddress(port: 0))
        defer { close(probe) }
        return try port(of: probe)
    }

    private func setSharesPort(_ isOn: Bool) throws {
        try Self.setSharesPort(isOn, of: descriptor, at: place)
    }

    private static func setSharesPort(
        _ isOn: Bool,
        of descriptor: Int32,
        at place: String
    ) throws {
        var value: Int32 = isOn ? 1 : 0
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &value, size) == 0 else {
            throw ChildProcess.Failure("setsockopt \(place)", errno)
        }
    }

    /// Opens a socket and binds it; port 0 lets the system choose.
    private static func open(
        _ place: LocalAddress,
        sharesPort: Bool = false
    ) throws -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw ChildProcess.Failure("socket", errno) }
        if sharesPort { try setSharesPort(true, of: descriptor, at: place.numbers) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = place.port.bigEndian
        address.sin_addr.s_addr = in_addr_t(place.host).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                unsafe bind(descriptor, general, size) == 0
            }
        }
        guard isBound else {
            let number = errno
            close(descriptor)
            throw ChildProcess.Failure("bind \(place.numbers)", number)
        }
        return descriptor
    }

    private static func port(of descriptor: Int32) throws -> UInt16 {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isKnown = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                unsafe getsockname(descriptor, general, &size) == 0
            }
        }
        guard isKnown else { throw ChildProcess.Failure("getsockname", errno) }
        return UInt16(bigEndian: address.sin_port)
    }
}
