#if MUTANTS
import Mutation
#endif

/// Reads a log from some place to its end, says how it ends, and opens it for appending.
///
/// ```
/// var reader = try LogReader(on: &disk, identity: identity, limits: limits, from: position)
/// while let event = try reader.next(on: &disk) { … }
/// switch reader.verdict { … }
/// var log = try reader.finish(on: &disk)
/// ```
///
/// Records come in the order of their numbers. Damage with a record that passes behind it is a
/// ``LogEvent/gap(_:)``; a part of the log that is missing at its beginning is one, too. Damage
/// with nothing behind it is the ``verdict``. Until ``finish(on:)`` nothing is written.
///
/// One segment is in memory at a time. A byte is read once, or three times if there is damage.
public struct LogReader: Sendable {
    /// A segment, as the reader sees it.
    struct Segment: Hashable, Sendable {
        /// The name and the first record's number.
        let id: LogSegment
        /// The size of the file, in bytes.
        let size: Int
        /// The state of its first block.
        let header: HeaderState
    }

    /// What stands in the first block of a segment.
    enum HeaderState: Hashable, Sendable {
        /// What belongs there; this many bytes of records are in the log before.
        case intact(logOffset: Int)
        /// Nothing that can be read: the name says what the segment holds.
        case damaged
        /// The header of another file: nothing in this file is where it belongs.
        case foreign
    }

    /// Where the reader is.
    struct Place: Hashable, Sendable {
        /// The index of the segment.
        var segment = 0
        /// Where the next record begins in its file.
        var offset = FileHeader.byteCount
        /// The next record's number.
        var number: UInt64
        /// How many bytes of records the log holds before it.
        var logOffset = 0
    }

    /// How the log ends, with what ``finish(on:)`` has to do about it.
    struct End: Hashable, Sendable {
        /// What the caller is told.
        let verdict: LogVerdict
        /// How many bytes behind the last record are not all zero.
        let tailBytes: Int
    }

    /// Whose log it is.
    let identity: FileIdentity
    /// The bounds.
    let limits: LogLimits
    /// The first record asked for.
    let start: UInt64
    /// The segments, oldest first.
    let segments: [Segment]
    /// The content of the segment at ``place``.
    var bytes: [UInt8] = []
    /// Where the next record is expected.
    var place: Place
    /// The last record read, if it lies in the segment at ``place``.
    var last: Frame?
    /// How the log ends; nil before its end.
    var end: End?
    /// What there is behind the first damage; nil without damage.
    private var survey: RecordSurvey?
    /// A gap to give before anything else.
    private var waitingGap: LogGap?
    /// The number of the oldest segment's first record, as its name says: what was before it was
    /// removed, or is lost.
    public var beginning: LogPosition { segments[0].id.first }
    /// The gaps met so far, in order.
    public private(set) var gaps: [LogGap] = []

    /// Begins to read a log.
    ///
    /// - Parameters:
    ///   - disk: Where the log is.
    ///   - identity: Whose log it must be; the incarnation is that of what is written from now on.
    ///   - limits: The bounds of what is written from now on.
    ///   - position: The first record wanted; nil for the oldest there is. If the log begins later,
    ///     the first event is a gap from there, of unknown bytes; if it ends earlier, its end is
    ///     damaged. Damage before it is passed over in silence.
    /// - Throws: ``LogError/missing`` if there is no segment;
    ///   ``LogError/otherCluster(file:found:expected:)``,
    ///   ``LogError/otherNode(file:found:expected:)`` or
    ///   ``LogError/unknownVersion(file:found:)`` if any segment is not this node's;
    ///   ``LogError/storage(_:)``.
    public init<Disk: Storage>(
        on disk: inout Disk,
        identity: FileIdentity,
        limits: LogLimits,
        from position: LogPosition?
    ) throws(LogError) {
        let names = try storing { () throws(StorageError) in try disk.names() }
        var segments: [Segment] = []
        for name in names {
            guard let id = LogSegment(name: name) else { continue }
            segments.append(try Segment(id, identity: identity, on: &disk))
        }
        guard let oldest = segments.first else { throw .missing }
        let start = position?.rawValue ?? oldest.id.first.rawValue
        precondition(start <= LogSegment.firstMax, "a log is read from \(start) on")
        self.identity = identity
        self.limits = limits
        self.start = start
        self.segments = segments
        let index = segments.lastIndex { $0.id.first.rawValue <= start } ?? 0
        place = Place(segment: index, number: segments[index].id.first.rawValue)
        try enter(index, on: &disk)
        if start < place.number { place.number = start }
    }

