/// What a client asks for; (client, timestamp) names it for ever.
///
/// It takes 72 bytes: requests lie in arrays by the thousand and are copied from one to the next.
public struct Request: Hashable, Sendable {
    /// Who asks.
    public let client: ClientID
    /// The client's number for this request.
    public let timestamp: RequestTimestamp
    /// What to do.
    public let command: Command

    /// Creates a request.
    @inline(__always)
    public init(client: ClientID, timestamp: RequestTimestamp, command: Command) {
        self.client = client
        self.timestamp = timestamp
        self.command = command
    }

    /// Says whether both have the same name: client and timestamp.
    @inline(__always)
    public func hasName(of other: Request) -> Bool {
        timestamp == other.timestamp && client == other.client
    }

    /// A well-mixed word that is the same for equal names on every machine and in every run.
    public var nameHash: UInt64 {
        var hasher = DigestHasher(resuming: timestamp.raw)
        client.identifier.mix(into: &hasher)
        return hasher.finished
    }

    /// The fingerprint of the command, which tells a retry from another request of that name.
    public var fingerprint: UInt64 { command.fingerprint }

    /// Mixes all fields in, in the order of their declaration.
    public func mix(into hasher: inout DigestHasher) {
        client.identifier.mix(into: &hasher)
        hasher.mix(timestamp.raw)
        command.mix(into: &hasher)
    }
}

extension Request: CustomStringConvertible {
    /// `(G, B, 6) by G`.
    public var description: String { "\(command) by \(client)" }
}
