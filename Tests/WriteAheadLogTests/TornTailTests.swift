import Simulator
import Testing
import WriteAheadLog

@Suite("Write-ahead log: torn tails")
struct TornTailTests {
    /// The contents of a file.
    private static func content(
        of name: String,
        on disk: SimulatedDisk
    ) throws(StorageError) -> [UInt8] {
        var bytes: [UInt8] = []
        try disk.read(name, at: 0, count: .max, into: &bytes)
        return bytes
    }

    /// Opens a log after its tail was cut, appends, and reads it again.
    private static func requireGoesOn(
        _ reading: Reading,
        on disk: inout SimulatedDisk,
        _ comment: Comment
    ) throws {
        var reading = reading
        var log = try reading.reader.finish(on: &disk)
        #expect(log.end.rawValue == UInt64(reading.records.count), comment)
        for _ in 0..<3 { try log.appendText(on: &disk) }
        disk.crash()
        let again = try read(&disk)
        #expect(again.numbers == Array(0..<log.end.rawValue), comment)
        #expect(again.isGenuine && again.verdict == .clean && again.gaps == [], comment)
    }

    @Test(
        "The last three records, cut at every byte, lose only what was cut",
        arguments: [false, true]
    )
    func everyByte(isFileCut: Bool) throws {
        var disk = SimulatedDisk()
        let (_, extents) = try makeLog(of: 30, on: &disk)
        let file = extents[29].file
        #expect(extents[27].file == file)
        let bytes = try Self.content(of: file, on: disk)
        let end = extents[29].offset + extents[29].end - extents[29].start
        for cut in extents[27].offset...end {
            var crashed = disk
            if isFileCut {
                crashed.truncate(file, to: cut)
            } else {
                crashed.zero(cut..<bytes.count, of: file)
            }

            let reading = try read(&crashed)

            // The zeros that fill a record up are not needed.
            let whole = extents.prefix { extent in
                extent.file != file
                    || cut >= extent.offset + 16 + text(extent.position.rawValue).count
            }
            let start = whole.count < 30 ? extents[whole.count].offset : end
            let rest = bytes[start..<max(start, cut)]
            let torn = rest.lastIndex { $0 != 0 }.map { $0 + 1 - start } ?? 0
            #expect(reading.numbers == Array(0..<UInt64(whole.count)), "cut at \(cut)")
            #expect(reading.isGenuine, "cut at \(cut)")
            #expect(
                reading.verdict
                    == (torn == 0
                        ? .clean : .torn(file: file, offset: start, bytes: torn)),
                "cut at \(cut)"
            )
            try Self.requireGoesOn(reading, on: &crashed, "cut at \(cut)")
        }
    }

    @Test("A record that lacks any selection of its sectors is torn, or was never there")
    func sectors() throws {
        for filler in stride(from: 20, through: 532, by: 8) {
            var disk = SimulatedDisk()
            var log = try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)
            try log.appendText(count: filler, on: &disk)
            let before = disk
            let extent = try log.append(text(1, count: 1_300).span, on: &disk)
            let sectors = SimulatedDisk.sectors(of: extent.end - extent.start, at: extent.offset)
            let bytes = try Self.content(of: extent.file, on: disk)
            for mask in 0..<(1 << sectors.count) - 1 {
                var crashed = before
                for (index, sector) in sectors.enumerated() where mask >> index & 1 == 1 {
                    let start = extent.offset + sector.lowerBound
                    let part = Array(bytes[start..<extent.offset + sector.upperBound])
                    try crashed.write(part.span, to: extent.file, at: start)
                }
                // The last sector may hold nothing but the zeros that fill the record up.
                let lost = sectors.indices.filter { mask >> $0 & 1 == 0 }
                let isWhole = lost.allSatisfy { index in
                    let start = extent.offset + sectors[index].lowerBound
                    return bytes[start..<extent.offset + sectors[index].upperBound]
                        .allSatisfy { $0 == 0 }
                }
                let reading = try read(&crashed)
                switch reading.verdict {
                case .clean: #expect(mask == 0 || isWhole, "\(filler) \(mask)")
                case .torn: #expect(mask != 0 && !isWhole, "\(filler) \(mask)")
                case .damagedEnd: Issue.record("\(filler) \(mask): \(reading.verdict)")
                }
                #expect(reading.records.count == (isWhole ? 2 : 1))
            }
        }
    }

    @Test("What is torn is zeroed before anything is appended in its place")
    func zeroed() throws {
        var disk = SimulatedDisk()
        let (log, _) = try makeLog(of: 3, on: &disk)
        var copy = log
        let torn = try copy.append(text(3, count: 1_000).span, on: &disk)
        disk.zero(torn.offset + 900..<torn.offset + 1_016, of: torn.file)

        // A short record in its place leaves the remains of the long one behind it.
        var reading = try read(&disk)
        var opened = try reading.reader.finish(on: &disk)
        try opened.appendText(count: 20, on: &disk)
        disk.crash()

        #expect(reading.verdict == .torn(file: torn.file, offset: torn.offset, bytes: 900))
        let bytes = try Self.content(of: torn.file, on: disk)
        #expect(bytes[(torn.offset + 40)...].allSatisfy { $0 == 0 })
        #expect(try read(&disk).verdict == .clean)
    }

    @Test("A record that was read is durable once the log is opened, though its flush had failed")
    func rewritten() throws {
        var disk = SimulatedDisk()
        var (log, _) = try makeLog(of: 3, on: &disk)
        disk.fail(step: disk.stepCount + 2, with: .inputOutput)
        #expect(throws: LogError.self) { try log.appendText(on: &disk) }

        // The process starts again, the machine does not.
        var reading = try read(&disk)
        #expect(reading.numbers == [0, 1, 2, 3])
        _ = try reading.reader.finish(on: &disk)
        disk.crash()

        #expect(try read(&disk).numbers == [0, 1, 2, 3])
    }

    @Test("A flipped bit in the space behind the log is zeroed, and costs nothing")
    func spaceBehind() throws {
        var disk = SimulatedDisk()
        let (_, extents) = try makeLog(of: 2, on: &disk)
        let end = extents[1].offset + extents[1].end - extents[1].start
        for offset in end..<4_096 {
            var flipped = disk
            flipped.flip(bit: offset % 8, at: offset, of: extents[1].file)
            let reading = try read(&flipped)
            #expect(reading.numbers == [0, 1])
            #expect(
                reading.verdict
                    == .torn(file: extents[1].file, offset: end, bytes: offset + 1 - end)
            )
            if offset % 97 == 0 { try Self.requireGoesOn(reading, on: &flipped, "\(offset)") }
        }
    }
}