    // MARK: - Reading

    /// Returns the next record or gap; nil at the end, where ``verdict`` is known.
    ///
    /// - Throws: ``LogError/storage(_:)``.
    public mutating func next<Disk: Storage>(on disk: inout Disk) throws(LogError) -> LogEvent? {
        while end == nil {
            if let gap = waitingGap {
                waitingGap = nil
                gaps.append(gap)
                return .gap(gap)
            }
            if isNextSegmentDue {
                try enter(place.segment + 1, on: &disk)
            } else if let frame = frameHere() {
                if let record = pass(frame) { return record }
            } else if try !leap(on: &disk) {
                end = judge()
            }
        }
        return nil
    }

    /// How the log ends; the process stops if ``next(on:)`` was not yet nil.
    public var verdict: LogVerdict {
        guard let end else { preconditionFailure("a verdict on a log not read to its end") }
        return end.verdict
    }

    /// Whether the segment behind this one begins with the record that comes next.
    ///
    /// A segment gets its name when its first record is about to be appended and fits no more
    /// before, so that nothing behind the last record of this segment matters then.
    private var isNextSegmentDue: Bool {
        place.segment + 1 < segments.count
            && segments[place.segment + 1].id.first.rawValue == place.number
    }

    /// The numbers that a segment may hold, from `number` on.
    private func numbers(of index: Int, from number: UInt64) -> Range<UInt64> {
        let segment = segments[index]
        let first = segment.id.first.rawValue
        var limit = first + UInt64(segment.size / Frame.sizeMin)
        if index + 1 < segments.count { limit = min(limit, segments[index + 1].id.first.rawValue) }
        let lowest = max(first, number)
        return lowest..<max(lowest, limit)
    }

    /// The record that is next, if it passes and lies here.
    private mutating func frameHere() -> Frame? {
        guard segments[place.segment].header != .foreign,
            numbers(of: place.segment, from: place.number).contains(place.number)
        else { return nil }
        return Frame.passing(
            &bytes,
            at: place.offset,
            numbers: place.number..<place.number + 1,
            contentBytesMax: contentBytesMax
        )
    }

    /// The most bytes that a record may hold.
    private var contentBytesMax: Int {
        #if MUTANTS
        if Mutant.writePastReadLimit.isPlanted { return 512 }
        #endif
        return LogLimits.recordBytesMost
    }

    /// Goes behind a record; returns it, unless it lies before what was asked for.
    private mutating func pass(_ frame: Frame) -> LogEvent? {
        let extent = LogExtent(
            position: LogPosition(frame.number),
            start: place.logOffset,
            end: place.logOffset + frame.end - frame.offset,
            file: segments[place.segment].id.name,
            offset: frame.offset
        )
        last = frame
        place.offset = frame.end
        place.logOffset = extent.end
        place.number += 1
        guard frame.number >= start else { return nil }
        return .record(extent, payload: Array(bytes[frame.content]))
    }

    /// Reads a segment into memory and goes to its beginning.
    private mutating func enter<Disk: Storage>(
        _ index: Int,
        on disk: inout Disk
    ) throws(LogError) {
        let segment = segments[index]
        try load(index, on: &disk)
        place.segment = index
        place.offset = FileHeader.byteCount
        last = nil
        switch segment.header {
        case .intact(let logOffset): place.logOffset = max(place.logOffset, logOffset)
        case .foreign: break
        case .damaged:
            let position = LogPosition(max(place.number, start))
            waitingGap = LogGap(
                firstLost: position,
                next: position,
                bytes: 0,
                file: segment.id.name,
                offset: 0
            )
        }
    }

    /// Reads a segment into memory.
    mutating func load<Disk: Storage>(
        _ index: Int,
        on disk: inout Disk
    ) throws(LogError) {
        let segment = segments[index]
        bytes.removeAll(keepingCapacity: true)
        try storing { () throws(StorageError) in
            try disk.read(segment.id.name, at: 0, count: segment.size, into: &bytes)
        }
    }

    // MARK: - Damage

