import Paxos
import Testing
import WriteAheadLog

/// Who writes the logs of these tests.
let owner = FileIdentity(cluster: "test", node: 3, incarnation: 7)

/// Segments so small that a test fills many.
let smallLimits = LogLimits(segmentBytes: 4_096, recordBytesMax: 2_048, preparedSliceBytes: 1_024)

/// Returns the text of record `number`: it depends on nothing else, and has no zero byte.
///
/// It is `count` bytes long, 12 or more; if that is nil, 20 to 400 bytes, by the number.
func text(_ number: UInt64, count: Int? = nil) -> [UInt8] {
    if count == nil, number < texts.count { return texts[Int(number)] }
    return makeText(number, count: count)
}

/// The first texts, made once.
private let texts = (0..<1_000).map { makeText($0, count: nil) }

/// Makes a text.
private func makeText(_ number: UInt64, count: Int?) -> [UInt8] {
    var generator = SeededGenerator(seed: number)
    let length = count ?? Int(generator.next() % 381) + 20
    let letters = UInt8(ascii: "a")
    var bytes = Array("{\"n\":\"".utf8)
    bytes.reserveCapacity(length)
    var digits = generator.next()
    while bytes.count < length - 2 {
        bytes.append(letters + UInt8(digits % 16))
        digits = digits / 16 + UInt64(bytes.count) << 48
    }
    bytes += "\"}".utf8
    return bytes
}

/// What reading a log gave.
struct Reading {
    /// The records, by number.
    var records: [(extent: LogExtent, payload: [UInt8])] = []
    /// What came, in order: numbers of records and gaps.
    var events: [LogEvent] = []
    /// The reader, at its end.
    var reader: LogReader

    var numbers: [UInt64] { records.map(\.extent.position.rawValue) }
    var verdict: LogVerdict { reader.verdict }
    var gaps: [LogGap] { reader.gaps }

    /// Whether every record is the one of its number.
    var isGenuine: Bool { records.allSatisfy { $0.payload == text($0.extent.position.rawValue) } }
}

/// Reads a log to its end.
func read<Disk: Storage>(
    _ disk: inout Disk,
    limits: LogLimits = smallLimits,
    from position: UInt64? = nil
) throws(LogError) -> Reading {
    var reader = try LogReader(
        on: &disk,
        identity: owner,
        limits: limits,
        from: position.map { LogPosition($0) }
    )
    var records: [(extent: LogExtent, payload: [UInt8])] = []
    var events: [LogEvent] = []
    while let event = try reader.next(on: &disk) {
        events.append(event)
        if case .record(let extent, let payload) = event { records.append((extent, payload)) }
    }
    return Reading(records: records, events: events, reader: reader)
}

extension WriteAheadLog {
    /// Appends the text of the next record.
    @discardableResult
    mutating func appendText<Disk: Storage>(
        count: Int? = nil,
        on disk: inout Disk
    ) throws(LogError) -> LogExtent {
        let bytes = text(end.rawValue, count: count)
        return try append(bytes.span, on: &disk)
    }
}

/// Returns a log of `count` records, with where each lies.
func makeLog<Disk: Storage>(
    of count: Int,
    on disk: inout Disk,
    limits: LogLimits = smallLimits
) throws(LogError) -> (log: WriteAheadLog, extents: [LogExtent]) {
    var log = try WriteAheadLog.create(on: &disk, identity: owner, limits: limits)
    var extents: [LogExtent] = []
    for _ in 0..<count { extents.append(try log.appendText(on: &disk)) }
    return (log, extents)
}
