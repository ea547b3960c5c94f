package import Bank
package import Paxos
package import Wire

/// The bodies of all snapshots that any node ever had: those of one slot are equal, byte for byte
/// (I12).
///
/// A body is a snapshot file without its header, which names its owner. It is looked at when it
/// appears on a disk, written, fetched or loaded, and compared as it lies there.
package struct SnapshotBodies: Sendable {
    /// The body of each slot as it was seen first; shares its memory with that disk.
    private var bodies: [Slot: ArraySlice<UInt8>] = [:]
    /// The newest snapshot of each node when it was looked at last, by number from 1.
    private var seen: [Slot?]
    /// How many bodies were compared with an earlier one.
    private(set) var compared = 0

    package init(nodeCount: Int) {
        seen = Array(repeating: nil, count: nodeCount)
    }

    /// Counts a node's newest snapshot as seen.
    ///
    /// - Returns: Whether it was not before.
    mutating func see(_ slot: Slot, of node: NodeID) -> Bool {
        let index = Int(node.rawValue) - 1
        defer { seen[index] = slot }
        return seen[index] != slot
    }

    /// Forgets what was seen of a node: its files are looked at again.
    mutating func forget(_ node: NodeID) {
        seen[Int(node.rawValue) - 1] = nil
    }

    /// Compares a body with that of every other node.
    ///
    /// - Parameters:
    ///   - body: What lies behind the file's header.
    ///   - slot: What the file is said to hold.
    ///   - node: Whose file it is.
    ///   - limits: The bounds of the bank.
    /// - Returns: The state in the body, if it is the first one of its slot; nil if it is equal to
    ///   an earlier one.
    /// - Throws: ``InvariantViolation`` if it differs, or is no snapshot of that slot.
    package mutating func note(
        _ body: ArraySlice<UInt8>,
        of slot: Slot,
        at node: NodeID,
        limits: BankLimits
    ) throws(InvariantViolation) -> SnapshotState? {
        if let first = bodies[slot] {
            compared += 1
            try require(
                first.elementsEqual(body),
                "I12",
                "the snapshot of \(slot) on \(node) has \(body.count) bytes, and is not that of"
                    + " others, which has \(first.count)"
            )
            return nil
        }
        bodies[slot] = body
        let state = Self.state(in: body, limits: limits)
        guard let state, state.slot == slot else {
            throw InvariantViolation("I12", "\(node) has a snapshot of \(slot) that is none")
        }
        return state
    }

    /// Reads a body; nil if anything in it is wrong.
    private static func state(
        in body: ArraySlice<UInt8>,
        limits: BankLimits
    ) -> SnapshotState? {
        var reader = SnapshotReader(limits: limits)
        var rest = body
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = Array(rest[rest.startIndex..<end])
            do {
                let count = try ChecksummedLine.objectBytes(of: line.span)
                try reader.read(line.span.extracting(..<count))
            } catch {
                return nil
            }
            rest = rest[(end + 1)...]
        }
        guard rest.isEmpty else { return nil }
        do { return try reader.finish() } catch { return nil }
    }
}
