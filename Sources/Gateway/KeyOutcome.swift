package import Bank
package import JSON

/// What became of a key, as callers see it.
package enum KeyOutcome: Hashable, Sendable {
    /// The money moved, in this slot.
    case success(slot: UInt64)
    /// The bank refused, in this slot.
    case failed(FailureReason, slot: UInt64)
    /// A request with it is under way.
    case pending
    /// It was used in this slot, so long ago that the outcome is forgotten.
    case expired(slot: UInt64)
    /// Nothing was executed under it.
    case neverSeen

    /// What a recorded result says.
    init(_ result: RequestResult, slot: UInt64) {
        self = result.reason.map { .failed($0, slot: slot) } ?? .success(slot: slot)
    }

    /// Writes it.
    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("object", "outcome")
        writer.member("outcome", word)
        if case .failed(let reason, _) = self { writer.member("reason", reason.rawValue) }
        if let slot { writer.member("slot", slot) }
        if case .success(let slot) = self { writer.member("transfer", "/v1/transfers/\(slot)") }
        if case .failed(_, let slot) = self { writer.member("transfer", "/v1/transfers/\(slot)") }
        writer.endObject()
    }

    private var word: String {
        switch self {
        case .success: "success"
        case .failed: "failed"
        case .pending: "pending"
        case .expired: "expired"
        case .neverSeen: "never_seen"
        }
    }

    private var slot: UInt64? {
        switch self {
        case .success(let slot), .failed(_, let slot), .expired(let slot): slot
        case .pending, .neverSeen: nil
        }
    }
}
