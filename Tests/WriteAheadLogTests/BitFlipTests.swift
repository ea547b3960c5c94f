import Foundation
import Simulator
import Testing
import WriteAheadLog

/// Single flipped bits in the last 64 KiB of a log.
///
/// What is guaranteed: no flip gives a record that is not the one written, and no flip in a header
/// or a record goes unseen: it is a gap of that record alone, an empty gap for a header, or a
/// damaged end, never a torn one. A flip in zeros that nothing relies on changes no record: behind
/// the last record it is cut off as a torn tail; between two records, and between the last record
/// of a segment and the next segment, it is not even seen.
///
/// All 524,288 bits take minutes in a debug build. It takes every 31st and all of the last record
/// and its segment's header; `PAXOSBANK_ALL_BITS=1` takes all, for a release build.
@Suite("Write-ahead log: bit flips")
struct BitFlipTests {
    /// What stands at a byte of a segment.
    private enum Place: Hashable {
        case header
        case record(UInt64)
        case zeros
        case end
    }

    /// How many segments there are: 64 KiB.
    private static let segmentCount = 16

    /// The log: the disk, and the segments and records on it.
    private struct Sample {
        var disk = SimulatedDisk()
        var log: WriteAheadLog
        var extents: [LogExtent]

        init() throws {
            (log, extents) = try makeLog(of: 40, on: &disk)
            while log.segments.count <= BitFlipTests.segmentCount {
                extents.append(try log.appendText(on: &disk))
            }
            for _ in 0..<10 { extents.append(try log.appendText(on: &disk)) }
            // The oldest is not among the last 64 KiB.
            try log.removeSegments(before: log.segments[1].first, on: &disk)
        }

        /// A disk with one segment and the one behind it: what lies further off changes nothing,
        /// because every loss is settled by the record that follows.
        func part(_ index: Int) -> SimulatedDisk {
            var part = disk
            for (other, segment) in log.segments.enumerated()
            where other < index || other > index + 1 {
                part.lose(segment.name)
            }
            return part
        }

        /// The records of a segment.
        func extents(in index: Int) -> [LogExtent] {
            extents.filter { $0.file == log.segments[index].name }
        }

        /// What stands at each byte of a segment.
        func places(in index: Int) -> [Place] {
            let isLast = index == log.segments.count - 1
            var places = [Place](repeating: isLast ? .end : .zeros, count: 4_096)
            for offset in 0..<FileHeader.byteCount { places[offset] = .header }
            for extent in extents(in: index) {
                let number = extent.position.rawValue
                let end = extent.offset + extent.end - extent.start
                for offset in extent.offset..<end { places[offset] = .zeros }
                for offset in extent.offset..<extent.offset + 16 + text(number).count {
                    places[offset] = .record(number)
                }
            }
            return places
        }
    }

    @Test("Every flipped bit is seen, and none changes a record", arguments: 0..<segmentCount)
    func flips(index: Int) throws {
        let isAll = ProcessInfo.processInfo.environment["PAXOSBANK_ALL_BITS"] == "1"
        let sample = try Sample()
        let places = sample.places(in: index)
        let part = sample.part(index)
        let whole = sample.extents.filter { extent in
            sample.log.segments[index...].prefix(2).contains { $0.name == extent.file }
        }
        let last = try #require(whole.last)
        let isLast = index == sample.log.segments.count - 1
        var seen: [Place: Int] = [:]
        for bit in 0..<4_096 * 8 {
            let place = places[bit / 8]
            let isWanted = isLast && (place == .header || place == .record(last.position.rawValue))
            guard isAll || isWanted || bit % 31 == index else { continue }
            var flipped = part
            flipped.flip(bit: bit % 8, at: bit / 8, of: sample.log.segments[index].name)
            let reading = try read(&flipped)
            let wanted = whole.filter { place != .record($0.position.rawValue) }
            guard reading.numbers == wanted.map(\.position.rawValue), reading.isGenuine,
                Self.isRight(reading, place, last: last, bit: bit)
            else {
                Issue.record("bit \(bit), \(place): \(reading.gaps), \(reading.verdict)")
                return
            }
            seen[place, default: 0] += 1
        }
        #expect(seen.count > 10)
        #expect(!isAll || seen.values.reduce(0, +) == 32_768)
    }

    /// Whether a reading says what a flip at a place must lead to.
    private static func isRight(
        _ reading: Reading,
        _ place: Place,
        last: LogExtent,
        bit: Int
    ) -> Bool {
        let gaps = reading.gaps.map { ($0.next.rawValue - $0.firstLost.rawValue, $0.isBounded) }
        switch place {
        case .header: return gaps.count == 1 && gaps[0] == (0, true) && reading.verdict == .clean
        case .record(last.position.rawValue):
            guard case .damagedEnd(last.file, last.offset, _) = reading.verdict else {
                return false
            }
            return gaps.isEmpty
        case .record: return gaps.count == 1 && gaps[0] == (1, true) && reading.verdict == .clean
        case .zeros: return gaps.isEmpty && reading.verdict == .clean
        case .end:
            let end = last.offset + last.end - last.start
            return gaps.isEmpty
                && reading.verdict == .torn(file: last.file, offset: end, bytes: bit / 8 + 1 - end)
        }
    }
}
