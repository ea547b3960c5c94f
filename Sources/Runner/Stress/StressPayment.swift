package import JSON

/// A payment that is asked for under a key.
public struct StressPayment: Hashable, Sendable {
    /// The account that pays.
    public let from: String
    /// The account that is paid.
    public let to: String
    /// How much, in minor units.
    public let amount: Int64

    /// Creates a payment.
    public init(from: String, to: String, amount: Int64) {
        self.from = from
        self.to = to
        self.amount = amount
    }

    /// The body of its request.
    var body: [UInt8] {
        let value: JSONValue = [
            "from": .string(from), "to": .string(to), "amount": .integer(amount),
        ]
        return Array("\(value)".utf8)
    }
}

/// A transfer as the bank's journal has it: what was executed, and not what was answered.
public struct StressExecution: Hashable, Sendable {
    /// Its slot.
    public let slot: UInt64
    /// What was paid, or would have been.
    public let payment: StressPayment
    /// Whether money moved.
    public let hasSucceeded: Bool

    /// Creates an execution.
    public init(slot: UInt64, payment: StressPayment, hasSucceeded: Bool) {
        self.slot = slot
        self.payment = payment
        self.hasSucceeded = hasSucceeded
    }

    /// Reads an element of `GET /v1/transfers`; nil if it is none that was executed.
    ///
    /// A request that was refused for its key took a slot too, and counts as nothing.
    package init?(_ value: JSONValue) {
        guard !Self.reasonsOfKeys.contains(value["reason"]?.asString ?? "") else { return nil }
        guard let slot = value["slot"]?.asInteger, slot > 0,
            let from = value["from"]?.asString, let to = value["to"]?.asString,
            let amount = value["amount"]?.asInteger, let outcome = value["outcome"]?.asString
        else { return nil }
        self.slot = UInt64(slot)
        payment = StressPayment(from: from, to: to, amount: amount)
        hasSucceeded = outcome == "success"
    }

    /// The reasons for which nothing is executed, since they are about the key.
    private static let reasonsOfKeys: Set<String> = ["key_reused", "key_expired", "too_many_keys"]
}
