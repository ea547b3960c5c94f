import JSON
import Paxos

/// What nodes remember of each other, and what they have lost.
extension LineCursor {
    /// Reads a life, from 0 to ``WireLimits/lifeMax``.
    mutating func life(in bytes: Span<UInt8>) throws(WireError) -> UInt32 {
        let place = position
        let value = try integer(in: bytes)
        guard value >= 0, value <= WireLimits.lifeMax else {
            throw .outOfRange("this life", at: place)
        }
        return UInt32(value)
    }

    /// Reads a list of notes, `[node,incarnation]` each, in rising order of nodes.
    mutating func notes(in bytes: Span<UInt8>) throws(WireError) -> [Note] {
        var notes: [Note] = []
        try beginArray(in: bytes)
        while try nextElement(in: bytes) {
            guard notes.count < Cluster.nodesMax else {
                throw .outOfRange("a list this long", at: position)
            }
            let place = position
            let note = try note(in: bytes)
            guard note.node > (notes.last?.node ?? NodeID(0)) else {
                throw .outOfRange("a node that does not rise", at: place)
            }
            notes.append(note)
        }
        return notes
    }

    /// Reads `[node,incarnation]`.
    private mutating func note(in bytes: Span<UInt8>) throws(WireError) -> Note {
        try beginArray(in: bytes)
        try requireElement(in: bytes)
        let place = position
        let node = try integer(in: bytes)
        guard (1...Int64(NodeSet.nodeNumberMax)).contains(node) else {
            throw .outOfRange("this node number", at: place)
        }
        try requireElement(in: bytes)
        let number = try integer(in: bytes)
        guard number >= 0, number <= Incarnation.highest.rawValue else {
            throw .outOfRange("this incarnation", at: position)
        }
        try requireArrayEnd(in: bytes)
        let incarnation = Incarnation(rawValue: UInt64(number))
        return Note(node: NodeID(UInt8(node)), incarnation: incarnation)
    }

    /// Reads a number of parts of a snapshot, from 0 to ``WireLimits/snapshotPartsMax``.
    mutating func partNumber(in bytes: Span<UInt8>) throws(WireError) -> Int {
        let place = position
        let number = try integer(in: bytes)
        guard number >= 0, number <= WireLimits.snapshotPartsMax else {
            throw .outOfRange("this number of parts", at: place)
        }
        return Int(number)
    }

    /// Reads a list of ranges that rise and do not overlap.
    mutating func slotRanges(in bytes: Span<UInt8>) throws(WireError) -> [SlotRange] {
        var ranges: [SlotRange] = []
        try beginArray(in: bytes)
        while try nextElement(in: bytes) {
            guard ranges.count < WireLimits.lostRangesMax else {
                throw .outOfRange("a list this long", at: position)
            }
            let place = position
            let range = try slotRange(in: bytes)
            guard range.first > (ranges.last?.last ?? .zero) else {
                throw .outOfRange("a range that does not rise", at: place)
            }
            ranges.append(range)
        }
        return ranges
    }

    /// Reads `[first,last]`.
    mutating func slotRange(in bytes: Span<UInt8>) throws(WireError) -> SlotRange {
        let place = position
        try beginArray(in: bytes)
        try requireElement(in: bytes)
        let first = try self.position(in: bytes)
        try requireElement(in: bytes)
        let last = try self.position(in: bytes)
        try requireArrayEnd(in: bytes)
        guard first <= last else { throw .outOfRange("a range backwards", at: place) }
        return SlotRange(first: first, last: last)
    }
}

extension Incarnation {
    /// The highest incarnation that a line can name.
    static let highest = Incarnation(life: WireLimits.lifeMax, start: .max)
}
