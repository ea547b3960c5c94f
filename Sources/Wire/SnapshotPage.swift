import JSON

/// A part of a snapshot that holds rows of a list.
struct SnapshotPage<Row: SnapshotRow> {
    /// The rows, as many as there must be.
    private(set) var rows: [Row] = []

    /// Reads a page.
    ///
    /// - Parameters:
    ///   - range: Which rows of the list it must hold.
    ///   - bytes: The part's object.
    /// - Throws: ``WireError``, also if it holds other rows.
    init(rows range: Range<Int>, reading bytes: Span<UInt8>) throws(WireError) {
        var cursor = LineCursor()
        var seen = JSONFields()
        try cursor.beginObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            let place = cursor.keyPosition
            switch key {
            case "part":
                try cursor.note(0, in: &seen)
                try cursor.requireWord(Row.partName, in: bytes)
            case "first":
                try cursor.note(1, in: &seen)
                guard try cursor.rowCount(in: bytes) == range.lowerBound else {
                    throw .outOfRange("another page", at: place)
                }
            case Row.listKey:
                try cursor.note(2, in: &seen)
                try read(range.count, from: &cursor, in: bytes)
            default: throw .foreignKey("\(key)", at: place)
            }
        }
        try cursor.end(in: bytes)
        try seen.requireAll(["part", "first", Row.listKey], endingAt: bytes.count)
    }

    private mutating func read(
        _ count: Int,
        from cursor: inout LineCursor,
        in bytes: Span<UInt8>
    ) throws(WireError) {
        rows.reserveCapacity(count)
        try cursor.beginArray(in: bytes)
        for _ in 0..<count {
            try cursor.requireElement(in: bytes)
            rows.append(try Row.read(from: &cursor, in: bytes))
        }
        try cursor.requireArrayEnd(in: bytes)
    }
}
