public import Bank

/// What became of a request, in the one vocabulary of protocol, reports and exit codes.
public enum Outcome: Hashable, Sendable {
    /// It is executed and the money moved.
    case success
    /// It was executed and refused; nothing moved and a retry will not help.
    case failed(FailureReason)
    /// The client's timestamp stands for another command: this one was not executed. Look for a
    /// bug.
    case conflict
    /// A later request of the client was executed before, so this one's answer is not known any
    /// more.
    case stale
    /// It was sent and not answered: ask again with the same client and timestamp.
    case unknown
    /// No node took it on, so it is certainly not executed: ask again whenever you like.
    case notExecuted

    /// Creates the outcome of a request that the bank answered.
    public init(_ result: RequestResult) {
        switch result {
        case .success: self = .success
        case .failed(let reason): self = .failed(reason)
        case .conflict: self = .conflict
        case .stale: self = .stale
        }
    }

    /// What the bank answered; nil if it did not.
    var result: RequestResult? {
        switch self {
        case .success: .success
        case .failed(let reason): .failed(reason)
        case .conflict: .conflict
        case .stale: .stale
        case .unknown, .notExecuted: nil
        }
    }

    /// The word in reports: `success`, `failed`, `conflict`, `stale`, `unknown` or `not_executed`.
    public var word: String {
        switch self {
        case .success: "success"
        case .failed: "failed"
        case .conflict: "conflict"
        case .stale: "stale"
        case .unknown: "unknown"
        case .notExecuted: "not_executed"
        }
    }
}
