package import Bank
internal import Wire

/// A key that a gateway made for a request without one: it names the request in the cluster's own
/// protocol, and so costs the cluster nothing.
///
/// Its text is `gw:NAME-LANE@TIMESTAMP`; the client of the cluster's protocol is `gw-NAME-LANE`.
package struct MadeKey: Hashable, Sendable {
    /// The gateway that made it.
    package let gateway: String
    /// The lane.
    package let lane: Int
    /// The request's timestamp.
    package let timestamp: RequestTimestamp

    /// What every key that a gateway made begins with.
    static let prefix = IdempotencyKey.madePrefix

    /// Creates a key.
    package init(gateway: String, lane: Int, timestamp: RequestTimestamp) {
        self.gateway = gateway
        self.lane = lane
        self.timestamp = timestamp
    }

    /// Reads a key; nil for one that no gateway made.
    package init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), let at = text.lastIndex(of: "@") else { return nil }
        let name = text[..<at].dropFirst(Self.prefix.count)
        let digits = text[text.index(after: at)...]
        guard let dash = name.lastIndex(of: "-"), let lane = Int(name[name.index(after: dash)...]),
            (0..<GatewayLimits.lanesMax).contains(lane), let raw = UInt64(digits),
            let timestamp = RequestTimestamp(raw), Self.isName(String(name[..<dash]))
        else { return nil }
        self.init(gateway: String(name[..<dash]), lane: lane, timestamp: timestamp)
        guard description == text else { return nil }
    }

    /// Whether a text can be a gateway's name: 1 to 48 characters of identifiers.
    package static func isName(_ text: String) -> Bool {
        text.utf8.count <= GatewayLimits.nameCharactersMax && Identifier(text) != nil
    }

    /// Returns what stands before the timestamp in a key of a lane of the gateway called `name`.
    static func prefix(of name: String, lane: Int) -> String { "\(prefix)\(name)-\(lane)@" }

    /// Returns the client of a lane of the gateway called `name`.
    package static func client(of name: String, lane: Int) -> ClientID {
        guard let client = ClientID("gw-\(name)-\(lane)") else {
            preconditionFailure("lane \(lane) of gateway \(name) is no identifier")
        }
        return client
    }
}

extension MadeKey: CustomStringConvertible {
    /// The text that callers send.
    package var description: String { "\(Self.prefix(of: gateway, lane: lane))\(timestamp)" }
}
