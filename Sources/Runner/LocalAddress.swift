/// An IPv4 address of this machine with a port, to listen at.
public struct LocalAddress: Hashable, Sendable {
    /// The four bytes of the address, the first in the highest bits.
    let host: UInt32
    /// The port.
    public let port: UInt16

    /// This machine itself, at a port; 0 lets the system choose one.
    public init(port: UInt16) {
        host = Self.loopback
        self.port = port
    }

    /// Reads `HOST:PORT`; nil if the text is none.
    ///
    /// - Parameter text: The host is `localhost` or four numbers with points between them; the port
    ///   is from 1 to 65535.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let port = Self.number(parts[1], most: UInt32(UInt16.max)),
            port > 0, let host = Self.host(parts[0])
        else { return nil }
        self.host = host
        self.port = UInt16(port)
    }

    /// The address that reaches this machine and nobody else's.
    private static let loopback: UInt32 = 0x7F00_0001

    private static func host(_ text: Substring) -> UInt32? {
        if text == "localhost" { return loopback }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var host: UInt32 = 0
        for part in parts {
            guard let byte = number(part, most: UInt32(UInt8.max)) else { return nil }
            host = host << 8 | byte
        }
        return host
    }

    private static func number(_ text: Substring, most: UInt32) -> UInt32? {
        let isNumber = (1...5).contains(text.utf8.count) && text.utf8.allSatisfy { 48...57 ~= $0 }
        guard isNumber, let number = UInt32(text), number <= most else { return nil }
        return number
    }

    /// The address in numbers, as `host:port`.
    public var numbers: String { "\(hostNumbers):\(port)" }

    /// The address in numbers, as somebody on this machine reaches it.
    ///
    /// Whoever listens at every address of the machine is also found at this one.
    public var reachable: String { host == 0 ? LocalAddress(port: port).numbers : numbers }

    private var hostNumbers: String {
        stride(from: 24, through: 0, by: -8).map { "\(host >> UInt32($0) & 0xFF)" }
            .joined(separator: ".")
    }
}
