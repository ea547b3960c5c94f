import Paxos

/// When a leader proposed which slots: one mark a turn, so that it costs the same however many
/// requests a turn takes.
struct ProposalMarks {
    /// Slots that were proposed in one turn.
    private struct Mark {
        /// The last of them.
        let last: Slot
        /// How many there were.
        let count: UInt64
        /// When, in microseconds of the monotonic clock.
        let microseconds: Int64
    }

    /// Slots that were found to be committed, and how long that took.
    struct Committed {
        /// How many slots.
        let count: UInt64
        /// How long after they were proposed, in microseconds.
        let microseconds: UInt64
    }

    /// The most turns whose slots may be open; those of later ones are not measured.
    private static let marksMax = 1_024

    /// A ring of marks.
    private var marks: [Mark?] = Array(repeating: nil, count: marksMax)
    /// The place of the oldest.
    private var first = 0
    /// How many there are.
    private var count = 0
    /// The ballot in which this node led then.
    private var ballot: Ballot?
    /// The last slot that is marked, or that needs no mark.
    private var marked = Slot.zero

    /// Takes note of what a leader has proposed; of another ballot's slots nothing is known then.
    ///
    /// - Parameters:
    ///   - last: The last slot that was proposed.
    ///   - ballot: The ballot led in.
    ///   - viewLast: The last slot of that ballot's new view, which is not measured.
    ///   - now: The time, in microseconds of the monotonic clock.
    /// - Returns: How many slots are new since the last call.
    mutating func note(_ last: Slot, in ballot: Ballot, viewLast: Slot, now: Int64) -> UInt64 {
        if self.ballot != ballot {
            forget()
            self.ballot = ballot
            marked = viewLast
        }
        guard last > marked else { return 0 }
        let new = last.rawValue - marked.rawValue
        marked = last
        if count < Self.marksMax {
            marks[(first + count) % Self.marksMax] = Mark(last: last, count: new, microseconds: now)
            count += 1
        }
        return new
    }

    /// Takes the oldest mark out if all of its slots are committed.
    mutating func takeCommitted(through committed: Slot, now: Int64) -> Committed? {
        guard count > 0, let oldest = marks[first], oldest.last <= committed else { return nil }
        first = (first + 1) % Self.marksMax
        count -= 1
        let microseconds = UInt64(max(0, now - oldest.microseconds))
        return Committed(count: oldest.count, microseconds: microseconds)
    }

    /// Forgets all marks: this node leads no more.
    mutating func forget() {
        first = 0
        count = 0
        ballot = nil
    }
}
