import Checksum
import Paxos
import Simulator
import Testing
import WriteAheadLog

@Suite("Write-ahead log: appending")
struct AppendTests {
    @Test("A new log is one empty segment, and nothing of it is pending")
    func create() throws {
        var disk = SimulatedDisk()

        let log = try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)

        #expect(log.end == LogPosition(0))
        #expect(log.endOffset == 0)
        #expect(disk.names() == ["log-00000000000000000000"])
        #expect(disk.pending == [])
        #expect(try disk.size(of: "log-00000000000000000000") == 4_096)
    }

    @Test("A log is not created over another one")
    func createTwice() throws {
        var disk = MemoryDisk()
        _ = try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)

        #expect(throws: LogError.exists(file: "log-00000000000000000000")) {
            try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)
        }
    }

    @Test("What is appended is read back in order, over many segments")
    func readBack() throws {
        var disk = MemoryDisk()
        let (log, extents) = try makeLog(of: 300, on: &disk)

        let reading = try read(&disk)

        #expect(reading.numbers == Array(0..<300))
        #expect(reading.isGenuine)
        #expect(reading.records.map(\.extent) == extents)
        #expect(reading.verdict == .clean)
        #expect(reading.gaps == [])
        #expect(log.segments.count > 10)
        #expect(disk.names() == log.segments.map(\.name))
    }

    @Test("A record on disk is length, sum over length, number and content, and zeros up to 8")
    func bytesOnDisk() throws {
        var disk = MemoryDisk()
        var (log, _) = try makeLog(of: 2, on: &disk)
        let extent = try log.append(Array("{\"a\":1}".utf8).span, on: &disk)

        var bytes: [UInt8] = []
        try disk.read(extent.file, at: extent.offset, count: 32, into: &bytes)

        let length: [UInt8] = [15, 0, 0, 0]
        let number: [UInt8] = [2, 0, 0, 0, 0, 0, 0, 0]
        let payload = number + Array("{\"a\":1}".utf8)
        let covered = length + payload
        let sum = CRC32C.checksum(covered.span)
        let sumBytes = (0..<4).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) }
        #expect(bytes == length + sumBytes + payload + [0] + [UInt8](repeating: 0, count: 8))
    }

    @Test("Offsets count the bytes of records over the whole log")
    func offsets() throws {
        var disk = MemoryDisk()
        let (log, extents) = try makeLog(of: 100, on: &disk)

        var end = 0
        for extent in extents {
            #expect(extent.start == end)
            #expect(extent.end - extent.start >= 24)
            end = extent.end
        }
        #expect(log.endOffset == end)
        #expect(extents.allSatisfy { $0.offset % 8 == 0 && $0.offset >= 512 })
    }

    @Test("An append is one write and one flush, unless it begins a segment")
    func steps() throws {
        var disk = SimulatedDisk()
        var log = try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)
        while try log.prepare(on: &disk) {}
        let before = disk.stepCount

        for _ in 0..<5 { try log.appendText(count: 100, on: &disk) }

        #expect(disk.stepCount == before + 10)
        #expect(disk.pending == [.create("log-next.tmp", file: 1)])
    }

    @Test("A log goes over to the next segment at every place in it", arguments: 0..<9)
    func alignments(shift: Int) throws {
        for count in stride(from: 24 + shift, through: 2_048, by: 24) {
            var disk = MemoryDisk()
            var log = try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)
            let perSegment = (4_096 - 512) / ((16 + count + 7) / 8 * 8)

            for _ in 0...perSegment { try log.appendText(count: count, on: &disk) }
            let reading = try read(&disk)

            #expect(log.segments.map(\.first.rawValue) == [0, UInt64(perSegment)])
            #expect(reading.numbers == Array(0...UInt64(perSegment)))
            #expect(reading.verdict == .clean && reading.gaps == [])
        }
    }

    @Test("A record of the greatest size is read; one byte more stops the process")
    func recordBytesMax() async throws {
        var disk = MemoryDisk()
        var log = try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)
        try log.appendText(count: 2_048, on: &disk)

        #expect(try read(&disk).records.map(\.payload) == [text(0, count: 2_048)])
        await #expect(processExitsWith: .failure) {
            var disk = MemoryDisk()
            var log = try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)
            try log.appendText(count: 2_049, on: &disk)
        }
    }

    @Test("An empty record stops the process and says so")
    func emptyRecord() async {
        let result = await #expect(
            processExitsWith: .failure,
            observing: [\.standardErrorContent]
        ) {
            var disk = MemoryDisk()
            var log = try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)
            let nothing: [UInt8] = []
            _ = try log.append(nothing.span, on: &disk)
        }
        let message = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
        #expect(message.contains("a record of 0 bytes; 1 to 2048 are allowed"))
    }

    @Test("Any bytes are read back, zeros too")
    func anyBytes() throws {
        var generator = SeededGenerator(seed: 1)
        var disk = MemoryDisk()
        var log = try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)
        var payloads: [[UInt8]] = []
        for _ in 0..<200 {
            let count = Int(generator.next() % 300) + 1
            let payload = (0..<count).map { _ in UInt8(generator.next() % 3) }
            _ = try log.append(payload.span, on: &disk)
            payloads.append(payload)
        }

        #expect(try read(&disk).records.map(\.payload) == payloads)
    }

    // MARK: - Segments

    @Test("A segment is prepared in flushed slices; then a record begins it without making it")
    func prepare() throws {
        var disk = SimulatedDisk()
        var log = try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)
        let roomBefore = log.room

        var slices = 1
        while try log.prepare(on: &disk) { slices += 1 }

        #expect(slices == 4)
        #expect(!log.needsPreparation)
        #expect(roomBefore == 4_096 - 512 - 16)
        #expect(log.room == 2 * roomBefore)
        #expect(try !log.prepare(on: &disk))

        try log.appendText(count: 2_000, on: &disk)
        let before = disk.stepCount
        try log.appendText(count: 2_000, on: &disk)
        // Header written and flushed, renamed, names flushed; then the record.
        #expect(disk.stepCount == before + 6)
        #expect(log.needsPreparation)
        #expect(log.segments.count == 2)
        #expect(disk.pending == [])
    }

    @Test("Room says what can be appended without a new file")
    func room() throws {
        var disk = SimulatedDisk()
        var log = try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)

        try log.appendText(count: 2_000, on: &disk)

        #expect(log.room == 4_096 - 512 - 2_016 - 16)
        let room = log.room
        while try log.prepare(on: &disk) {}
        #expect(log.room == room + 4_096 - 512 - 16)
        let names = disk.names()
        try log.appendText(count: room, on: &disk)
        #expect(disk.names() == names)
        #expect(log.room == 4_096 - 512 - 16)
    }

    @Test("Segments below a position are removed, but not the one in use")
    func removeSegments() throws {
        var disk = SimulatedDisk()
        var (log, _) = try makeLog(of: 100, on: &disk)
        let third = log.segments[2].first

        try log.removeSegments(before: third, on: &disk)

        #expect(log.segments[0].first == third)
        #expect(disk.names() == log.segments.map(\.name))
        #expect(disk.pending == [])
        let reading = try read(&disk, from: third.rawValue)
        #expect(reading.numbers == Array(third.rawValue..<100))
        #expect(reading.gaps == [])

        try log.removeSegments(before: LogPosition(third.rawValue + 1), on: &disk)
        #expect(log.segments[0].first == third, "it holds a record that is not before")

        try log.removeSegments(before: log.end, on: &disk)
        #expect(log.segments.count == 1)
        try log.appendText(on: &disk)
        let rest = try read(&disk)
        #expect(rest.numbers == Array(log.segments[0].first.rawValue...100))
    }

    @Test("A log that was opened goes on where it ended, in the new incarnation's name")
    func reopen() throws {
        var disk = SimulatedDisk()
        var (log, _) = try makeLog(of: 40, on: &disk)
        for _ in 0..<20 {
            var reading = try read(&disk)
            let opened = try reading.reader.finish(on: &disk)
            #expect(opened.end == log.end)
            #expect(opened.endOffset == log.endOffset)
            #expect(opened.segments == log.segments)
            log = opened
            for _ in 0..<3 { try log.appendText(on: &disk) }
            #expect(!disk.names().contains("log-next.tmp"))
        }

        let reading = try read(&disk)
        #expect(reading.numbers == Array(0..<100))
        #expect(reading.isGenuine)
    }
}
