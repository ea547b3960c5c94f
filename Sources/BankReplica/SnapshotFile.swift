import Paxos
import Wire
import WriteAheadLog

/// Where the parts of one snapshot lie in its file.
///
/// A snapshot file begins with a ``WriteAheadLog/FileHeader`` that names the slot; then each part
/// stands on a line of its own, a JSON object with its checksum, as lines between nodes have it.
/// The lines of a slot are the same, byte for byte, on every node; the header is not.
struct SnapshotFile: Hashable, Sendable {
    /// The last slot that the snapshot covers.
    let slot: Slot
    /// The name of the finished file.
    let name: String
    /// The name while it is written or fetched.
    let temporaryName: String
    /// Where each part's line begins, and where the last one ends.
    private(set) var offsets = [FileHeader.byteCount]
    /// Whether it was found that the disk damaged the finished file.
    var isDamaged = false

    /// Names a file of a node's directory that the node writes, or has.
    init(slot: Slot) {
        self.init(slot: slot, name: Self.name(of: slot))
    }

    /// Names a file of a node's directory that is fetched from another node.
    ///
    /// While it is on its way it has a name of its own: the node may write a snapshot of the same
    /// slot meanwhile.
    init(fetching slot: Slot) {
        self.slot = slot
        name = Self.name(of: slot)
        temporaryName = name + Self.fetchedSuffix + Self.temporarySuffix
    }

    /// Names a file outside of any node's directory.
    init(slot: Slot, name: String) {
        self.slot = slot
        self.name = name
        temporaryName = name + Self.temporarySuffix
    }

    /// How every finished snapshot's name begins; the slot follows, in twenty digits.
    static let prefix = "snapshot-"

    /// How the name of every file ends that is not finished; such files are removed at a start.
    static let temporarySuffix = ".tmp"

    /// What stands before that in the name of one that is being fetched.
    private static let fetchedSuffix = ".fetched"

    /// How many digits a slot has in a name.
    private static let digits = 20

    private static func name(of slot: Slot) -> String {
        let digits = String(slot.rawValue)
        return prefix + String(repeating: "0", count: Self.digits - digits.count) + digits
    }

    /// The slot of a finished snapshot's name; nil if it is no such name.
    static func slot(named name: String) -> Slot? {
        let digits = name.utf8.dropFirst(prefix.utf8.count)
        guard name.hasPrefix(prefix), digits.count == Self.digits,
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return UInt64(name.dropFirst(prefix.count)).map { Slot($0) }
    }

    /// How many parts lie in the file; 0 also while it was not looked through.
    var count: Int { offsets.count - 1 }

    /// Returns where a part begins; that after the last begins at ``end``.
    func offset(of index: Int) -> Int { offsets[index] }

    /// Where the next part goes.
    var end: Int { offsets[offsets.count - 1] }

    /// Notes that a line of so many bytes was added.
    mutating func append(lineBytes: Int) {
        offsets.append(end + lineBytes)
    }

    /// Reads a part back: the bytes of its object.
    ///
    /// - Parameters:
    ///   - index: Which part; from 0 to ``count`` - 1.
    ///   - name: The file's name now.
    ///   - disk: Where the file lies.
    /// - Returns: The object's bytes; nil if they are not what was written.
    /// - Throws: ``WriteAheadLog/StorageError`` if the file cannot be read.
    func read<Disk: Storage>(
        _ index: Int,
        of name: String,
        on disk: inout Disk
    ) throws(StorageError) -> [UInt8]? {
        let start = offsets[index]
        var line: [UInt8] = []
        try disk.read(name, at: start, count: offsets[index + 1] - start, into: &line)
        guard line.popLast() == UInt8(ascii: "\n"),
            let bytes = try? ChecksummedLine.objectBytes(of: line.span)
        else { return nil }
        line.removeLast(line.count - bytes)
        return line
    }
}
