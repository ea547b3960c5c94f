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

    /// Notes a record.
    mutating func add(_ extent: LogExtent, touching slots: SlotRange?) {
        tail.append(Touch(end: extent.end, slots: slots))
        // The last record always counts, however long it is.
        let reached = extent.end - LogLimits.boundedGapBytes
        tail.removeFirst(min(tail.firstIndex { $0.end > reached } ?? .max, tail.count - 1))
        let top = slots?.last ?? .zero
        if let last = segments.last, last.file == extent.file {
            segments[segments.count - 1].top = max(last.top, top)
        } else {
            segments.append(SegmentTop(file: extent.file, first: extent.position, top: top))
        }
    }

    /// The lowest and highest slot of all records that lie, even in part, in so many last bytes of
    /// the log as damage of a known place may reach back
    /// (``WriteAheadLog/LogLimits/boundedGapBytes``), and of the last record in any case; nil if
    /// they touch none.
    var slotsBehind: SlotRange? { tail.reduce(nil) { SlotRange.hull($0, $1.slots) } }

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
