public protocol Storage {
    mutating func names() throws(StorageError) -> [String]
    mutating func size(of name: String) throws(StorageError) -> Int
    mutating func read(_ name: String, at offset: Int, count: Int, into bytes: inout [UInt8]) throws(StorageError)
    mutating func create(_ name: String) throws(StorageError)
    mutating func preallocate(_ name: String, size: Int) throws(StorageError)
    mutating func write(_ bytes: Span<UInt8>, to name: String, at offset: Int) throws(StorageError)
    mutating func flush(_ name: String) throws(StorageError)
    mutating func flushNames() throws(StorageError)
    mutating func rename(_ name: String, to newName: String) throws(StorageError)
    mutating func remove(_ name: String) throws(StorageError)
}
public struct StorageError: Error, Hashable, Sendable {
    public let file: String, call: String, reason: String, isOutOfSpace: Bool
    public init(file: String, call: String, reason: String, isOutOfSpace: Bool) { self.file = file; self.call = call; self.reason = reason; self.isOutOfSpace = isOutOfSpace }
}
public enum LogError: Error, Hashable, Sendable { case storage(StorageError)
    case unreadable(file: String, reason: String)
    public var isOutOfSpace: Bool { false } }
public struct FileIdentity: Hashable, Sendable { public let cluster: String; public let node: UInt8; public let incarnation: UInt64
    public init(cluster: String, node: UInt8, incarnation: UInt64) { self.cluster = cluster; self.node = node; self.incarnation = incarnation } }
public struct FileHeader: Hashable, Sendable {
    public enum Kind: Sendable { case segment, snapshot, identity }
    public static let bytes = 512
    public let identity: FileIdentity; public let number: UInt64
    public init(kind: Kind, identity: FileIdentity, number: UInt64) { self.identity = identity; self.number = number }
    public var encoded: [UInt8] { [] }
    public init(reading: Span<UInt8>, of: String, kind: Kind, expecting: FileIdentity) throws(LogError) { fatalError() }
}
public struct LogLimits: Hashable, Sendable { public var segmentBytes = 16 << 20; public init() {} }
public struct LogExtent: Hashable, Sendable { public let position: LogPosition; public let start: Int; public let end: Int; public let file: String; public let offset: Int }
public struct LogSegment: Hashable, Sendable { }
public struct LogGap: Hashable, Sendable { public let isBounded: Bool; public let next: LogPosition }
public enum LogEvent { case record(LogExtent, payload: [UInt8]); case gap(LogGap) }
public enum LogVerdict { case clean, torn, damagedEnd }
public struct WriteAheadLog: Hashable, Sendable {
    public static func create<Disk: Storage>(on: inout Disk, identity: FileIdentity, limits: LogLimits) throws(LogError) -> WriteAheadLog { fatalError() }
    public mutating func append<Disk: Storage>(_ payload: Span<UInt8>, on disk: inout Disk) throws(LogError) -> LogExtent { fatalError() }
    public var end: LogPosition { fatalError() }
    public var endOffset: Int { 0 }
    public var room: Int { 0 }
    public var needsPreparation: Bool { false }
    public mutating func prepare<Disk: Storage>(on: inout Disk) throws(LogError) -> Bool { false }
    public mutating func removeSegments<Disk: Storage>(before position: LogPosition, on: inout Disk) throws(LogError) {}
    public var segments: [LogSegment] { [] }
}
public struct LogReader: Hashable, Sendable {
    public init<Disk: Storage>(on disk: inout Disk, identity: FileIdentity, limits: LogLimits, from position: LogPosition?) throws(LogError) {}
    public mutating func next<Disk: Storage>(on disk: inout Disk) throws(LogError) -> LogEvent? { nil }
    public var verdict: LogVerdict { .clean }
    public mutating func finish<Disk: Storage>(on: inout Disk) throws(LogError) -> WriteAheadLog { fatalError() }
}
public struct MemoryDisk: Storage, Sendable {
    public init() {}
    public mutating func names() throws(StorageError) -> [String] { [] }
    public mutating func size(of name: String) throws(StorageError) -> Int { 0 }
    public mutating func read(_ name: String, at offset: Int, count: Int, into bytes: inout [UInt8]) throws(StorageError) {}
    public mutating func create(_ name: String) throws(StorageError) {}
    public mutating func preallocate(_ name: String, size: Int) throws(StorageError) {}
    public mutating func write(_ bytes: Span<UInt8>, to name: String, at offset: Int) throws(StorageError) {}
    public mutating func flush(_ name: String) throws(StorageError) {}
    public mutating func flushNames() throws(StorageError) {}
    public mutating func rename(_ name: String, to newName: String) throws(StorageError) {}
    public mutating func remove(_ name: String) throws(StorageError) {}
}
