/// Reads the answers on one connection of a client, from bytes in any pieces.
///
/// The owner lends bytes as for ``HTTPRequestParser``, and MUST say for each answer which method it
/// answers: an answer to HEAD has no body, whatever its headers say. Interim answers are skipped.
public struct HTTPResponseParser: Hashable, Sendable {
    /// What came of a call.
    public enum Step: Hashable, Sendable {
        /// No answer is complete; so many bytes are not needed again.
        case needsMore(consumed: Int)
        /// An answer; what follows it may be the next.
        case response(HTTPReceivedResponse, consumed: Int)
        /// The connection MUST be closed; from now on every call returns this.
        case refused(HTTPRefusal)
    }

    /// How the body under way ends.
    private enum Body: Hashable {
        /// There is no body, or it is complete.
        case none
        /// After so many bytes.
        case length(Int)
        /// With the last chunk.
        case chunked(ChunkedBody)
        /// With the connection.
        case untilClose
    }

    /// How much an answer may have of everything.
    public let limits: HTTPLimits
    /// Why an answer was refused.
    private var refusal: HTTPRefusal?
    /// The lines of the head under way.
    private var reader = HeadReader()
    /// Status and version, once the first line was read.
    private var line: StatusLine?
    /// What the headers said so far.
    private var facts = HeadFacts()
    /// How many interim answers were skipped for the one under way.
    private var interimAnswers = 0
    /// The answer under way, once its head is complete.
    private var response: HTTPReceivedResponse?
    /// How its body ends.
    private var framing = Body.none

    /// Creates a parser for a new connection.
    ///
    /// - Parameter limits: How much an answer may have of everything.
    public init(limits: HTTPLimits = .standard) {
        self.limits = limits
    }

    /// Whether no byte of an answer was seen since the last one.
    public var isIdle: Bool {
        refusal == nil && response == nil && reader.isFresh && interimAnswers == 0
    }

    /// The answer whose body is under way: head, and what is there of the body.
    public var underWay: HTTPReceivedResponse? { response }

    /// Takes what is there of the body under way, for answers that never end.
    ///
    /// - Returns: Bytes that the complete answer will lack, and that no limit counts any more.
    public mutating func takeBody() -> [UInt8] {
        guard let body = response?.body else { return [] }
        response?.body = []
        return body
    }

    /// Reads on.
    ///
    /// - Parameters:
    ///   - bytes: Everything that was received and not consumed.
    ///   - method: That of the oldest request without an answer.
    /// - Returns: What came of it.
    public mutating func next(_ bytes: Span<UInt8>, answering method: HTTPMethod) -> Step {
        if let refusal { return .refused(refusal) }
        do {
            return try advance(bytes, answering: method)
        } catch {
            return refuse(error)
        }
    }

    /// Takes note that the server closed the connection.
    ///
    /// - Returns: The answer that ends so; `needsMore` if none was under way; else the refusal.
    public mutating func close() -> Step {
        if let refusal { return .refused(refusal) }
        if isIdle { return .needsMore(consumed: 0) }
        guard framing == .untilClose, let response else { return refuse(.cutShort) }
        self = Self(limits: limits)
        return .response(response, consumed: 0)
    }

    private mutating func refuse(_ reason: HTTPRefusal) -> Step {
        self = Self(limits: limits)
        refusal = reason
        return .refused(reason)
    }

    private mutating func advance(
        _ bytes: Span<UInt8>,
        answering method: HTTPMethod
    ) throws(HTTPRefusal) -> Step {
        var consumed = 0
        while response == nil {
            let rest = bytes.extracting(droppingFirst: consumed)
            guard let length = try readHead(rest, answering: method) else {
                return .needsMore(consumed: consumed)
            }
            consumed += length
        }
        consumed += try readBody(bytes.extracting(droppingFirst: consumed))
        guard framing == .none, let response else { return .needsMore(consumed: consumed) }
        self = Self(limits: limits)
        return .response(response, consumed: consumed)
    }

    // MARK: - Head

    /// Reads one head, final or interim.
    ///
    /// - Returns: The length of the head; nil if it is not complete.
    private mutating func readHead(
        _ bytes: Span<UInt8>,
        answering method: HTTPMethod
    ) throws(HTTPRefusal) -> Int? {
        while let range = try reader.nextLine(in: bytes, bytesMax: limits.headBytesMax) {
            guard let line else {
                line = try StatusLine(in: range, of: bytes)
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
            let length = reader.lineStart
            if line.status.isInterim {
                try skipInterim(line.status)
            } else {
                try finishHead(line, bytes.extracting(..<length), answering: method)
            }
            return length
        }
        return nil
    }

    /// Forgets an interim answer.
    private mutating func skipInterim(_ status: HTTPStatus) throws(HTTPRefusal) {
        guard status != 101, interimAnswers < limits.interimAnswersMax else {
            throw .unexpectedInterim
        }
        interimAnswers += 1
        (reader, line, facts) = (HeadReader(), nil, HeadFacts())
    }

    private mutating func finishHead(
        _ line: StatusLine,
        _ head: Span<UInt8>,
        answering method: HTTPMethod
    ) throws(HTTPRefusal) {
        let hasBody = method != .head && !line.status.forbidsBody
        let said = try facts.framing(
            versionMinor: line.versionMinor,
            bodyBytesMax: hasBody ? limits.bodyBytesMax : .max
        )
        framing =
            switch said {
            case _ where !hasBody: .none
            case .length(0): .none
            case .length(let length): .length(length)
            case .chunked: .chunked(ChunkedBody())
            case .unsaid: .untilClose
            }
        response = HTTPReceivedResponse(
            status: line.status,
            versionMinor: line.versionMinor,
            headers: HTTPHeaders(bytes: [UInt8](copying: head), fields: reader.fields),
            body: [],
            keepsAlive: framing != .untilClose && facts.keepsAlive(versionMinor: line.versionMinor)
        )
    }

    // MARK: - Body

    /// Takes what is there of the body, and returns how many bytes that is.
    private mutating func readBody(_ bytes: Span<UInt8>) throws(HTTPRefusal) -> Int {
        guard framing != .none, var answer = response else { return 0 }
        // The array has one owner, so that appending does not copy it.
        response = nil
        defer { response = answer }
        switch framing {
        case .none: return 0
        case .length(let missing):
            let count = min(missing, bytes.count)
            answer.body.append(copying: bytes.extracting(..<count))
            framing = count == missing ? .none : .length(missing - count)
            return count
        case .chunked(var chunks):
            let count = try chunks.take(bytes, into: &answer.body, limits: limits)
            framing = chunks.isFinished ? .none : .chunked(chunks)
            return count
        case .untilClose:
            guard bytes.count <= limits.bodyBytesMax - answer.body.count else {
                throw .bodyTooLarge
            }
            answer.body.append(copying: bytes)
            return bytes.count
        }
    }
}
