/// Where a socket listens or connects to: an IP address and a TCP port.
public struct SocketAddress: Hashable, Sendable {
    /// The address of a machine.
    enum Host: Hashable, Sendable {
        /// The four bytes of an IPv4 address, the first in the highest bits.
        case v4(UInt32)
        /// The sixteen bytes of an IPv6 address in two halves, and the scope of a link-local one.
        case v6(high: UInt64, low: UInt64, scope: UInt32)
    }

    /// The machine.
    let host: Host
    /// The TCP port; 0 lets the system choose one when a listener is opened.
    public let port: UInt16

    /// Creates an address from its parts.
    init(host: Host, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// This machine itself, `127.0.0.1`, at `port`.
    public static func loopback(port: UInt16) -> SocketAddress {
        SocketAddress(host: .v4(0x7F00_0001), port: port)
    }

    /// Every IPv4 address of this machine, `0.0.0.0`, at `port`.
    public static func everyInterface(port: UInt16) -> SocketAddress {
        SocketAddress(host: .v4(0), port: port)
    }

    /// Reads `host:port`, where the host is a name, an IPv4 address, or an IPv6 address in `[]`.
    ///
    /// A name is looked up here and only here; that **blocks** for as long as the name service
    /// takes, so do it before the loop runs. Of several addresses the first is taken, IPv4 before
    /// IPv6.
    ///
    /// - Throws: ``AddressError``; show it to whoever wrote the text.
    public init(_ text: String) throws(AddressError) {
        guard let colon = text.lastIndex(of: ":") else { throw .malformed(text) }
        var host = text[..<colon]
        let digits = text[text.index(after: colon)...]
        guard
            (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits)
        else { throw .malformed(text) }
        if host.first == "[", host.last == "]" {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw .malformed(text)
        }
        guard !host.isEmpty, host.utf8.count <= 253, !host.utf8.contains(0) else {
            throw .malformed(text)
        }
        self = try Self.lookUp(host: String(host), port: port)
    }
}

/// A text is not an address that can be used.
public enum AddressError: Error, Hashable, Sendable {
    /// The text is not `host:port` with a port of 0 to 65535; correct it.
    case malformed(String)
    /// The name service knows no address of the host, for the reason given; correct it or try
    /// later.
    case unresolved(host: String, reason: String)
}

extension AddressError: CustomStringConvertible {
    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .malformed(let text): "\"\(text)\" is not an address of the form host:port"
        case .unresolved(let host, let reason): "\"\(host)\" has no address: \(reason)"
        }
    }
}
