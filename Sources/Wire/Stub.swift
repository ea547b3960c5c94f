public import Bank
public import HybridClock
public import JSON
public import Paxos
public struct SnapshotState: Sendable { public let slot: Slot; public let stamp: Timestamp; public let digest: UInt64; public let bank: Bank
    public init(slot: Slot, stamp: Timestamp, digest: UInt64, bank: Bank) { self.slot = slot; self.stamp = stamp; self.digest = digest; self.bank = bank } }
public struct SnapshotWriter: Sendable { public init(_ state: SnapshotState) {}; public mutating func writeNext(into: inout JSONWriter) -> Bool { false } }
public struct SnapshotReader: Sendable { public init(limits: BankLimits) {}; public mutating func read(_ part: Span<UInt8>) throws(WireError) {}; public mutating func finish() throws(WireError) -> SnapshotState { fatalError() } }
