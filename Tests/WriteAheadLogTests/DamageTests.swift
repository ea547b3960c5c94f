import Simulator
import Testing
import WriteAheadLog

@Suite("Write-ahead log: damage in the middle")
struct DamageTests {
    /// A log with what is where.
    private struct Sample {
        var disk = SimulatedDisk()
        let log: WriteAheadLog
        let extents: [LogExtent]

        init(_ count: Int = 100) throws {
            (log, extents) = try makeLog(of: count, on: &disk)
        }

        /// The bytes of a record in its file.
        func range(_ number: Int) -> Range<Int> {
            let extent = extents[number]
            return extent.offset..<extent.offset + extent.end - extent.start
        }

        /// The numbers of a segment's records.
        func numbers(in segment: Int) -> Range<Int> {
            let first = Int(log.segments[segment].first.rawValue)
            let isLast = segment + 1 == log.segments.count
            return first..<(isLast ? extents.count : Int(log.segments[segment + 1].first.rawValue))
        }
    }

    /// Checks that exactly one gap is found, with these records in it.
    private static func requireGap(
        _ lost: Range<Int>,
        bytes: Int?,
        in sample: Sample,
        _ comment: Comment? = nil
    ) throws {
        var disk = sample.disk
        let reading = try read(&disk)
        let all = sample.extents.indices.filter { !lost.contains($0) }.map { UInt64($0) }
        #expect(reading.numbers == all, comment)
        #expect(reading.isGenuine, comment)
        #expect(reading.verdict == .clean, comment)
        #expect(reading.gaps.count == 1, comment)
        let gap = try #require(reading.gaps.first)
        #expect(gap.firstLost.rawValue == UInt64(lost.lowerBound), comment)
        #expect(gap.next.rawValue == UInt64(lost.upperBound), comment)
        if let bytes { #expect(gap.bytes == bytes, comment) }
        let index = try #require(reading.events.firstIndex(of: .gap(gap)))
        #expect(index == lost.lowerBound, comment)
    }

    @Test("Each record but the last, damaged in one byte, is one gap of one record")
    func everyRecord() throws {
        let sample = try Sample()
        for number in 0..<99 {
            var damaged = sample
            let range = sample.range(number)
            for offset in [range.lowerBound, range.lowerBound + 6, range.lowerBound + 9] {
                damaged.disk = sample.disk
                damaged.disk.flip(bit: 3, at: offset, of: sample.extents[number].file)
                try Self.requireGap(number..<number + 1, bytes: range.count, in: damaged)
            }
        }
    }

    @Test("A zeroed block is a gap, found by what lies behind it", arguments: [1, 2, 7])
    func zeroedBlock(count: Int) throws {
        let sample = try Sample()
        for first in stride(from: 0, to: 99 - count, by: 5) {
            let files = Set((first..<first + count).map { sample.extents[$0].file })
            guard files.count == 1, let file = files.first else { continue }
            var damaged = sample
            let range =
                sample.range(first).lowerBound..<sample.range(first + count - 1).upperBound
            damaged.disk.zero(range, of: file)

            try Self.requireGap(first..<first + count, bytes: range.count, in: damaged)
        }
    }

    @Test("The end of a segment, zeroed, is a gap: the next one begins with a later record")
    func zeroedEnd() throws {
        let sample = try Sample()
        let last = sample.numbers(in: 2).upperBound - 1
        var damaged = sample
        damaged.disk.zero(sample.range(last), of: sample.extents[last].file)

        try Self.requireGap(last..<last + 1, bytes: sample.range(last).count, in: damaged)
    }

    @Test("A copy of another record in the place of one counts as damage, whichever it is of")
    func misdirected() throws {
        let sample = try Sample()
        let numbers = sample.numbers(in: 1)
        let place = numbers.lowerBound + 5
        for source in numbers where source != place {
            guard sample.range(source).count <= sample.range(place).count else { continue }
            var damaged = sample
            damaged.disk.copy(
                sample.range(source),
                of: sample.extents[source].file,
                to: sample.range(place).lowerBound,
                of: sample.extents[place].file
            )
            try Self.requireGap(place..<place + 1, bytes: nil, in: damaged, "copy of \(source)")
        }
    }

    @Test("A block of later records in the place of earlier ones does not hide those between")
    func misdirectedBlock() throws {
        let sample = try Sample()
        let numbers = sample.numbers(in: 1)
        let (first, source) = (numbers.lowerBound + 1, numbers.lowerBound + 9)
        let block = sample.range(source).lowerBound..<sample.range(source + 3).upperBound
        let target = sample.range(first).lowerBound
        let hit = numbers.filter {
            sample.range($0).overlaps(target..<target + block.count)
        }
        var damaged = sample
        damaged.disk.copy(
            block,
            of: sample.extents[source].file,
            to: target,
            of: sample.extents[first].file
        )

        // Where records are out of place, no place tells how much is missing.
        try Self.requireGap(hit[0]..<hit[hit.count - 1] + 1, bytes: .max, in: damaged)
    }

    @Test("A missing segment is a gap of all its records and all their bytes")
    func missingSegment() throws {
        let sample = try Sample()
        let numbers = sample.numbers(in: 2)
        var damaged = sample
        damaged.disk.lose(sample.log.segments[2].name)

        let bytes =
            sample.extents[numbers.upperBound].start - sample.extents[numbers.lowerBound].start
        try Self.requireGap(numbers, bytes: bytes, in: damaged)
    }

    @Test("Exchanged segments count as damage, both; what is between them is read")
    func swappedSegments() throws {
        var sample = try Sample()
        sample.disk.swap(sample.log.segments[1].name, sample.log.segments[3].name)

        let reading = try read(&sample.disk)

        let lost = [sample.numbers(in: 1), sample.numbers(in: 3)]
        #expect(
            reading.numbers
                == (0..<100).filter { n in !lost.contains { $0.contains(n) } }.map { UInt64($0) }
        )
        #expect(reading.isGenuine)
        #expect(reading.gaps.map(\.firstLost.rawValue) == lost.map { UInt64($0.lowerBound) })
        #expect(reading.gaps.map(\.next.rawValue) == lost.map { UInt64($0.upperBound) })
        let bytes = lost.map { numbers in
            sample.extents[numbers.upperBound].start - sample.extents[numbers.lowerBound].start
        }
        #expect(reading.gaps.map(\.bytes) == bytes)
        let left = sample.extents.filter { extent in
            !lost.contains { $0.contains(Int(extent.position.rawValue)) }
        }
        #expect(reading.records.map(\.extent) == left)
    }

