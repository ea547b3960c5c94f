/// The name of a client: who asks, whatever account the money is in.
public struct ClientID: NamedByIdentifier {
    /// The name itself.
    public let identifier: Identifier

    /// Creates the name of a client.
    public init(identifier: Identifier) {
        self.identifier = identifier
    }
}
