public import Paxos

/// What one record of a node's log says: the state in force after it, and the entries it adds.
///
/// The state stands whole in every record, so that the last record of a log tells all of it, and a
/// damaged one before it costs no more than its entries.
public struct LogPayload: Hashable, Sendable {
    /// What the log keeps of this bank's agreement.
    public typealias Record = DurableRecord<StampedRequest>

    /// The state in force once this record is durable.
    public var state: DurableState
    /// The slots that the records shortly before this one in the log touch: at most these are lost
    /// if those records are damaged; nil if they touch none.
    public var behind: SlotRange?
    /// Every slot up to this one may be missing from the log: a snapshot covers it.
    public var base = Slot.zero
    /// The number of the oldest record that belongs to the log: those before it were removed.
    public var oldest: UInt64 = 0
    /// Every record of the log before this number was judged when the node last found that it might
    /// have forgotten something; 0 if it never did.
    public var repaired: UInt64 = 0
    /// What was accepted and learned, in order.
    ///
    /// Only ``Paxos/DurableRecord/accepted(_:committed:)`` and
    /// ``Paxos/DurableRecord/learned(_:)`` are written; all others are in ``state``.
    public var records: [Record]

    /// Creates a payload.
    public init(state: DurableState, behind: SlotRange? = nil, records: [Record] = []) {
        self.state = state
        self.behind = behind
        self.records = records
    }

    /// All slots from the lowest to the highest one that ``records`` touch; nil if they touch none.
    public var slots: SlotRange? { records.reduce(nil) { SlotRange.hull($0, $1.slots) } }

    /// Makes payloads of the records of a turn: one, unless they are very many.
    ///
    /// Each takes at most ``WireLimits/logPayloadBytesMax`` bytes, whatever its names and numbers
    /// are, and has the state as it is after its own records: a crash between two of them leaves a
    /// state that was in force once.
    ///
    /// - Parameters:
    ///   - records: What must survive, in order; not empty.
    ///   - state: The state in force before them: that of the payload before.
    ///   - entriesMax: The most entries of one payload, heads of records included; 2 or more. A log
    ///     with small segments takes fewer of them at once.
    /// - Returns: The payloads in the order in which they MUST be appended, at least one. Their
    ///   ``behind`` is nil: it depends on where in the log they come to lie.
    public static func payloads(
        for records: [Record],
        after state: DurableState,
        entriesMax: Int = WireLimits.logEntriesMax
    ) -> [LogPayload] {
        var state = state
        // A record without entries and the head of one with them take no more than an entry does.
        let places = records.reduce(0) { $0 + 1 + $1.entryCount }
        guard places > entriesMax else {
            for record in records { state.apply(record) }
            return [LogPayload(state: state, records: records)]
        }
        var payloads: [LogPayload] = []
        var part: [Record] = []
        var free = entriesMax
        for record in records.flatMap({ $0.cut(to: entriesMax - 1) }) {
            let places = 1 + record.entryCount
            if places > free {
                payloads.append(LogPayload(state: state, records: part))
                part.removeAll()
                free = entriesMax
            }
            state.apply(record)
            part.append(record)
            free -= places
        }
        payloads.append(LogPayload(state: state, records: part))
        return payloads
    }
}

extension DurableRecord<StampedRequest> {
    /// The number of entries.
    fileprivate var entryCount: Int {
        switch self {
        case .accepted(let run, _): run.entries.count
        case .learned(let proposals): proposals.count
        case .usedRound, .promised, .noted, .forgot, .rejoined: 0
        }
    }

    /// From the first to the last slot it touches; nil if it has no entries.
    fileprivate var slots: SlotRange? {
        switch self {
        case .accepted(let run, _):
            return run.entries.isEmpty ? nil : SlotRange(first: run.first, last: run.last)
        case .learned(let proposals):
            guard let first = proposals.first, let last = proposals.last else { return nil }
            return SlotRange(first: first.slot, last: last.slot)
        case .usedRound, .promised, .noted, .forgot, .rejoined: return nil
        }
    }

    /// The same in records of at most so many entries.
    fileprivate func cut(to entriesMax: Int) -> [Self] {
        guard entryCount > entriesMax else { return [self] }
        return stride(from: 0, to: entryCount, by: entriesMax)
            .map { start in
                let range = start..<min(start + entriesMax, entryCount)
                switch self {
                case .accepted(let run, let committed):
                    let part = ProposalRun(
                        ballot: run.ballot,
                        first: run.first.advanced(by: start),
                        entries: Array(run.entries[range])
                    )
                    return .accepted(part, committed: committed)
                case .learned(let proposals): return .learned(Array(proposals[range]))
                case .usedRound, .promised, .noted, .forgot, .rejoined:
                    preconditionFailure("\(self) has no entries")
                }
            }
    }
}
