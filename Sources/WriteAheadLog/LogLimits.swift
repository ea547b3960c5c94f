/// The bounds of a log.
public struct LogLimits: Hashable, Sendable {
    /// The least size of a segment, in bytes; only tests want one so small.
    public static let segmentBytesMin = 4_096
    /// The greatest size of a segment, in bytes; what a file holds beyond is not read.
    public static let segmentBytesMax = 268_435_456
    /// The most bytes that a record may ever have: a log must never hold what its reader refuses.
    public static let recordBytesMost = 4_194_304
    /// A gap of up to this many bytes of log is known well enough to go on voting (rule L).
    public static let boundedGapBytes = 8_192

    /// The size of every new segment, in bytes, header included.
    public let segmentBytes: Int
    /// The most bytes a caller may put into one record, checked before writing; a reader takes any
    /// up to ``recordBytesMost``, since the log may have been written with other limits.
    public let recordBytesMax: Int
    /// The most bytes of zeros written by one step of preparing a segment.
    public let preparedSliceBytes: Int

    /// Creates limits; the process stops if they contradict each other.
    ///
    /// - Parameters:
    ///   - segmentBytes: A multiple of 512 from ``segmentBytesMin`` to ``segmentBytesMax``.
    ///   - recordBytesMax: From 1 to ``recordBytesMost``; a record of this size must fit a segment.
    ///   - preparedSliceBytes: 1 or more.
    public init(
        segmentBytes: Int = 16_777_216,
        recordBytesMax: Int = Self.recordBytesMost,
        preparedSliceBytes: Int = 1_048_576
    ) {
        precondition(
            Self.segmentBytesMin <= segmentBytes && segmentBytes <= Self.segmentBytesMax
                && segmentBytes % 512 == 0,
            "segments of \(segmentBytes) bytes"
        )
        precondition(
            (1...Self.recordBytesMost).contains(recordBytesMax),
            "records of up to \(recordBytesMax) bytes"
        )
        precondition(
            FileHeader.byteCount + Frame.size(contentBytes: recordBytesMax) <= segmentBytes,
            "a record of \(recordBytesMax) bytes does not fit a segment of \(segmentBytes)"
        )
        precondition(preparedSliceBytes >= 1, "slices of \(preparedSliceBytes) bytes")
        self.segmentBytes = segmentBytes
        self.recordBytesMax = recordBytesMax
        self.preparedSliceBytes = preparedSliceBytes
    }
}
