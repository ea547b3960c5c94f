import Bank
import Checksum
import Paxos
import Wire
import WriteAheadLog

/// The reading of a whole snapshot file, with all its checks.
struct SnapshotLoading {
    /// Where the parts lie.
    private(set) var file: SnapshotFile
    /// What is wrong with the file; empty if nothing is.
    private(set) var problem = ""
    /// What the parts amount to.
    private var reader: SnapshotReader

    init(_ file: SnapshotFile, limits: BankLimits) {
        self.file = file
        reader = SnapshotReader(limits: limits)
    }

    /// How many bytes are read at once.
    private static let readBytes = 1 << 20
    /// The longest line, its checksum and line feed included, in bytes.
    private static let lineBytesMax = WireLimits.snapshotPartBytesMax + 64

    /// Reads the file.
    ///
    /// - Parameters:
    ///   - name: Its name, if it is not yet, or not any more, the finished file's.
    ///   - disk: Where it lies.
    /// - Returns: The state; nil if anything in the file is wrong: ``problem`` says what.
    /// - Throws: ``WriteAheadLog/StorageError`` if the file cannot be read.
    mutating func load<Disk: Storage>(
        _ name: String? = nil,
        on disk: inout Disk
    ) throws(StorageError) -> SnapshotState? {
        let name = name ?? file.name
        var bytes: [UInt8] = []
        var offset = FileHeader.byteCount
        let size = try disk.size(of: name)
        while offset < size {
            try disk.read(name, at: offset, count: Self.readBytes, into: &bytes)
            offset = min(size, offset + Self.readBytes)
            guard takeLines(of: &bytes) else { return nil }
        }
        guard bytes.isEmpty else { return fail("part \(file.count): the file ends within it") }
        do {
            let state = try reader.finish()
            guard state.slot == file.slot else { return fail("it is of \(state.slot)") }
            return state
        } catch {
            return fail("\(error)")
        }
    }

    /// Takes in all whole lines and leaves the rest.
    private mutating func takeLines(of bytes: inout [UInt8]) -> Bool {
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            do {
                let line = bytes.span.extracting(start..<end)
                let object = try ChecksummedLine.objectBytes(of: line)
                try reader.read(line.extracting(..<object))
            } catch {
                problem = "part \(file.count): \(error)"
                return false
            }
            file.append(lineBytes: end + 1 - start)
            start = end + 1
        }
        bytes.removeFirst(start)
        guard bytes.count <= Self.lineBytesMax else {
            problem = "part \(file.count): no line ends within \(Self.lineBytesMax) bytes"
            return false
        }
        return true
    }

    private mutating func fail(_ problem: String) -> SnapshotState? {
        self.problem = problem
        return nil
    }
}
