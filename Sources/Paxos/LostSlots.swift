/// Slots of which a replica has lost what it accepted, because its log was damaged there.
///
/// It still knows what it promised, so it takes part; but its silence about such a slot, and what
/// it held there before the damage, says nothing. A slot is healed by accepting it in a ballot not
/// below the promise in force after the damage, which no lost acceptance can exceed, or by learning
/// what was chosen.
struct LostSlots: Hashable, Sendable {
    /// The slots, in rising order, without overlap.
    private(set) var ranges: [SlotRange] = []

    /// The most ranges that are kept apart; beyond that the two that are closest become one.
    private static var rangesMax: Int { PaxosLimits.lostRangesMax }

    /// Whether nothing is lost.
    var isEmpty: Bool { ranges.isEmpty }

    /// The last lost slot; nil if there is none.
    var last: Slot? { ranges.last?.last }

    /// Returns whether `slot` is lost.
    func contains(_ slot: Slot) -> Bool { ranges.contains { $0.contains(slot) } }

    /// Adds what was lost.
    mutating func add(_ range: SlotRange) {
        var merged = range
        var others: [SlotRange] = []
        for known in ranges {
            if known.last.next < merged.first || merged.last.next < known.first {
                others.append(known)
            } else {
                merged = SlotRange(
                    first: min(merged.first, known.first),
                    last: max(merged.last, known.last)
                )
            }
        }
        others.append(merged)
        ranges = others.sorted { $0.first < $1.first }
        if ranges.count > Self.rangesMax { joinClosest() }
    }

    /// Forgets the slots of a run that was accepted.
    ///
    /// - Returns: Whether any of them was lost; that MUST be durable like the run itself.
    mutating func heal<Command>(_ run: ProposalRun<Command>) -> Bool {
        guard !ranges.isEmpty, !run.entries.isEmpty else { return false }
        let before = ranges
        remove(SlotRange(first: run.first, last: run.last))
        return ranges != before
    }

    /// Forgets a slot whose entry is known now.
    mutating func heal(_ slot: Slot) {
        guard !ranges.isEmpty else { return }
        remove(SlotRange(first: slot, last: slot))
    }

    /// Forgets every slot up to `slot`: they are committed here.
    mutating func drop(through slot: Slot) {
        guard !ranges.isEmpty, slot > .zero else { return }
        remove(SlotRange(first: Slot(1), last: slot))
    }

    private mutating func remove(_ healed: SlotRange) {
        var left: [SlotRange] = []
        for range in ranges {
            if range.first < healed.first {
                let last = min(range.last, Slot(healed.first.rawValue - 1))
                left.append(SlotRange(first: range.first, last: last))
            }
            if range.last > healed.last {
                left.append(
                    SlotRange(first: max(range.first, healed.last.next), last: range.last)
                )
            }
        }
        ranges = left
        if ranges.count > Self.rangesMax { joinClosest() }
    }

    /// Makes one of the two neighbours with the smallest distance: calling more lost is safe.
    private mutating func joinClosest() {
        let closest = (1..<ranges.count)
            .min {
                ranges[$0 - 1].last.distance(to: ranges[$0].first)
                    < ranges[$1 - 1].last.distance(to: ranges[$1].first)
            }
        guard let closest else { return }
        let joined = SlotRange(first: ranges[closest - 1].first, last: ranges[closest].last)
        ranges.replaceSubrange((closest - 1)...closest, with: [joined])
    }
}

/// Slots that a candidate cannot decide on: too many of those who promised have lost them.
public struct MissingSlots: Hashable, Sendable {
    /// The first and the last of them.
    public let slots: SlotRange
    /// Who lost them, among those who promised and the candidate.
    public let nodes: NodeSet
}
