extension LogReader.Segment {
    /// How many bytes of records the log holds before it, if its header says so.
    var logOffset: Int? {
        guard case .intact(let logOffset) = header else { return nil }
        return logOffset
    }

    /// Looks at a segment's header.
    ///
    /// - Throws: ``LogError`` if the file belongs to somebody else or is of an unknown version; a
    ///   header that is damaged or in the wrong place is a state, not an error.
    init<Disk: Storage>(
        _ id: LogSegment,
        identity: FileIdentity,
        on disk: inout Disk
    ) throws(LogError) {
        var bytes: [UInt8] = []
        let size = try storing { () throws(StorageError) in
            try disk.read(id.name, at: 0, count: FileHeader.byteCount, into: &bytes)
            return try disk.size(of: id.name)
        }
        self.id = id
        self.size = min(size, LogLimits.segmentBytesMax)
        do {
            let header = try FileHeader(reading: bytes, as: .segment, file: id.name)
            try header.requireOwner(identity, file: id.name)
            if header.number == id.first.rawValue, header.offset <= LogSegment.firstMax {
                self.header = .intact(logOffset: Int(header.offset))
            } else {
                self.header = .foreign
            }
        } catch .damagedHeader {
            self.header = .damaged
        } catch .notOurs {
            self.header = .damaged
        }
    }
}
