/// How much one message may have of everything.
///
/// A parser refuses a head, a chunk-size line or trailers with the first byte too many, whatever
/// follows, and what is counted or measured within a head when the line that exceeds it is
/// complete. It never allocates what was only announced.
public struct HTTPLimits: Hashable, Sendable {
    /// The longest head in bytes: the first line and all headers with the empty line at the end.
    public let headBytesMax: Int
    /// How many headers a message may have; trailers do not count.
    public let headersMax: Int
    /// The longest method in bytes.
    public let methodBytesMax: Int
    /// The longest request target in bytes.
    public let targetBytesMax: Int
    /// The longest body in bytes, without chunk framing.
    public let bodyBytesMax: Int
    /// The longest chunk-size line in bytes, with extensions and CRLF.
    public let chunkHeadBytesMax: Int
    /// How many bytes the chunk extensions of one body may have together.
    public let chunkExtensionBytesMax: Int
    /// How many bytes the trailers of one body may have together, with the empty line at the end.
    public let trailerBytesMax: Int
    /// How many interim answers (1xx) a client skips before the final one.
    public let interimAnswersMax: Int

    /// The longest head that may be asked for: places in a head are kept in 16 bits.
    public static let headBytesCeiling = 65_535

    /// What holds for a connection unless its owner says otherwise.
    public static let standard = Self()

    /// Creates limits; the process stops if they contradict each other.
    ///
    /// - Parameters:
    ///   - headBytesMax: From 64 through ``headBytesCeiling``.
    ///   - headersMax: From 1 through a quarter of `headBytesMax`, as a header has 4 bytes or more.
    ///   - methodBytesMax: From 7 (`OPTIONS`) to less than `headBytesMax`.
    ///   - targetBytesMax: From 1 to less than `headBytesMax`.
    ///   - bodyBytesMax: From 0 to less than 2^31.
    ///   - chunkHeadBytesMax: From 16 through ``headBytesCeiling``.
    ///   - chunkExtensionBytesMax: From 0 through ``headBytesCeiling``.
    ///   - trailerBytesMax: From 2 through ``headBytesCeiling``.
    ///   - interimAnswersMax: 0 or more.
    public init(
        headBytesMax: Int = 16_384,
        headersMax: Int = 64,
        methodBytesMax: Int = 32,
        targetBytesMax: Int = 8_192,
        bodyBytesMax: Int = 65_536,
        chunkHeadBytesMax: Int = 256,
        chunkExtensionBytesMax: Int = 4_096,
        trailerBytesMax: Int = 4_096,
        interimAnswersMax: Int = 8
    ) {
        Self.check(headBytesMax, "headBytesMax", in: 64...Self.headBytesCeiling)
        Self.check(headersMax, "headersMax", in: 1...headBytesMax / 4)
        Self.check(methodBytesMax, "methodBytesMax", in: 7...headBytesMax - 1)
        Self.check(targetBytesMax, "targetBytesMax", in: 1...headBytesMax - 1)
        Self.check(bodyBytesMax, "bodyBytesMax", in: 0...Int(Int32.max))
        let ceiling = Self.headBytesCeiling
        Self.check(chunkHeadBytesMax, "chunkHeadBytesMax", in: 16...ceiling)
        Self.check(chunkExtensionBytesMax, "chunkExtensionBytesMax", in: 0...ceiling)
        Self.check(trailerBytesMax, "trailerBytesMax", in: 2...ceiling)
        Self.check(interimAnswersMax, "interimAnswersMax", in: 0...Int(Int32.max))
        self.headBytesMax = headBytesMax
        self.headersMax = headersMax
        self.methodBytesMax = methodBytesMax
        self.targetBytesMax = targetBytesMax
        self.bodyBytesMax = bodyBytesMax
        self.chunkHeadBytesMax = chunkHeadBytesMax
        self.chunkExtensionBytesMax = chunkExtensionBytesMax
        self.trailerBytesMax = trailerBytesMax
        self.interimAnswersMax = interimAnswersMax
    }

    private static func check(_ value: Int, _ name: String, in range: ClosedRange<Int>) {
        precondition(range.contains(value), "\(name) \(value) is outside \(range)")
    }
}
