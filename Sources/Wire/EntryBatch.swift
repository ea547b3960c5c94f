import Bank
import HybridClock
import JSON
public import Paxos

/// Requests on their way into a run, together with the text of them.
///
/// The text is written once here; the lines to all other nodes and this node's log copy it.
public struct EntryBatch: Sendable {
    /// The entries.
    public private(set) var entries: [BankEntry] = []
    /// The text, without the bracket at its end.
    private var writer: JSONWriter
    /// The stamp of the last request.
    private var stamp: Timestamp?

    /// Creates an empty batch.
    ///
    /// - Parameter capacity: How many entries to make room for.
    public init(capacity: Int) {
        entries.reserveCapacity(capacity)
        let bytes = capacity * CanonicalText.entryBytes + WireLimits.entryBytesMax
        writer = JSONWriter(capacity: bytes)
        writer.append(raw: "[")
    }

    /// Adds a request.
    public mutating func append(_ request: StampedRequest) {
        if !entries.isEmpty { writer.append(raw: ",") }
        let entry = BankEntry.command(request)
        writer.append(entry, after: &stamp)
        entries.append(entry)
    }

    /// Ends the text, and returns how the entries are written in a line and in the log.
    ///
    /// Nothing can be added afterwards.
    public consuming func text() -> [UInt8] {
        writer.append(raw: "]")
        return writer.bytes
    }
}
