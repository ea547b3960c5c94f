/// The name of an account.
public struct AccountID: NamedByIdentifier {
    /// The name itself.
    public let identifier: Identifier

    /// Creates the name of an account.
    public init(identifier: Identifier) {
        self.identifier = identifier
    }
}