    @Test("A damaged header is an empty gap; the records behind it are read")
    func damagedHeader() throws {
        let sample = try Sample()
        for index in sample.log.segments.indices {
            for bit in [0, 64, 100, 8 * 511] {
                var disk = sample.disk
                disk.flip(bit: bit % 8, at: bit / 8, of: sample.log.segments[index].name)

                let reading = try read(&disk)

                #expect(reading.numbers == Array(0..<100))
                #expect(reading.records.map(\.extent) == sample.extents || index == 0)
                #expect(reading.verdict == .clean)
                let first = sample.log.segments[index].first
                #expect(
                    reading.gaps == [
                        LogGap(
                            firstLost: first,
                            next: first,
                            bytes: 0,
                            file: sample.log.segments[index].name,
                            offset: 0
                        )
                    ]
                )
            }
        }
    }

    @Test("A gap of many records within 8 KiB is bounded, one beyond is not")
    func bounded() throws {
        let limits = LogLimits(segmentBytes: 65_536, recordBytesMax: 9_000)
        for (count, isBounded) in [(8_192 / 64, true), (8_192 / 64 + 1, false)] {
            var disk = SimulatedDisk()
            var log = try WriteAheadLog.create(on: &disk, identity: owner, limits: limits)
            for _ in 0..<200 { try log.appendText(count: 48, on: &disk) }
            disk.zero(512 + 640..<512 + 640 + 64 * count, of: log.segments[0].name)

            let gaps = try read(&disk, limits: limits).gaps

            #expect(gaps.map(\.isBounded) == [isBounded])
            #expect(gaps.map(\.bytes) == [count * 64])
        }
    }

    @Test("One record alone is bounded, however long it is")
    func boundedByNumber() throws {
        let limits = LogLimits(segmentBytes: 65_536, recordBytesMax: 9_000)
        var disk = SimulatedDisk()
        var log = try WriteAheadLog.create(on: &disk, identity: owner, limits: limits)
        for _ in 0..<5 { try log.appendText(count: 9_000, on: &disk) }
        disk.zero(512 + 9_016..<512 + 9_050, of: log.segments[0].name)

        let gaps = try read(&disk, limits: limits).gaps

        #expect(gaps.map(\.bytes) == [9_016])
        #expect(gaps.map(\.isBounded) == [true])
    }

    @Test("Every second record damaged: every other one is read")
    func everySecond() throws {
        var sample = try Sample(200)
        for number in stride(from: 0, to: 199, by: 2) {
            sample.disk.flip(
                bit: 0,
                at: sample.range(number).lowerBound + 20,
                of: sample.extents[number].file
            )
        }

        let reading = try read(&sample.disk)

        #expect(reading.numbers == Array(stride(from: 1, to: 200, by: 2)))
        #expect(reading.gaps.count == 100)
        #expect(reading.gaps.allSatisfy { $0.isBounded })
        #expect(reading.isGenuine && reading.verdict == .clean)
    }

    // MARK: - From a position

    @Test("From a position on, only what is asked for is read, and only its damage is told")
    func fromPosition() throws {
        var sample = try Sample()
        let numbers = sample.numbers(in: 2)
        let start = numbers.lowerBound + 6
        sample.disk.flip(
            bit: 0,
            at: sample.range(start - 2).lowerBound + 20,
            of: sample.extents[start].file
        )
        #expect(try read(&sample.disk, from: UInt64(start)).events.count == 100 - start)

        sample.disk.zero(
            sample.range(start - 1).lowerBound..<sample.range(start + 1).upperBound,
            of: sample.extents[start].file
        )
        let reading = try read(&sample.disk, from: UInt64(start))
        #expect(reading.numbers == Array(UInt64(start + 2)..<100))
        #expect(reading.gaps.map(\.firstLost.rawValue) == [UInt64(start)])
        #expect(reading.gaps.map(\.next.rawValue) == [UInt64(start + 2)])
    }

    @Test("Without its oldest part a log begins with a gap that is not bounded")
    func missingOldest() throws {
        var sample = try Sample()
        let first = sample.log.segments[2].first
        for index in 0..<2 { sample.disk.lose(sample.log.segments[index].name) }

        let reading = try read(&sample.disk, from: 3)
        #expect(reading.gaps.count == 1)
        let gap = try #require(reading.gaps.first)
        #expect(gap.firstLost == LogPosition(3) && gap.next == first)
        #expect(gap.bytes == .max && !gap.isBounded)
        #expect(reading.numbers == Array(first.rawValue..<100))
        #expect(reading.records.first?.extent.start == sample.extents[Int(first.rawValue)].start)
        #expect(try read(&sample.disk).gaps == [])
    }
}
