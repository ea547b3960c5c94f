/// Bytes that wait to be sent: whole messages in, any number of bytes out, never more than a limit.
///
/// Cost: O(1) a byte, amortised; the memory is kept when the outbox runs empty, see
/// ``releaseMemory(above:)``.
public struct Outbox: Sendable {
    /// The most bytes that may wait.
    public var bytesMax: Int
    /// The waiting bytes from ``sent`` on; those before have left.
    private var storage: [UInt8] = []
    /// How many bytes at the front of the storage have left.
    private var sent = 0

    /// Creates an empty outbox that holds at most `bytesMax` bytes.
    public init(bytesMax: Int) {
        precondition(bytesMax > 0, "an outbox of \(bytesMax) bytes holds nothing")
        self.bytesMax = bytesMax
    }

    /// How many bytes wait.
    public var count: Int { storage.count - sent }

    /// Whether nothing waits.
    public var isEmpty: Bool { storage.count == sent }

    /// How many bytes of memory the outbox holds.
    public var capacity: Int { storage.capacity }

    /// Lends the waiting bytes, oldest first.
    public func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        body(storage.span.extracting(droppingFirst: sent))
    }

    /// Appends `message`, whole or not at all.
    ///
    /// - Returns: Whether it was appended; if not, it would have exceeded the limit and nothing
    ///   changed.
    public mutating func append(_ message: Span<UInt8>) -> Bool {
        guard message.count <= bytesMax - count else { return false }
        unsafe message.withUnsafeBufferPointer { unsafe storage.append(contentsOf: $0) }
        return true
    }

    /// Removes the first `count` bytes, which have been sent.
    public mutating func consume(_ count: Int) {
        precondition(
            (0...self.count).contains(count),
            "\(count) bytes were sent, but only \(self.count) waited"
        )
        sent += count
        if sent == storage.count {
            removeAll()
        } else if sent > storage.count / 2 {
            // Fewer bytes move than have left since the last time, so a byte costs O(1).
            storage.removeSubrange(..<sent)
            sent = 0
        }
    }

    /// Drops everything that waits; the memory is kept.
    public mutating func removeAll() {
        storage.removeAll(keepingCapacity: true)
        sent = 0
    }

    /// Gives the memory back if nothing waits and it is more than `bytes`.
    public mutating func releaseMemory(above bytes: Int) {
        guard isEmpty, storage.capacity > bytes else { return }
        storage = []
        sent = 0
    }
}
