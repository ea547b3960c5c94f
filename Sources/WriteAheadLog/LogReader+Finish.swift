#if MUTANTS
import Mutation
#endif

extension LogReader {
    /// Ends the reading and opens the log for appending; ``next(on:)`` MUST have returned nil.
    ///
    /// What was read is durable on return, though it may not have been before: the last record is
    /// written once more and flushed, since a flush may have failed and lost it without the running
    /// system knowing. Then, by ``verdict``:
    ///
    /// - *clean*: the log goes on behind its last record.
    /// - *torn*: the remains are zeroed and flushed, and the log goes on in their place.
    /// - *damaged end*: the remains stay where they are. The log goes on in a new segment, whose
    ///   first number leaves out at least the one of the lost record. So the loss is found at every
    ///   later reading, at first as a damaged end, and as a gap once a record follows; it can never
    ///   be forgotten between this call and the first append. What the caller appends first MUST
    ///   say what that gap means.
    ///
    /// Unfinished files of the log are removed.
    ///
    /// - Throws: ``LogError/outOfSpace(_:)`` if a new segment was needed; ``LogError/storage(_:)``.
    public mutating func finish<Disk: Storage>(
        on disk: inout Disk
    ) throws(LogError) -> WriteAheadLog {
        guard let end else { preconditionFailure("a log is opened before it was read to its end") }
        let names = try storing { () throws(StorageError) in try disk.names() }
        try WriteAheadLog.removeLeftovers(among: names, on: &disk)
        let newest = segments[segments.count - 1]
        try rewriteLastRecord(on: &disk)
        #if MUTANTS
        let leavesTail = Mutant.appendAfterTornTail.isPlanted
        if case .torn = end.verdict, leavesTail { place.offset += Frame.aligned(end.tailBytes) }
        if case .torn = end.verdict, !leavesTail { try zeroTail(end.tailBytes, on: &disk) }
        #else
        if case .torn = end.verdict { try zeroTail(end.tailBytes, on: &disk) }
        #endif
        try storing { () throws(StorageError) in
            try disk.flush(newest.id.name)
            try disk.flushNames()
        }
        if case .damagedEnd = end.verdict, try !goToEmptySegment(on: &disk) {
            return try WriteAheadLog.begin(
                at: LogPosition(max(place.number + 1, newest.id.first.rawValue + 1, start)),
                logOffset: max(
                    place.logOffset + Frame.aligned(end.tailBytes),
                    newest.logOffset ?? 0
                ),
                behind: segments.map(\.id),
                on: &disk,
                identity: identity,
                limits: limits
            )
        }
        return WriteAheadLog(
            identity: identity,
            limits: limits,
            segments: segments.map(\.id),
            tail: WriteAheadLog.Tail(
                offset: place.offset,
                capacity: newest.size,
                number: place.number,
                logOffset: place.logOffset
            )
        )
    }

    /// Goes from a damaged end to a last segment that holds nothing yet, if there is one: an
    /// earlier call may have made it, before a crash.
    private mutating func goToEmptySegment<Disk: Storage>(
        on disk: inout Disk
    ) throws(LogError) -> Bool {
        let index = segments.count - 1
        let first = segments[index].id.first.rawValue
        guard case .intact(let logOffset) = segments[index].header, first > place.number,
            first >= start
        else { return false }
        let damage = place
        try load(index, on: &disk)
        place = Place(segment: index, number: first, logOffset: max(damage.logOffset, logOffset))
        if isZeroFromHere { return true }
        place = damage
        return false
    }

    /// Writes the last record's bytes where they are, if it lies in the last segment.
    ///
    /// An older segment was flushed with success before the last one was begun.
    private mutating func rewriteLastRecord<Disk: Storage>(
        on disk: inout Disk
    ) throws(LogError) {
        guard let last, place.segment == segments.count - 1 else { return }
        let frame = Array(bytes[last.offset..<min(last.end, bytes.count)])
        let name = segments[place.segment].id.name
        try storing { () throws(StorageError) in
            try disk.write(frame.span, to: name, at: last.offset)
        }
    }

    /// Writes zeros over a torn record, so that it stays torn wherever that is cut, too.
    ///
    /// All but its header comes first, and its header when that is flushed: a header of which some
    /// bytes are zero would look like damage.
    private func zeroTail<Disk: Storage>(
        _ count: Int,
        on disk: inout Disk
    ) throws(LogError) {
        let name = segments[place.segment].id.name
        let header = [UInt8](repeating: 0, count: min(count, Frame.headerBytes))
        let rest = [UInt8](repeating: 0, count: count - header.count)
        let offset = place.offset
        try storing { () throws(StorageError) in
            if !rest.isEmpty {
                try disk.write(rest.span, to: name, at: offset + header.count)
                try disk.flush(name)
            }
            try disk.write(header.span, to: name, at: offset)
        }
    }
}
