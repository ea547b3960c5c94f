/// Reads the requests of one connection, one after another, from bytes in any pieces.
///
/// The owner lends all bytes that it has and that were not consumed; those that the parser did not
/// consume MUST be lent again, first, with what came behind them. A head is not consumed before it
/// is complete, and not searched twice; a body is taken as it comes.
///
///     let step = parser.next(unread)
///     switch step {
///     case .needsMore(let consumed): …            // drop them, and wait
///     case .wantsContinue(let consumed): …        // drop them, send `100 Continue`, and wait
///     case .request(let request, let consumed): … // drop them, answer, and call again
///     case .refused(let refusal): …               // answer, and close
///     }
public struct HTTPRequestParser: Hashable, Sendable {
    /// What came of a call.
    public enum Step: Hashable, Sendable {
        /// No request is complete; so many bytes are not needed again.
        case needsMore(consumed: Int)
        /// The client waits for `100 Continue` before it sends the body.
        ///
        /// This is told once, and only while nothing of the body is there.
        case wantsContinue(consumed: Int)
        /// A request; what follows it may be the next, if ``HTTPRequest/keepsAlive``.
        case request(HTTPRequest, consumed: Int)
        /// The connection MUST be closed after an answer; from now on every call returns this.
        case refused(HTTPRefusal)
    }

    /// What is under way, so that the owner can bound its time.
    public enum Stage: Hashable, Sendable {
        /// No byte of a request was seen since the last one.
        case idle
        /// A head has begun.
        case head
        /// The head is complete, the body is not.
        case body
        /// A message was refused.
        case refused
    }

    /// How the body under way ends.
    private enum Body: Hashable {
        /// No head was read, or there is no body.
        case none
        /// After so many bytes.
        case length(Int)
        /// With the last chunk.
        case chunked(ChunkedBody)
    }

    /// How much a request may have of everything.
    public let limits: HTTPLimits
    /// Why a message was refused.
    private var refusal: HTTPRefusal?
    /// Whether the empty line that may stand before a request was skipped.
    private var skippedEmptyLine = false
    /// The lines of the head under way.
    private var reader = HeadReader()
    /// The first line, once it was read.
    private var line: RequestLine?
    /// What the headers said so far.
    private var facts = HeadFacts()
    /// The head, once it is complete.
    private var headers: HTTPHeaders?
    /// How the body ends.
    private var framing = Body.none
    /// The body so far.
    private var body: [UInt8] = []

    /// Creates a parser for a new connection.
    ///
    /// - Parameter limits: How much a request may have of everything.
    public init(limits: HTTPLimits = .standard) {
        self.limits = limits
    }

    /// What is under way.
    public var stage: Stage {
        if refusal != nil { return .refused }
        if headers != nil { return .body }
        return reader.isFresh ? .idle : .head
    }

    /// Reads on.
    ///
    /// - Parameter bytes: Everything that was received and not consumed.
    /// - Returns: What came of it.
    public mutating func next(_ bytes: Span<UInt8>) -> Step {
        if let refusal { return .refused(refusal) }
        do {
            return try advance(bytes)
        } catch {
            let limits = limits
            self = Self(limits: limits)
            refusal = error
            return .refused(error)
        }
    }

    private mutating func advance(_ bytes: Span<UInt8>) throws(HTTPRefusal) -> Step {
        var consumed = 0
        if headers == nil {
            if try skipEmptyLine(in: bytes) { consumed = 2 }
            guard let length = try readHead(bytes.extracting(droppingFirst: consumed)) else {
                return .needsMore(consumed: consumed)
            }
            consumed += length
            if facts.expectsContinue, line?.versionMinor == 1, framing != .none,
                consumed == bytes.count
            {
                return .wantsContinue(consumed: consumed)
            }
        }
        consumed += try readBody(bytes.extracting(droppingFirst: consumed))
        guard let request = takeRequest() else { return .needsMore(consumed: consumed) }
        return .request(request, consumed: consumed)
    }

    // MARK: - Head

    /// Whether an empty line stands before the request line; it may do so once.
    private mutating func skipEmptyLine(in bytes: Span<UInt8>) throws(HTTPRefusal) -> Bool {
        guard !skippedEmptyLine, line == nil, bytes.count >= 2,
            bytes[0] == Byte.carriageReturn
        else { return false }
        guard bytes[1] == Byte.lineFeed else { throw .bareCarriageReturn }
        skippedEmptyLine = true
        reader = HeadReader()
        return true
    }

    /// Reads lines until the head is complete.
    ///
    /// - Returns: The length of the head; nil if it is not complete.
    private mutating func readHead(_ bytes: Span<UInt8>) throws(HTTPRefusal) -> Int? {
        while let range = try reader.nextLine(in: bytes, bytesMax: limits.headBytesMax) {
            guard let line else {
                line = try RequestLine(in: range, of: bytes, limits: limits)
                continue
            }
            guard range.isEmpty else {
                let field = try reader.addField(
                    in: range,
                    of: bytes,
                    countMax: limits.headersMax
                )
                try facts.note(field, in: bytes)
                continue
            }
            try finishHead(versionMinor: line.versionMinor)
            let length = reader.lineStart
            let copy = [UInt8](copying: bytes.extracting(..<length))
            headers = HTTPHeaders(bytes: copy, fields: reader.fields)
            return length
        }
        return nil
    }

    private mutating func finishHead(versionMinor: Int) throws(HTTPRefusal) {
        guard facts.hasHost || versionMinor == 0 else { throw .missingHost }
        let said = try facts.framing(
            versionMinor: versionMinor,
            bodyBytesMax: limits.bodyBytesMax
        )
        framing =
            switch said {
            case .unsaid, .length(0): .none
            case .length(let length): .length(length)
            case .chunked: .chunked(ChunkedBody())
            }
    }

    // MARK: - Body

    /// Takes what is there of the body, and returns how many bytes that is.
    private mutating func readBody(_ bytes: Span<UInt8>) throws(HTTPRefusal) -> Int {
        switch framing {
        case .none: return 0
        case .length(let missing):
            let count = min(missing, bytes.count)
            body.append(copying: bytes.extracting(..<count))
            framing = count == missing ? .none : .length(missing - count)
            return count
        case .chunked(var chunks):
            let count = try chunks.take(bytes, into: &body, limits: limits)
            framing = chunks.isFinished ? .none : .chunked(chunks)
            return count
        }
    }

    /// Returns the request if all of it is there, and begins the next.
    private mutating func takeRequest() -> HTTPRequest? {
        guard framing == .none, let headers, let line else { return nil }
        let request = HTTPRequest(line: line, facts: facts, headers: headers, body: body)
        self = Self(limits: limits)
        return request
    }
}
