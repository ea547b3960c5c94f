/// What an event loop did since it began; every number only grows.
public struct EventLoopCounters: Hashable, Sendable {
    /// Connections taken from listeners.
    public var accepted: UInt64 = 0
    /// Connections taken and closed at once because there were as many as may be.
    public var refusedAtLimit: UInt64 = 0
    /// Times that the system had no descriptor or memory for a waiting connection.
    public var refusedWithoutDescriptor: UInt64 = 0
    /// Rules broken by other sides.
    public var violations: UInt64 = 0
    /// Bytes read.
    public var bytesReceived: UInt64 = 0
    /// Bytes that the system took.
    public var bytesSent: UInt64 = 0

    /// Creates the counters of a loop that did nothing.
    public init() {}
}
