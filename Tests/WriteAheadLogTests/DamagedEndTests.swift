import Simulator
import Testing
import WriteAheadLog

@Suite("Write-ahead log: damaged ends")
struct DamagedEndTests {
    /// A log whose last record, of 600 bytes, is to be damaged.
    private static func makeSample() throws -> (disk: SimulatedDisk, last: LogExtent) {
        var disk = SimulatedDisk()
        var (log, _) = try makeLog(of: 10, on: &disk)
        let last = try log.append(text(10, count: 600).span, on: &disk)
        return (disk, last)
    }

    @Test("Every flipped bit of the last record is damage, and never a torn tail")
    func flips() throws {
        let (disk, last) = try Self.makeSample()
        for bit in 0..<(16 + 600) * 8 {
            var flipped = disk
            flipped.flip(bit: bit % 8, at: last.offset + bit / 8, of: last.file)
            let reading = try read(&flipped, from: 10)
            guard case .damagedEnd(last.file, last.offset, let reason) = reading.verdict else {
                Issue.record("bit \(bit): \(reading.verdict)")
                return
            }
            #expect(reading.records.isEmpty)
            #expect(reason.contains(bit < 32 ? "length" : "checksum"))
        }
    }

    @Test("Damage in two places is damage, too, unless it looks as a cut write does")
    func twoPlaces() throws {
        let (disk, last) = try Self.makeSample()
        for bit in 0..<32 {
            var flipped = disk
            flipped.flip(bit: bit % 8, at: last.offset + bit / 8, of: last.file)
            flipped.flip(bit: 1, at: last.offset + 300, of: last.file)
            let reading = try read(&flipped, from: 10)
            // A length within a segment that reaches behind the text makes the last byte zero.
            let length = (600 + 8) ^ (1 << bit)
            let isLikeCut = length > 608 && last.offset + 8 + length <= smallLimits.segmentBytes
            if case .torn = reading.verdict {
                #expect(isLikeCut, "\(bit)")
            } else {
                #expect(!isLikeCut && reading.verdict != .clean, "\(bit)")
            }
        }
    }

