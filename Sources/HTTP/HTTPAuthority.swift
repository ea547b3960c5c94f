/// A host with an optional port, as the Host header has it.
///
/// A name is made of letters, digits, `-` and `_` between dots; an IPv4 address has four numbers,
/// an IPv6 address stands in brackets. Two are equal if their texts are, but for the case of
/// letters.
public struct HTTPAuthority: Hashable, Sendable {
    /// The name or address in small letters, an IPv6 address with its brackets.
    public let host: String
    /// The port, from 1 through 65,535; nil if it is the usual one of the scheme.
    public let port: Int?
    /// Whether the host is `localhost`, in 127.0.0.0/8, or `[::1]`.
    ///
    /// A name below `localhost` is not, as it may have an address elsewhere.
    public let isLoopback: Bool

    /// Reads an authority; nil if the text is none.
    ///
    /// - Parameter text: `HOST` or `HOST:PORT`, without blanks.
    public init?(parsing text: String) {
        self.init(in: [UInt8](text.utf8).span)
    }

    /// Reads an authority that is all of `bytes`.
    init?(in bytes: Span<UInt8>) {
        guard let parts = AuthorityParts(in: bytes) else { return nil }
        host = bytes.latinText(in: parts.host).lowercased()
        port = parts.port
        isLoopback = parts.isLoopback
    }

    /// Returns the port to connect to.
    ///
    /// - Parameter scheme: `http` or `https`.
    /// - Returns: The port; nil if none is given and the scheme is another one.
    public func port(for scheme: String) -> Int? {
        if let port { return port }
        return switch scheme {
        case "http": 80
        case "https": 443
        default: nil
        }
    }
}

extension HTTPAuthority: CustomStringConvertible {
    /// The authority as it is written: `localhost:8080`.
    public var description: String { port.map { "\(host):\($0)" } ?? host }
}
