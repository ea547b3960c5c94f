public import Wire

/// What names a read while it is under way; no later read of the same connection has it.
public struct ReadID: Hashable, Sendable {
    /// The number that comes back with answers.
    package let rawValue: UInt64

    /// Creates the name of the read with that number.
    package init(_ rawValue: UInt64) { self.rawValue = rawValue }
}

/// Why a read has no answer; nothing can have happened, so ask again.
public enum ReadFailure: Error, Hashable, Sendable {
    /// No leader confirmed an answer before the read's time was over, or it was given up.
    case timedOut(milliseconds: Int)
    /// Every node turned this program away for a reason that trying again does not mend.
    case turnedAway
}

/// A read that is over, and what came of it.
public struct FinishedRead: Hashable, Sendable {
    /// The read.
    public let id: ReadID
    /// The number that the caller gave it.
    public let tag: Int
    /// What was read.
    public let subject: ReadSubject
    /// What a leader answered that a quorum followed; or why there is no answer.
    public let result: Result<ReadAnswer, ReadFailure>

    /// Whether a leader answered.
    public var isAnswered: Bool { if case .success = result { true } else { false } }
}
