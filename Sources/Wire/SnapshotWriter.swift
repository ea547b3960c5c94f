import Bank
import Checksum
public import JSON
import Paxos

#if MUTANTS
import Mutation
#endif

/// Writes the parts of a snapshot, one a call: a value that walks through a frozen bank.
///
/// Each part is a JSON object of at most 64 KiB without a line feed. Equal states give equal bytes.
public struct SnapshotWriter: Sendable {
    /// The state.
    private let state: SnapshotState
    /// Its first part.
    private let head: SnapshotHead
    /// The part that is written next, from 0.
    private var next = 0
    /// The mix of the checksums of the parts written.
    private var sum = DigestHasher()

    /// Creates a writer that stands before the first part.
    public init(_ state: SnapshotState) {
        self.state = state
        head = SnapshotHead(state)
    }

    /// The number of all parts; at most ``WireLimits/snapshotPartsMax``.
    public var count: Int { head.layout.count }

    /// Appends the next part.
    ///
    /// - Parameter writer: What to append to.
    /// - Returns: False, and nothing is appended, if the last part was written before.
    public mutating func writeNext(into writer: inout JSONWriter) -> Bool {
        guard next < count else { return false }
        let start = writer.bytes.count
        switch head.layout.content(at: next) {
        case .state: head.write(into: &writer)
        case .accounts(let range):
            let rows = state.bank.ledger.accounts(from: range.lowerBound, count: range.count)
            Self.write(rows, from: range.lowerBound, into: &writer)
        case .clients(let range):
            let rows = state.bank.clients.records(from: range.lowerBound, count: range.count)
            #if MUTANTS
            if Mutant.unorderedSnapshot.isPlanted {
                let shuffled = Dictionary(grouping: rows) { $0.reply.client }.flatMap(\.value)
                Self.write(shuffled, from: range.lowerBound, into: &writer)
                break
            }
            #endif
            Self.write(rows, from: range.lowerBound, into: &writer)
        case .keys(let range):
            let rows = state.bank.keys.records(from: range.lowerBound, count: range.count)
            Self.write(rows, from: range.lowerBound, into: &writer)
        case .journal(let range):
            let rows = state.bank.journal.entries(from: range.lowerBound, count: range.count)
            Self.write(rows, from: range.lowerBound, into: &writer)
        case .end: SnapshotEnd(parts: count, sum: sum.finished).write(into: &writer)
        }
        sum.mix(UInt64(CRC32C.checksum(writer.bytes.span.extracting(start...))))
        next += 1
        return true
    }

    private static func write<Row: SnapshotRow>(
        _ rows: [Row],
        from first: Int,
        into writer: inout JSONWriter
    ) {
        writer.append(raw: #"{"part":""#)
        writer.append(word: Row.partName)
        writer.append(raw: #"","first":"#)
        writer.append(integer: Int64(first))
        writer.append(raw: ",\"")
        writer.append(word: Row.listKey.description)
        writer.append(raw: "\":[")
        for index in rows.indices {
            if index > 0 { writer.bytes.append(UInt8(ascii: ",")) }
            rows[index].write(into: &writer)
        }
        writer.append(raw: "]}")
    }
}
