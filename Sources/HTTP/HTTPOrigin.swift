/// Where the page that sends a request came from, as a browser says in the Origin header.
public enum HTTPOrigin: Hashable, Sendable {
    /// `null`: a file, a sandbox, or something the browser will not tell.
    case opaque
    /// `scheme://host:port`, with the scheme in small letters.
    case site(scheme: String, authority: HTTPAuthority)

    /// The longest scheme in bytes.
    private static let schemeBytesMax = 32

    /// Reads the value of an Origin header; nil if it is malformed, which is a foreign origin too.
    ///
    /// - Parameter text: The value.
    public init?(parsing text: String) {
        guard text != "null" else {
            self = .opaque
            return
        }
        let bytes = [UInt8](text.utf8)
        guard let colon = bytes.firstIndex(of: Byte.colon), colon <= Self.schemeBytesMax,
            let first = bytes.first, Byte.isLetter(first),
            bytes[..<colon].allSatisfy(Self.isSchemeByte),
            bytes[colon...].starts(with: "://".utf8),
            let authority = HTTPAuthority(in: bytes.span.extracting((colon + 3)...))
        else { return nil }
        let scheme = bytes.span.latinText(in: 0..<colon).lowercased()
        self = .site(scheme: scheme, authority: authority)
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        Byte.isLetter(byte) || Byte.isDigit(byte)
            || [Byte.plus, Byte.hyphen, Byte.dot].contains(byte)
    }

    /// Whether a page of this origin came from the host and port that a request was sent to.
    ///
    /// - Parameters:
    ///   - host: What the Host header of the request says.
    ///   - scheme: What the server speaks, `http` or `https`.
    /// - Returns: False for an opaque origin.
    public func isSame(as host: HTTPAuthority, scheme: String = "http") -> Bool {
        guard case .site(scheme, let authority) = self else { return false }
        return authority.host == host.host && authority.port(for: scheme) == host.port(for: scheme)
    }
}

extension HTTPOrigin: CustomStringConvertible {
    /// The origin as it is written: `http://localhost:8080`.
    public var description: String {
        switch self {
        case .opaque: "null"
        case .site(let scheme, let authority): "\(scheme)://\(authority)"
        }
    }
}