    /// Goes from damage to the next record that passes; notes the gap if it concerns the caller.
    ///
    /// - Returns: Whether there is such a record.
    private mutating func leap<Disk: Storage>(on disk: inout Disk) throws(LogError) -> Bool {
        guard try look(on: &disk),
            let found = survey?.next(from: place.number, at: place.offset, in: place.segment)
        else { return false }
        let damage = place
        precondition(
            found.frame.number != place.number || found.frame.offset != place.offset
                || found.segment != place.segment,
            "record \(place.number) at \(place.offset) passes and was taken for damage"
        )
        place.number = found.frame.number
        place.offset = found.frame.offset
        let isDisordered = survey?.isDisordered ?? false
        let distance = isDisordered ? nil : distance(from: damage, to: found)
        if found.segment != damage.segment {
            place.segment = found.segment
            last = nil
            try load(found.segment, on: &disk)
        }
        place.logOffset = damage.logOffset + (distance ?? 0)
        if let logOffset = segments[found.segment].logOffset {
            let inSegment = found.frame.offset - FileHeader.byteCount
            place.logOffset = max(place.logOffset, logOffset + inSegment)
        }
        guard damage.number >= start || found.frame.number > start else { return true }
        let isBeginning = start < segments[0].id.first.rawValue && damage.number == start
        waitingGap = LogGap(
            firstLost: LogPosition(max(damage.number, start)),
            next: LogPosition(found.frame.number),
            bytes: isBeginning ? Int.max : distance ?? Int.max,
            file: segments[damage.segment].id.name,
            offset: damage.offset
        )
        return true
    }

    /// How many bytes of log lie between a place and a record behind it; nil if that is unknown.
    private func distance(from damage: Place, to found: RecordSurvey.Found) -> Int? {
        if found.segment == damage.segment { return found.frame.offset - damage.offset }
        guard let logOffset = segments[found.segment].logOffset,
            logOffset >= damage.logOffset
        else { return nil }
        return logOffset + found.frame.offset - FileHeader.byteCount - damage.logOffset
    }

    /// Surveys what is behind the first damage; does nothing at the next one.
    ///
    /// - Returns: Whether there is anything but zeros behind.
    private mutating func look<Disk: Storage>(on disk: inout Disk) throws(LogError) -> Bool {
        let isLastSegment = place.segment + 1 == segments.count
        if isLastSegment, isZeroFromHere { return false }
        guard survey == nil else { return true }
        var survey = RecordSurvey()
        for index in place.segment..<segments.count {
            if index != place.segment { try load(index, on: &disk) }
            guard segments[index].header != .foreign else { continue }
            survey.search(
                &bytes,
                from: index == place.segment ? place.offset : FileHeader.byteCount,
                segment: index,
                numbers: numbers(of: index, from: place.number),
                contentBytesMax: contentBytesMax
            )
        }
        survey.sort()
        self.survey = survey
        if !isLastSegment { try load(place.segment, on: &disk) }
        return true
    }

    /// Whether nothing but zeros is left of the segment.
    var isZeroFromHere: Bool { LogTail.isEmpty(bytes, from: place.offset) }

    /// Says how the log ends: nothing passes here or behind.
    private mutating func judge() -> End {
        let file = segments[place.segment].id.name
        let tail = LogTail(&bytes, at: place.offset, limits: limits)
        let damage: (bytes: Int, reason: String)
        switch tail {
        case .empty: damage = (0, "nothing is left behind it")
        case .torn(let bytes): damage = (bytes, "nothing behind it passes")
        case .damaged(let bytes, let reason): damage = (bytes, reason)
        }
        var reason = damage.reason
        if place.segment + 1 < segments.count {
            reason = "\(segments[place.segment + 1].id.name) is behind it"
        } else if segments[place.segment].header == .foreign {
            reason = "the file has the header of another one"
        } else if place.number < segments[place.segment].id.first.rawValue {
            reason = "the log begins behind record \(place.number), which was asked for"
        } else if segments[place.segment].header == .damaged, last == nil {
            // The header was flushed before the file got its name: whatever damaged it may have
            // taken the records, too.
            reason = "the file's header is damaged, and no record in it passes"
        } else if place.number < start {
            reason = "record \(place.number) is missing, \(start) was asked for"
        } else if let number = survey?.highest(from: place.number) {
            // A write went astray to behind the end: what was read last stands there, and the
            // records before it, which were acknowledged after it, were passed over.
            reason = "record \(number) stands before the one that was read last"
        } else if case .torn(let bytes) = tail {
            let verdict = LogVerdict.torn(file: file, offset: place.offset, bytes: bytes)
            return End(verdict: verdict, tailBytes: bytes)
        } else if tail == .empty {
            return End(verdict: .clean, tailBytes: 0)
        }
        let verdict = LogVerdict.damagedEnd(file: file, offset: place.offset, reason: reason)
        return End(verdict: verdict, tailBytes: damage.bytes)
    }
}
