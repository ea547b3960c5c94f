import JSON
import Paxos

// Parts of snapshots as operators ask for them and get them.

extension SnapshotRequest {
    /// Reads what follows an operator's type and number.
    init(reading reader: inout JSONObjectReader) throws(JSONFieldError) {
        let slot = try reader.take("slot").snapshotSlot()
        self.init(slot: slot, index: try reader.take("index").part(of: WireLimits.snapshotPartsMax))
    }
}

extension SnapshotPart {
    /// The members of an answer.
    ///
    /// The part stands in a string: a backup needs its text as it is, byte for byte, and a line is
    /// taken apart and put together again on its way.
    var members: [JSONValue.Member] {
        [
            .init("slot", .slot(slot)), .init("index", .integer(Int64(index))),
            .init("count", .integer(Int64(count))),
            .init("text", .string(String(decoding: bytes, as: UTF8.self))),
        ]
    }

    /// Reads what follows an answer's type and number.
    init(reading reader: inout JSONObjectReader) throws(JSONFieldError) {
        let slot = try reader.take("slot").snapshotSlot()
        let index = try reader.take("index")
        let most = Int64(WireLimits.snapshotPartsMax)
        let count = Int(try reader.take("count").integer(in: 1...most))
        let text = try reader.take("text")
        let bytes = Array(try text.string().utf8)
        guard bytes.count <= WireLimits.snapshotPartBytesMax else {
            throw text.error(.invalid("at most \(WireLimits.snapshotPartBytesMax) bytes"))
        }
        self.init(slot: slot, index: try index.part(of: count), count: count, bytes: bytes)
    }
}

extension JSONField {
    /// Reads the slot of a snapshot, which is never 0.
    fileprivate func snapshotSlot() throws(JSONFieldError) -> Slot {
        let slot = try slot()
        guard slot > .zero else { throw error(.invalid("a snapshot of nothing")) }
        return slot
    }

    /// Reads the number of one of so many parts.
    fileprivate func part(of count: Int) throws(JSONFieldError) -> Int {
        Int(try integer(in: 0...Int64(count) - 1))
    }
}
