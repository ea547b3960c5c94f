public import Bank
public import HybridClock
public import JSON
public import Paxos
public struct LogPayload { public var state: DurableState; public var base: Slot; public var behind: SlotRange?; public var records: [DurableRecord<StampedRequest>]
    public init(state: DurableState, base: Slot, behind: SlotRange?, records: [DurableRecord<StampedRequest>]) { self.state = state; self.base = base; self.behind = behind; self.records = records }
    public func write(into: inout JSONWriter) {}
    public init(reading: Span<UInt8>) throws(WireError) { fatalError() }
    public var slots: SlotRange? { nil }
    public static func split(_ records: [DurableRecord<StampedRequest>]) -> [[DurableRecord<StampedRequest>]] { [] }
}
public struct SnapshotState: Sendable { public let slot: Slot; public let stamp: Timestamp; public let digest: UInt64; public let bank: Bank
    public init(slot: Slot, stamp: Timestamp, digest: UInt64, bank: Bank) { self.slot = slot; self.stamp = stamp; self.digest = digest; self.bank = bank } }
public struct SnapshotWriter: Sendable { public init(_ state: SnapshotState) {}; public mutating func writeNext(into: inout JSONWriter) -> Bool { false } }
public struct SnapshotReader: Sendable { public init(limits: BankLimits) {}; public mutating func read(_ part: Span<UInt8>) throws(WireError) {}; public mutating func finish() throws(WireError) -> SnapshotState { fatalError() } }
