public import Paxos

/// Asks for the parts of a snapshot, from one of them on.
public struct SnapshotRequest: Hashable, Sendable {
    /// Which snapshot: the last slot that is in it; 1 or more.
    public let slot: Slot
    /// The first part wanted, counted from 0.
    public let index: Int

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - slot: Which snapshot; MUST NOT be 0.
    ///   - index: The first part wanted, below ``WireLimits/snapshotPartsMax``.
    public init(slot: Slot, index: Int) {
        precondition(slot > .zero, "a snapshot of nothing")
        precondition((0..<WireLimits.snapshotPartsMax).contains(index), "part \(index)")
        self.slot = slot
        self.index = index
    }
}

/// A part of a snapshot on its way: whoever offers a snapshot sends the first part, and whoever
/// wants it asks for those that follow.
public struct SnapshotPart: Hashable, Sendable {
    /// Which snapshot: the last slot that is in it; 1 or more.
    public let slot: Slot
    /// Which part this is, counted from 0.
    public let index: Int
    /// How many parts the snapshot has.
    public let count: Int
    /// The part's JSON object, as it came: at most ``WireLimits/snapshotPartBytesMax`` bytes.
    public let bytes: [UInt8]

    /// Creates a part.
    ///
    /// - Parameters:
    ///   - slot: Which snapshot; MUST NOT be 0.
    ///   - index: Which part this is, below `count`.
    ///   - count: How many there are, at most ``WireLimits/snapshotPartsMax``.
    ///   - bytes: One JSON object without a line feed, for example what ``SnapshotWriter`` wrote.
    public init(slot: Slot, index: Int, count: Int, bytes: [UInt8]) {
        precondition(slot > .zero, "a snapshot of nothing")
        precondition(
            (0...WireLimits.snapshotPartsMax).contains(count) && (0..<count).contains(index),
            "part \(index) of \(count)"
        )
        precondition(
            bytes.count <= WireLimits.snapshotPartBytesMax,
            "a part of \(bytes.count) bytes"
        )
        self.slot = slot
        self.index = index
        self.count = count
        self.bytes = bytes
    }
}
