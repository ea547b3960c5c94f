public import Bank

/// What names a single transfer, so that asking again does not pay again.
public enum RequestName: Hashable, Sendable {
    /// A key of the caller: the same key always names the same transfer.
    case key(RequestKey)
    /// A client and its timestamp; nil takes the wall clock, which names a new request.
    case client(ClientID, timestamp: RequestTimestamp?)

    /// The client that asks.
    public var client: ClientID {
        switch self {
        case .key(let key): key.client
        case .client(let client, _): client
        }
    }

    /// The timestamp, if it is given: a key's client makes one request only, with timestamp 1.
    public var timestamp: RequestTimestamp? {
        switch self {
        case .key: RequestTimestamp(1)
        case .client(_, let timestamp): timestamp
        }
    }
}

/// A caller's key for one transfer: 1 to 60 letters, digits, `_` and `-`.
///
/// Each key is a client of its own, so different keys never meet: it is not hashed.
public struct RequestKey: Hashable, Sendable {
    /// The greatest number of characters.
    public static let lengthMax = Identifier.lengthMax - prefix.utf8.count
    /// What a key's client begins with; other clients should not.
    private static let prefix = "key-"

    /// The client that the key stands for.
    public let client: ClientID

    /// Creates a key; nil is returned unless the text has 1 to ``lengthMax`` allowed characters.
    public init?(_ text: some StringProtocol) {
        guard !text.isEmpty, let client = ClientID(Self.prefix + text) else { return nil }
        self.client = client
    }
}
