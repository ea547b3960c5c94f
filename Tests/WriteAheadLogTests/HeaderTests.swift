import Checksum
import Testing
import WriteAheadLog

@Suite("File header")
struct HeaderTests {
    private static let header = FileHeader(
        kind: .segment,
        identity: FileIdentity(cluster: "bänk", node: 5, incarnation: 1 << 40),
        number: 1 << 50,
        offset: 77
    )

    @Test("A header is one sector, and is read as it was written", arguments: [1, 2, 63, 64])
    func readBack(clusterBytes: Int) throws {
        let header = FileHeader(
            kind: .snapshot,
            identity: FileIdentity(
                cluster: String(repeating: "c", count: clusterBytes),
                node: 255,
                incarnation: .max
            ),
            number: .max
        )

        let bytes = header.encoded

        #expect(bytes.count == FileHeader.byteCount)
        #expect(try FileHeader(reading: bytes + [1, 2], as: .snapshot, file: "f") == header)
    }

    @Test("Every flipped bit is seen, and so is every cut")
    func flips() throws {
        let bytes = Self.header.encoded
        #expect(try FileHeader(reading: bytes, as: .segment, file: "f") == Self.header)
        var seen = 0
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            do {
                _ = try FileHeader(reading: flipped, as: .segment, file: "f")
            } catch {
                let expected: LogError =
                    bit < 64 ? .notOurs(file: "f") : .damagedHeader(file: "f")
                if error == expected { seen += 1 }
            }
        }
        #expect(seen == bytes.count * 8)
        for count in 0..<512 {
            #expect(throws: LogError.self) {
                try FileHeader(reading: Array(bytes.prefix(count)), as: .segment, file: "f")
            }
        }
    }

    @Test("A file of another kind is not ours")
    func otherKind() {
        #expect(throws: LogError.notOurs(file: "f")) {
            try FileHeader(reading: Self.header.encoded, as: .snapshot, file: "f")
        }
    }

    @Test("A later format is refused by its number, not taken for damage")
    func unknownVersion() {
        var bytes = Self.header.encoded
        bytes[8] = 2
        let sum = CRC32C.checksum(bytes.span.extracting(0..<508))
        for index in 0..<4 { bytes[508 + index] = UInt8(truncatingIfNeeded: sum >> (8 * index)) }

        #expect(throws: LogError.unknownVersion(file: "f", found: 2)) {
            try FileHeader(reading: bytes, as: .segment, file: "f")
        }
        #expect(
            LogError.unknownVersion(file: "f", found: 2).description
                == "f has format 2; this program knows 1 only"
        )
    }

    @Test("Another cluster or node is refused with both values; another incarnation is not")
    func owner() throws {
        let later = FileIdentity(cluster: "bänk", node: 5, incarnation: 9)
        try Self.header.requireOwner(later, file: "f")

        let other = FileIdentity(cluster: "bank", node: 5, incarnation: 9)
        #expect(throws: LogError.otherCluster(file: "f", found: "bänk", expected: "bank")) {
            try Self.header.requireOwner(other, file: "f")
        }
        let node = FileIdentity(cluster: "bänk", node: 4, incarnation: 9)
        #expect(throws: LogError.otherNode(file: "f", found: 5, expected: 4)) {
            try Self.header.requireOwner(node, file: "f")
        }
        #expect(
            LogError.otherNode(file: "f", found: 5, expected: 4).description
                == "f belongs to node 5, not to node 4"
        )
    }

    @Test("A log of another node is not opened, whichever of its segments is the other's")
    func otherLog() throws {
        var disk = MemoryDisk()
        let (log, _) = try makeLog(of: 60, on: &disk)
        let stranger = FileHeader(
            kind: .segment,
            identity: FileIdentity(cluster: "test", node: 4, incarnation: 7),
            number: log.segments[1].first.rawValue
        )
        let bytes = stranger.encoded
        try disk.write(bytes.span, to: log.segments[1].name, at: 0)

        let name = log.segments[1].name
        #expect(throws: LogError.otherNode(file: name, found: 4, expected: 3)) {
            try read(&disk)
        }
    }

    @Test("Where there is no segment there is no log, whatever else there is")
    func missing() throws {
        var disk = MemoryDisk()
        for name in ["log-next.tmp", "log-7", "log-0000000000000000000x", "snapshot-3"] {
            try disk.create(name)
        }
        try disk.create("log-99999999999999999999")

        #expect(throws: LogError.missing) { try read(&disk) }
    }
}
