public import Paxos

/// A leader that was killed under load, and what clients saw of it.
public struct BenchFailure: Hashable, Sendable {
    /// Who led.
    public let node: NodeID
    /// When it was killed, in microseconds since the start.
    public let killedAt: UInt64
    /// When it was started again, in microseconds since the start; nil if it was not.
    public internal(set) var restartedAt: UInt64?
    /// The longest time without an answer around it, in microseconds.
    public internal(set) var gap: UInt64 = 0
    /// How many answers a second came in the last second before.
    public internal(set) var rateBefore: UInt64 = 0
    /// From the kill until at least nine tenths of that rate were back, in microseconds; nil if
    /// they were not before the next failure or the end.
    public internal(set) var recovery: UInt64?

    /// A time without an answer belongs to a failure if it began at most so long after it, in
    /// microseconds.
    package static let reach: UInt64 = 2_000_000

    /// Creates a failure that nothing is known of yet.
    ///
    /// - Parameters:
    ///   - node: Who led.
    ///   - killedAt: When it was killed, in microseconds since the start.
    package init(node: NodeID, killedAt: UInt64) {
        self.node = node
        self.killedAt = killedAt
    }

    /// Takes note of a time without an answer, in microseconds since the start.
    package mutating func didMiss(from begin: UInt64, to end: UInt64) {
        guard end > killedAt, begin < killedAt + Self.reach else { return }
        gap = max(gap, end - begin)
    }
}
