import JSON

/// What an answer to a payment means for whoever has to know what became of it.
package struct StressAnswer: Hashable, Sendable {
    /// What the answer says.
    package enum Meaning: Hashable, Sendable {
        /// It was executed in this slot, now or before, and money moved.
        case success(slot: UInt64)
        /// It was executed in this slot, now or before, and the bank refused it.
        case failed(slot: UInt64)
        /// The key stands for another payment.
        case keyReused
        /// Ask again with the same key.
        case again
        /// Nothing that a request of ours should ever be answered.
        case wrong
    }

    /// The status.
    package let status: Int
    /// The body.
    package let body: [UInt8]
    /// Whether it says that it repeats an earlier answer.
    package let isReplayed: Bool

    /// Creates an answer.
    package init(status: Int, body: [UInt8], isReplayed: Bool = false) {
        self.status = status
        self.body = body
        self.isReplayed = isReplayed
    }

    /// What it says.
    package var meaning: Meaning {
        let value = try? JSONValue(parsing: body.span)
        let error = value?["error"]
        switch status {
        case 201:
            guard value?["outcome"]?.asString == "success", let slot = Self.slot(of: value) else {
                return .wrong
            }
            return .success(slot: slot)
        case 422 where error?["code"]?.asString == "key_reused": return .keyReused
        case 422:
            guard error?["type"]?.asString == "bank_error", let slot = Self.slot(of: error) else {
                return .wrong
            }
            return .failed(slot: slot)
        case 409 where error?["code"]?.asString == "key_in_progress": return .again
        case 503, 504: return .again
        case 429 where error?["code"]?.asString == "too_many_requests": return .again
        default: return .wrong
        }
    }

    private static func slot(of value: JSONValue?) -> UInt64? {
        value?["slot"]?.asInteger.flatMap { $0 > 0 ? UInt64($0) : nil }
    }

    /// Status and body as one line, cut if it is long.
    package var words: String {
        let text = ForeignText.quoted(String(decoding: body.prefix(400), as: UTF8.self))
        return "\(status) \(text)"
    }
}
