import Paxos

/// The disk of a node under test: a log whose records name the state in force, and a snapshot.
struct ClusterDisk {
    /// What the log holds, oldest first.
    private(set) var frames: [Frame] = []
    /// What is in force after the last frame.
    private(set) var state = DurableState()
    /// The newest snapshot; nil for none.
    private(set) var snapshot: Snapshot?
    /// How often the node's process was started.
    var starts: UInt32 = 0
    /// Whether the node finds no files at all, though it was a member before.
    private(set) var isEmptied = false
    /// How many unknown losses the node has found so far, and dealt with.
    private var lossesKnown = 0

    /// A piece of the log.
    enum Frame {
        /// A record, what was in force after it, and how many unknown losses were known then.
        case record(DurableRecord<String>, DurableState, lossesKnown: Int)
        /// A damaged piece, and the slots that its records can have touched.
        case loss(SlotRange?)
        /// A damaged piece whose extent nobody knows, counted from 1.
        case unknownLoss(Int)
    }

    /// What a snapshot covers.
    struct Snapshot: Hashable {
        /// The last slot in it.
        let slot: Slot
        /// The digest of everything up to there.
        let digest: UInt64
    }

    /// Slots of which records are lost; they may have been healed since.
    var lossRanges: [SlotRange] {
        frames.compactMap { if case .loss(let range) = $0 { range } else { nil } }
    }

    /// The records that can be read.
    var records: [DurableRecord<String>] {
        frames.compactMap { if case .record(let record, _, _) = $0 { record } else { nil } }
    }

    /// The last slot that the disk holds or knows to have lost.
    var last: Slot {
        let ranges = records.compactMap { Self.slots(of: $0) } + lossRanges
        return ranges.reduce(snapshot?.slot ?? .zero) { max($0, $1.last) }
    }

    /// The place of the record with which the last forgetting began, if what was written before is
    /// damaged to an unknown extent; nil if not.
    var lifeBegin: Int? {
        guard frames.contains(where: { if case .unknownLoss = $0 { true } else { false } }) else {
            return nil
        }
        return frames.lastIndex { if case .record(.forgot, _, _) = $0 { true } else { false } }
    }

    /// Appends a record.
    mutating func append(_ record: DurableRecord<String>) {
        state.apply(record)
        frames.append(.record(record, state, lossesKnown: lossesKnown))
    }

    /// Keeps a snapshot, and lets go of the records that it makes superfluous.
    mutating func keep(_ newer: Snapshot) {
        snapshot = newer
        while frames.count > 1, isCovered(frames[0], through: newer.slot) { frames.removeFirst() }
    }

    private func isCovered(_ frame: Frame, through slot: Slot) -> Bool {
        switch frame {
        case .record(let record, _, _): Self.slots(of: record).map { $0.last <= slot } ?? true
        case .loss(let range): range.map { $0.last <= slot } ?? true
        case .unknownLoss: false
        }
    }

    /// Loses everything.
    mutating func wipe() {
        self = ClusterDisk()
        isEmptied = true
    }

    /// Damages `count` records from the one at `position` on; bounded damage is followed by a record
    /// that tells what can have been touched.
    mutating func damage(at position: Int, count: Int, isBounded: Bool) {
        let end = min(position + count, frames.count)
        guard position < end else { return }
        let ranges = frames[position..<end]
            .compactMap { frame -> SlotRange? in
                if case .record(let record, _, _) = frame { return Self.slots(of: record) }
                if case .loss(let range) = frame { return range }
                return nil
            }
        let isUnknown = frames[position..<end]
            .contains { if case .unknownLoss = $0 { true } else { false } }
        let first = ranges.map(\.first).min()
        let last = ranges.map(\.last).max()
        var lost: SlotRange?
        if let first, let last { lost = SlotRange(first: first, last: last) }
        let numbers = frames.compactMap { if case .unknownLoss(let n) = $0 { n } else { nil } }
        let number = max(numbers.max() ?? 0, lossesKnown) + 1
        let frame: Frame =
            isBounded && !isUnknown && end < frames.count ? .loss(lost) : .unknownLoss(number)
        frames.replaceSubrange(position..<end, with: [frame])
        // What is in force is what the last readable record says.
        state =
            frames.reversed()
            .lazy.compactMap { if case .record(_, let state, _) = $0 { state } else { nil } }
            .first ?? DurableState()
    }

    /// Hands everything to a replica that was just made from ``snapshot``.
    mutating func replay(into replica: inout Replica<String>, _ effects: inout Effects<String>) {
        var open = 0
        var losses: [SlotRange?] = []
        for frame in frames {
            switch frame {
            case .loss(let range): losses.append(range)
            case .unknownLoss(let number):
                for range in losses { replica.replayLoss(of: range) }
                losses = []
                open = number
                replica.replayUnknownLoss()
            case .record(let record, let state, let known):
                if open > 0, known >= open {
                    open = 0
                    replica.replayGoesOn()
                }
                // The record behind damage tells of it: first what was known, then what was lost.
                for range in losses { replica.replayLoss(of: range) }
                losses = []
                switch record {
                case .accepted, .learned: replica.replay(record)
                case .usedRound, .promised, .noted, .forgot, .rejoined: break
                }
                replica.restore(state)
            }
        }
        if isEmptied, frames.isEmpty { replica.replayUnknownLoss() }
        lossesKnown = max(lossesKnown, open)
        replica.finishReplay(into: &effects)
        // Whatever the readable records say: this is in force from now on.
        state = replica.durableState
        if !effects.records.isEmpty { state.isRecovering = false }
    }

    /// The slots that a record touches; nil for none.
    static func slots(of record: DurableRecord<String>) -> SlotRange? {
        switch record {
        case .accepted(let run, _):
            run.entries.isEmpty ? nil : SlotRange(first: run.first, last: run.last)
        case .learned(let proposals):
            proposals.first.map { first in
                SlotRange(first: first.slot, last: proposals.last?.slot ?? first.slot)
            }
        case .usedRound, .promised, .noted, .forgot, .rejoined: nil
        }
    }
}
