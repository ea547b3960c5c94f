/// What a client asks for; (client, timestamp) names it for ever.
///
/// It is plain memory: an array of requests is copied as bytes, without counting references.
public struct Request: Hashable, Sendable, BitwiseCopyable {
    /// Who asks.
    public let client: ClientID
    /// The client's number for this request.
    public let timestamp: RequestTimestamp
    /// What to do.
    public let command: Command

    /// Creates a request.
    public init(client: ClientID, timestamp: RequestTimestamp, command: Command) {
        self.client = client
        self.timestamp = timestamp
        self.command = command
    }

    /// The fingerprint of the command, which tells a retry from another request of that name.
    public var fingerprint: UInt64 { command.fingerprint }

    /// Mixes in who asks, the number and the command's fingerprint: enough to tell two requests
    /// apart, for fewer words than all fields have.
    public func mixName(into hasher: inout DigestHasher) {
        hasher.mix(client.identifier.hashWord)
        hasher.mix(timestamp.raw)
        hasher.mix(fingerprint)
    }

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