    @Test("Another record in the place of the last one is damage")
    func misdirected() throws {
        var (disk, last) = try Self.makeSample()
        let size = last.end - last.start
        disk.zero(last.offset..<last.offset + size, of: last.file)
        let first = try read(&disk).records[0].extent
        disk.copy(512..<512 + first.end, of: last.file, to: last.offset, of: last.file)

        let reading = try read(&disk)

        #expect(reading.numbers == Array(0..<10))
        #expect(
            reading.verdict
                == .damagedEnd(
                    file: last.file,
                    offset: last.offset,
                    reason: "another record stands in its place"
                )
        )
    }

    @Test("A write that went astray to behind the end does not hide what was written after it")
    func misdirectedBehind() throws {
        let (disk, last) = try Self.makeSample()
        for number in 0..<10 {
            var astray = disk
            var sample = disk
            let extent = try read(&sample).records[number].extent
            let range = extent.offset..<extent.offset + extent.end - extent.start
            // The next one may be appended right there.
            let target = last.offset + (last.end - last.start) + 512
            astray.copy(range, of: extent.file, to: target, of: last.file)
            astray.zero(range, of: extent.file)

            var reading = try read(&astray)

            guard case .damagedEnd = reading.verdict else {
                Issue.record("record \(number): \(reading.verdict)")
                continue
            }
            var log = try reading.reader.finish(on: &astray)
            try log.appendText(on: &astray)
            let again = try read(&astray)
            #expect(again.numbers.last == log.end.rawValue - 1)
            #expect(again.gaps.contains { $0.next.rawValue == log.end.rawValue - 1 })
        }
    }

    @Test("The content of another segment in place of the last one is a damaged end")
    func foreignSegment() throws {
        var disk = SimulatedDisk()
        let (log, _) = try makeLog(of: 60, on: &disk)
        let last = log.segments[log.segments.count - 1]
        disk.copy(0..<4_096, of: log.segments[0].name, to: 0, of: last.name)
        // With nothing behind its header it would look like a segment that was just begun.
        disk.zero(512..<4_096, of: last.name)

        var reading = try read(&disk)

        #expect(reading.numbers == Array(0..<last.first.rawValue))
        let reason = "the file has the header of another one"
        #expect(
            reading.verdict == .damagedEnd(file: last.name, offset: 512, reason: reason)
        )
        let opened = try reading.reader.finish(on: &disk)
        #expect(opened.end.rawValue == last.first.rawValue + 1)
    }

    @Test("A last record that the disk made all zero is not seen: peers must know")
    func blindSpot() throws {
        var (disk, last) = try Self.makeSample()
        disk.zero(last.offset..<last.offset + last.end - last.start, of: last.file)

        #expect(try read(&disk).verdict == .clean)
    }

    @Test("Going on after a damaged end leaves a gap for ever, over crashes and restarts")
    func goesOn() throws {
        var (disk, last) = try Self.makeSample()
        disk.flip(bit: 5, at: last.offset + 100, of: last.file)

        // Crashes between opening and appending do not make it forget.
        for _ in 0..<3 {
            var reading = try read(&disk)
            guard case .damagedEnd(last.file, last.offset, _) = reading.verdict else {
                Issue.record("\(reading.verdict)")
                return
            }
            let log = try reading.reader.finish(on: &disk)
            #expect(log.end == LogPosition(11))
            #expect(log.segments.map(\.first.rawValue) == [0, 11])
            disk.crash()
        }
        var reading = try read(&disk)
        var log = try reading.reader.finish(on: &disk)
        for _ in 0..<30 { try log.appendText(on: &disk) }
        disk.crash()

        for _ in 0..<2 {
            var again = try read(&disk)
            #expect(again.numbers == Array(0..<10) + Array(11..<41))
            #expect(again.isGenuine && again.verdict == .clean)
            let gap = LogGap(
                firstLost: LogPosition(10),
                next: LogPosition(11),
                bytes: 616,
                file: last.file,
                offset: last.offset
            )
            #expect(again.gaps == [gap])
            #expect(gap.isBounded)
            let opened = try again.reader.finish(on: &disk)
            #expect(opened.end == log.end && opened.endOffset == log.endOffset)
        }
    }

    @Test("Each crash while a log goes on after a damaged end leaves the loss to be seen")
    func crashes() throws {
        var (disk, last) = try Self.makeSample()
        disk.flip(bit: 5, at: last.offset + 100, of: last.file)
        var recording = RecordingDisk()
        recording.inner = disk
        var reading = try read(&recording)
        var log = try reading.reader.finish(on: &recording)
        try log.appendText(on: &recording)

        for moment in recording.moments {
            for survivals in moment.survivals {
                var crashed = moment.disk
                crashed.crash { index, _ in survivals[index] }
                let again = try read(&crashed)
                switch again.verdict {
                case .damagedEnd: #expect(again.numbers == Array(0..<10))
                case .clean:
                    #expect(again.numbers == Array(0..<10) + [11])
                    #expect(again.gaps.map(\.firstLost.rawValue) == [10])
                case .torn: Issue.record("\(survivals): \(again.verdict)")
                }
            }
        }
    }

    @Test("Damage right before a segment that is still empty is a damaged end, not a torn one")
    func emptySegmentBehind() throws {
        var disk = SimulatedDisk()
        var log = try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)
        for _ in 0..<3 { try log.appendText(count: 1_100, on: &disk) }
        // The segment is begun; the record is not written.
        while try log.prepare(on: &disk) {}
        disk.fail(step: disk.stepCount + 5, with: .inputOutput)
        #expect(throws: LogError.self) { try log.appendText(count: 1_100, on: &disk) }
        disk.crash()
        #expect(try read(&disk).verdict == .clean)

        // Cut as a write is cut; but record 2 was flushed before its successor got a segment.
        disk.zero(512 + 2 * 1_120 + 512..<4_096, of: "log-00000000000000000000")
        var reading = try read(&disk)

        guard case .damagedEnd = reading.verdict else {
            Issue.record("\(reading.verdict)")
            return
        }
        let opened = try reading.reader.finish(on: &disk)
        #expect(opened.end == LogPosition(3))
        #expect(opened.segments.count == 2)
    }

    @Test("A log that ends before the position asked for has a damaged end, and goes on behind")
    func endsEarly() throws {
        var disk = SimulatedDisk()
        _ = try makeLog(of: 10, on: &disk)

        var reading = try read(&disk, from: 50)

        guard case .damagedEnd(_, _, let reason) = reading.verdict else {
            Issue.record("\(reading.verdict)")
            return
        }
        #expect(reason == "record 10 is missing, 50 was asked for")
        var log = try reading.reader.finish(on: &disk)
        #expect(log.end == LogPosition(50))
        try log.appendText(on: &disk)
        let again = try read(&disk, from: 50)
        #expect(again.numbers == [50] && again.verdict == .clean && again.gaps == [])
    }

    @Test("An empty log that begins behind the position asked for has a damaged end")
    func beginsLate() throws {
        var disk = SimulatedDisk()
        var (log, _) = try makeLog(of: 100, on: &disk)
        try log.removeSegments(before: log.end, on: &disk)
        let name = log.segments[0].name
        disk.zero(512..<4_096, of: name)

        let reading = try read(&disk, from: 1)

        guard case .damagedEnd = reading.verdict else {
            Issue.record("\(reading.verdict)")
            return
        }
    }
}
