/// A server of HTTP, as its URL names it.
public struct WebServer: Hashable, Sendable, CustomStringConvertible {
    /// Host and port, as a `Host` header and an address have them.
    public let authority: String

    /// Reads `http://HOST:PORT`, with port 80 if none is given; nil if the text is none.
    ///
    /// The host is a name, an IPv4 address, or an IPv6 address in `[]`. It is not looked up.
    public init?(_ text: String) {
        let scheme = "http://"
        guard text.utf8.count <= Self.bytesMax, text.hasPrefix(scheme) else { return nil }
        var rest = text.dropFirst(scheme.count)
        if rest.hasSuffix("/") { rest.removeLast() }
        let areSigns = rest.utf8.allSatisfy { byte in
            switch byte {
            case 45, 46, 48...58, 65...91, 93, 95, 97...122: true
            default: false
            }
        }
        guard !rest.isEmpty, areSigns else { return nil }
        let afterHost = rest.hasPrefix("[") ? rest.drop { $0 != "]" }.dropFirst() : rest
        let hasPort = afterHost.contains(":")
        if hasPort {
            let digits = afterHost.drop { $0 != ":" }.dropFirst()
            guard let port = UInt16(digits), port > 0 else { return nil }
        }
        guard !rest.hasPrefix(":") else { return nil }
        authority = hasPort ? "\(rest)" : "\(rest):80"
    }

    /// The server at an address of this machine.
    init(at address: LocalAddress) { authority = address.reachable }

    /// The URL without a path.
    public var description: String { "http://\(authority)" }

    /// The most bytes of a URL.
    private static let bytesMax = 300
}
