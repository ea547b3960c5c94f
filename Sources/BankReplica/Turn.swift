import Paxos
import Wire
import WriteAheadLog

/// The order in which a node carries a turn out: the safety rule of the whole system, in one place
/// for the node, the simulator and the tests.
///
/// ```
/// var turn = Turn()
/// while let step = turn.next(for: &replica, into: &output, wallMicroseconds: now) {
///     switch step {
///     case .sendEarly: …      output.effects.early
///     case .makeDurable: …    store.makeDurable(&output, of: &replica)
///     case .sendRest: …       output.effects.messages, snapshotsWanted, output.relays, answers
///     }
/// }
/// ```
///
/// Nothing that rests on a record is handed out before that record is durable: the process stops
/// if a step is left out.
public struct Turn: Sendable {
    /// What the caller does next.
    public enum Step: Hashable, Sendable {
        /// Send what rests on nothing that is still to be flushed.
        case sendEarly
        /// Append the records and flush them, with ``ReplicaStore/makeDurable(_:of:)``.
        case makeDurable
        /// Send the rest: messages, offers of snapshots, relays and answers, in this order.
        case sendRest
    }

    /// The step that was given last; nil at the beginning of a round.
    private var last: Step?
    /// Whether this round had something to flush: another one sees what rests on that.
    private var hadRecords = false
    /// Whether a round was carried out.
    private var isBegun = false

    /// Creates a turn whose inputs the replica has taken in.
    public init() {}

    /// Returns the next step; nil at the end of the turn, when `output` asks for nothing.
    ///
    /// - Parameters:
    ///   - replica: Whose turn it is.
    ///   - output: What the inputs asked for; what the turn asks for besides is added.
    ///   - wallMicroseconds: The machine's clock.
    /// - Returns: What to do now.
    public mutating func next(
        for replica: inout BankReplica,
        into output: inout Output,
        wallMicroseconds: UInt64
    ) -> Step? {
        switch last {
        case nil:
            guard !isBegun || hadRecords || replica.hasWork else { return nil }
            isBegun = true
            replica.endTurn(wallMicroseconds: wallMicroseconds, into: &output)
            hadRecords = !output.effects.records.isEmpty
            last = .sendEarly
        case .sendEarly where hadRecords:
            last = .makeDurable
        case .sendEarly, .makeDurable:
            precondition(
                output.effects.records.isEmpty,
                "\(output.effects.records.count) records are not flushed, and messages rest on them"
            )
            last = .sendRest
        case .sendRest:
            output.removeAll()
            last = nil
            return next(for: &replica, into: &output, wallMicroseconds: wallMicroseconds)
        }
        return last
    }
}

extension ReplicaStore {
    /// Appends and flushes what a turn asks for, and tells the replica: step
    /// ``Turn/Step/makeDurable``.
    ///
    /// - Parameters:
    ///   - output: Its records are durable on return, and gone.
    ///   - replica: Whose they are.
    /// - Throws: ``StoreError``; nothing may be sent then, and the node MUST stop.
    public mutating func makeDurable(
        _ output: inout Output,
        of replica: inout BankReplica
    ) throws(StoreError) {
        try append(output.effects.records, state: replica.paxos.durableState)
        output.effects.records.removeAll(keepingCapacity: true)
        replica.recordsAreDurable()
    }
}
