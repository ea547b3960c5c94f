/// Where a record lies.
public struct LogExtent: Hashable, Sendable {
    /// The record's number, counted from 0 over the whole log: the place before the record.
    ///
    /// What rests on the record needs the log flushed up to the place behind it.
    public let position: LogPosition
    /// Where the record begins: how many bytes of records the whole log holds before it.
    public let start: Int
    /// Where the next record begins, counted as ``start`` is; frames count, file headers do not.
    public let end: Int
    /// The name of the segment.
    public let file: String
    /// Where the record begins in that file.
    public let offset: Int

    /// Creates an extent.
    public init(position: LogPosition, start: Int, end: Int, file: String, offset: Int) {
        precondition(start < end, "a record from \(start) to \(end)")
        self.position = position
        self.start = start
        self.end = end
        self.file = file
        self.offset = offset
    }
}

/// A segment of a log.
public struct LogSegment: Hashable, Sendable {
    /// The number of the first record it holds or will hold.
    public let first: LogPosition

    /// The name of the file: `log-` and the first record's number, in 20 digits.
    public let name: String

    /// What every segment's name begins with.
    static let prefix = "log-"
    /// How many digits follow: as many as the greatest 64-bit number has.
    static let digits = 20
    /// The greatest number a segment may begin with, so that no sum of numbers overflows.
    static let firstMax = UInt64(1) << 62

    init(first: LogPosition) {
        let digits = String(first.rawValue)
        let zeros = String(repeating: "0", count: Self.digits - digits.utf8.count)
        self.first = first
        self.name = Self.prefix + zeros + digits
    }

    /// Reads a segment's name; nil if it is the name of something else.
    init?(name: String) {
        let digits = name.utf8.dropFirst(Self.prefix.utf8.count)
        guard name.hasPrefix(Self.prefix), digits.count == Self.digits,
            digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let number = UInt64(String(Substring(digits))), number <= Self.firstMax
        else { return nil }
        self.first = LogPosition(number)
        self.name = name
    }
}
