package import HTTP

/// Which names this gateway has, so that no other site's page can reach it through a visitor.
package struct SourceCheck: Hashable, Sendable {
    /// The hosts beside loopback ones, in small letters.
    private let hosts: Set<String>

    /// Creates a check.
    ///
    /// - Parameters:
    ///   - listenAddress: Where the gateway listens, as `host:port`.
    ///   - allowed: Further names.
    package init(listenAddress: String, allowed: [String]) {
        var hosts = Set(allowed.map { $0.lowercased() })
        if let colon = listenAddress.lastIndex(of: ":") {
            hosts.insert(listenAddress[..<colon].lowercased())
        }
        self.hosts = hosts
    }

    /// Whether a request to `host` may change something.
    package func allows(_ host: HTTPAuthority) -> Bool {
        host.isLoopback || hosts.contains(host.host)
    }

    /// Whether a request to `host` with these Origin headers comes from a page of this gateway.
    ///
    /// A proxy may speak TLS before this gateway, so both schemes are fine.
    package func allows(origins: [String], at host: HTTPAuthority) -> Bool {
        guard origins.count == 1, let origin = HTTPOrigin(parsing: origins[0]),
            case .site(let scheme, _) = origin, scheme == "http" || scheme == "https"
        else { return false }
        return origin.isSame(as: host, scheme: scheme)
    }
}
