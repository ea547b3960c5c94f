/// What became of a request.
public enum RequestResult: Hashable, Sendable, BitwiseCopyable {
    /// It was done.
    case success
    /// It was refused, and nothing changed.
    case failed(FailureReason)
    /// A later request of the client was executed before; this one was not and never will be, or
    /// it was and its answer is forgotten.
    case stale
    /// The client's timestamp already stands for another command; this one was not executed.
    case conflict

    /// The word on the wire and in reports: `success`, `failed`, `stale` or `conflict`.
    public var word: String {
        switch self {
        case .success: "success"
        case .failed: "failed"
        case .stale: "stale"
        case .conflict: "conflict"
        }
    }

    /// Why it failed; nil for every other result.
    public var reason: FailureReason? {
        if case .failed(let reason) = self { reason } else { nil }
    }

    /// Creates a result out of its words.
    ///
    /// - Parameters:
    ///   - word: What ``word`` gives.
    ///   - reason: The raw value of ``reason``. Nil is returned if it stands beside another word
    ///     than `failed`, is missing beside that one, or if a word is unknown.
    public init?(word: String, reason: String?) {
        switch (word, reason) {
        case ("success", nil): self = .success
        case ("stale", nil): self = .stale
        case ("conflict", nil): self = .conflict
        case ("failed", let reason?):
            guard let reason = FailureReason(rawValue: reason) else { return nil }
            self = .failed(reason)
        default: return nil
        }
    }

    /// A number for digests; it stays with its case for ever.
    var digestWord: UInt64 {
        switch self {
        case .success: 1
        case .stale: 2
        case .conflict: 3
        case .failed(let reason): 0x100 | reason.digestWord
        }
    }
}

extension RequestResult: CustomStringConvertible {
    /// `success`, or `failed (insufficient_funds)`.
    public var description: String {
        if let reason { "\(word) (\(reason.rawValue))" } else { word }
    }
}
