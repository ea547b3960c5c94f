/// What a client asks for; (client, timestamp) names it for ever.
///
/// It takes 48 bytes, with one reference that is nil unless a name is longer than ten characters or
/// there is an idempotency key: requests lie in arrays by the thousand, are copied from one to the
/// next, and each reference in them would be counted each time.
public struct Request: Sendable {
    /// The client's number for this request.
    public let timestamp: RequestTimestamp
    /// How much is moved, in minor units.
    private let amount: Int64
    /// The names as words (``Identifier/word``): who asks, who pays, who is paid.
    private let clientWord, fromWord, toWord: UInt64
    /// All names, if one of them does not fit a word or there is a key.
    private let names: Names?

    /// Creates a request.
    @inline(__always)
    public init(client: ClientID, timestamp: RequestTimestamp, command: Command) {
        let (transfer, key) = (command.transfer, command.key)
        self.timestamp = timestamp
        amount = transfer.amount.minorUnits
        clientWord = client.identifier.word
        fromWord = transfer.from.identifier.word
        toWord = transfer.to.identifier.word
        let areWords = clientWord != 0 && fromWord != 0 && toWord != 0
        names =
            areWords && key == nil
            ? nil : Names(client: client, from: transfer.from, to: transfer.to, key: key)
    }

    /// Who asks.
    @inline(__always)
    public var client: ClientID {
        if let names { return names.client }
        return ClientID(identifier: Identifier(word: clientWord))
    }

    /// What to do.
    @inline(__always)
    public var command: Command {
        if let key = names?.key { .keyedTransfer(transfer, key: key) } else { .transfer(transfer) }
    }

    /// The transfer that is asked for.
    @inline(__always)
    private var transfer: Transfer {
        let amount = Amount(minorUnits: amount)
        if let names { return Transfer(from: names.from, to: names.to, amount: amount) }
        return Transfer(
            from: AccountID(identifier: Identifier(word: fromWord)),
            to: AccountID(identifier: Identifier(word: toWord)),
            amount: amount
        )
    }
}

/// The names of a request of which one does not fit a word, or which has a key.
private final class Names: Sendable {
    /// Who asks.
    let client: ClientID
    /// The account that pays.
    let from: AccountID
    /// The account that is paid.
    let to: AccountID
    /// The key; nil if there is none.
    let key: IdempotencyKey?

    init(client: ClientID, from: AccountID, to: AccountID, key: IdempotencyKey?) {
        self.client = client
        self.from = from
        self.to = to
        self.key = key
    }
}

// MARK: - Telling requests apart

extension Request: Hashable {
    /// Says whether both are the same request.
    public static func == (lhs: Request, rhs: Request) -> Bool {
        lhs.hasName(of: rhs) && lhs.hasCommand(of: rhs)
    }

    /// Says whether both have the same name: client and timestamp.
    @inline(__always)
    public func hasName(of other: Request) -> Bool {
        guard timestamp == other.timestamp, clientWord == other.clientWord else { return false }
        return clientWord != 0 || client == other.client
    }

    /// Says whether both ask for the same.
    @inline(__always)
    public func hasCommand(of other: Request) -> Bool {
        guard amount == other.amount, fromWord == other.fromWord, toWord == other.toWord else {
            return false
        }
        if names == nil, other.names == nil { return true }
        return command == other.command
    }

    /// Feeds the name.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(nameHash)
    }

    /// A well-mixed word that is the same for equal names on every machine and in every run.
    public var nameHash: UInt64 {
        var hasher = DigestHasher(resuming: timestamp.raw)
        client.identifier.mix(into: &hasher)
        return hasher.finished
    }

    /// The fingerprint of the command, which tells a retry from another request of that name.
    public var fingerprint: UInt64 { command.fingerprint }

    /// Mixes in what tells requests apart, as it is packed: the same for equal requests, and fewer
    /// words than ``mix(into:)`` takes.
    @inline(__always)
    public func mixPacked(into hasher: inout DigestHasher) {
        hasher.mix(timestamp.raw)
        hasher.mix(UInt64(bitPattern: amount))
        hasher.mix(clientWord)
        hasher.mix(fromWord)
        hasher.mix(toWord)
        guard let names else { return }
        for name in [names.client.identifier, names.from.identifier, names.to.identifier] {
            name.mix(into: &hasher)
        }
        names.key?.mix(into: &hasher)
    }

    /// Mixes all fields in: client, timestamp, command.
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
