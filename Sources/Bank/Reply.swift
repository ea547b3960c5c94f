/// The bank's answer to a request; every answer to one request is the same value.
public struct Reply: Hashable, Sendable {
    /// Who asked.
    public let client: ClientID
    /// The client's number for the request.
    public let timestamp: RequestTimestamp
    /// What became of it.
    public let result: RequestResult
    /// The position at which it was executed, counted from 1; 0 if it was not.
    ///
    /// Stale, conflicting and `tooManyClients` requests have 0 even if they were ordered, so that
    /// their answer is the same whether it was found out before or after they took a position.
    public let position: UInt64
    /// The balances right after execution; nil unless it was executed and both accounts exist.
    public let balances: TransferBalances?
    /// Whether it repeats what became of an earlier request under the same idempotency key, whose
    /// position and balances these are.
    public let isReplayed: Bool

    /// Creates a reply.
    @inline(__always)
    public init(
        client: ClientID,
        timestamp: RequestTimestamp,
        result: RequestResult,
        position: UInt64,
        balances: TransferBalances?,
        isReplayed: Bool = false
    ) {
        self.client = client
        self.timestamp = timestamp
        self.result = result
        self.position = position
        self.balances = balances
        self.isReplayed = isReplayed
    }

    /// Creates the answer to a request that was not executed.
    init(refusing request: Request, as result: RequestResult) {
        self.init(
            client: request.client,
            timestamp: request.timestamp,
            result: result,
            position: 0,
            balances: nil
        )
    }

    /// Creates the answer to a request under a key that something became of before.
    ///
    /// - Parameters:
    ///   - record: What did; it MUST NOT be forgotten.
    ///   - request: The request.
    init(replaying record: KeyRecord, to request: Request) {
        guard let outcome = record.outcome else {
            preconditionFailure("the key of position \(record.position) is expired")
        }
        self.init(
            client: request.client,
            timestamp: request.timestamp,
            result: outcome.result,
            position: record.position,
            balances: outcome.balances,
            isReplayed: true
        )
    }

    /// Mixes all fields in, in the order of their declaration.
    public func mix(into hasher: inout DigestHasher) {
        client.identifier.mix(into: &hasher)
        hasher.mix(timestamp.raw)
        mixOutcome(into: &hasher)
    }

    /// Mixes in what became of the request, without its name.
    public func mixOutcome(into hasher: inout DigestHasher) {
        hasher.mix(result.digestWord | (isReplayed ? 1 << 32 : 0))
        hasher.mix(position)
        guard let balances else { return hasher.mix(0) }
        hasher.mix(1)
        hasher.mix(UInt64(bitPattern: balances.from.minorUnits))
        hasher.mix(UInt64(bitPattern: balances.to.minorUnits))
    }
}
