import Paxos
import WriteAheadLog

/// Which slots the records of the log touch: what may be dropped with a segment, and what would be
/// lost with a damaged place.
struct LogIndex: Hashable, Sendable {
    /// The records that lie near the end of the log, oldest first.
    private var tail: [Touch] = []
    /// The highest slot touched in each segment, oldest first.
    private var segments: [SegmentTop] = []

    /// A record with the slots it touches.
    private struct Touch: Hashable, Sendable {
        /// Where it ends, in bytes of the whole log.
        let end: Int
        /// The slots; nil if it touches none.
        let slots: SlotRange?
    }

    /// A segment with the highest slot that its records touch.
    private struct SegmentTop: Hashable, Sendable {
        /// The segment's file.
        let file: String
        /// The number of the first record noted in it.
        let first: LogPosition
        /// The slot; zero if they touch none.
        var top: Slot
    }

    /// How far back damage of a known place may reach, in bytes of the log.
    static let reachBytes = 8 << 10

    /// Notes a record.
    mutating func add(_ extent: LogExtent, touching slots: SlotRange?) {
        note(slots, endingAt: extent.end)
        let top = slots?.last ?? .zero
        if let last = segments.last, last.file == extent.file {
            segments[segments.count - 1].top = max(last.top, top)
        } else {
            segments.append(SegmentTop(file: extent.file, first: extent.position, top: top))
        }
    }

    /// Notes damage that ends at an offset, where `slots` were lost: what is written behind it
    /// names them again.
    mutating func addLoss(of slots: SlotRange?, endingAt offset: Int) {
        note(slots, endingAt: offset)
    }

    private mutating func note(_ slots: SlotRange?, endingAt end: Int) {
        tail.append(Touch(end: end, slots: slots))
        // The last record always counts, however long it is.
        let reached = tail.firstIndex { $0.end > end - Self.reachBytes } ?? tail.count - 1
        tail.removeFirst(min(reached, tail.count - 1))
    }

    /// The lowest and highest slot of all records that lie, even in part, in the last
    /// ``reachBytes`` of the log, and of the last record in any case; nil if they touch none.
    var slotsBehind: SlotRange? {
        var all: SlotRange?
        for touch in tail {
            guard let slots = touch.slots else { continue }
            all = SlotRange(
                first: min(all?.first ?? slots.first, slots.first),
                last: max(all?.last ?? slots.last, slots.last)
            )
        }
        return all
    }

    /// Forgets the oldest segments that touch nothing above `slot`.
    ///
    /// - Returns: The first record that must stay; nil if no segment can go.
    mutating func drop(through slot: Slot) -> LogPosition? {
        let count = segments.dropLast().prefix { $0.top <= slot }.count
        guard count > 0 else { return nil }
        segments.removeFirst(count)
        return segments[0].first
    }
}
