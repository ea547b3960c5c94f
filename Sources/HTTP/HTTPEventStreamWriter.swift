/// Writes an answer that never ends by itself: server-sent events.
///
/// In HTTP/1.1 every piece is a chunk, so that the end is known as one; in HTTP/1.0 the stream ends
/// with its connection, which the owner MUST close then.
public struct HTTPEventStreamWriter: Hashable, Sendable {
    /// Whether pieces are chunks.
    public let isChunked: Bool
    /// The writer of the head.
    private let head: HTTPResponseWriter

    /// Creates the writer for the answer to a request.
    ///
    /// - Parameters:
    ///   - request: What is answered.
    ///   - mayKeepAlive: Whether the server would take another request after the stream's end.
    public init(answering request: HTTPRequest, mayKeepAlive: Bool = false) {
        head = HTTPResponseWriter(answering: request, mayKeepAlive: mayKeepAlive)
        isChunked = request.versionMinor == 1
    }

    /// Appends the head, which is the whole answer to HEAD.
    ///
    /// - Parameters:
    ///   - date: When it is made, as ``HTTPDate`` has it.
    ///   - headers: Further ones; not those that this writer sets.
    ///   - bytes: What is sent next.
    public func writeHead(
        date: String,
        headers: [HTTPHeader] = [],
        into bytes: inout [UInt8]
    ) {
        head.writeStart(200, date: date, into: &bytes)
        bytes.append(text: "Content-Type: text/event-stream\r\nCache-Control: no-store\r\n")
        bytes.append(headers: headers)
        if isChunked { bytes.append(text: "Transfer-Encoding: chunked\r\n") }
        if !keepsAlive { bytes.append(text: "Connection: close\r\n") }
        bytes.append(text: "\r\n")
    }

    /// Whether the connection stays open after the stream's end.
    public var keepsAlive: Bool { isChunked && head.keepsAlive }

    /// Appends an event.
    ///
    /// - Parameters:
    ///   - event: The event.
    ///   - bytes: What is sent next.
    public func write(_ event: HTTPEvent, into bytes: inout [UInt8]) {
        write(text: event.text, into: &bytes)
    }

    /// Appends ready-made text: that of an event for many clients, or a comment.
    ///
    /// - Parameters:
    ///   - text: Whole events, not empty.
    ///   - bytes: What is sent next.
    public func write(text: String, into bytes: inout [UInt8]) {
        precondition(!text.isEmpty, "an empty chunk would end the stream")
        guard !head.leavesOutBody else { return }
        if isChunked { bytes.append(chunkSize: text.utf8.count) }
        bytes.append(text: text)
        if isChunked { bytes.append(text: "\r\n") }
    }

    /// Appends the end of the stream.
    ///
    /// - Parameter bytes: What is sent next.
    public func writeEnd(into bytes: inout [UInt8]) {
        if isChunked, !head.leavesOutBody { bytes.append(text: "0\r\n\r\n") }
    }
}
