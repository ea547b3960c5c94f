/// Writes the answer to one request in the form that this request allows.
public struct HTTPResponseWriter: Hashable, Sendable {
    /// How many bytes the head of an answer mostly has at most; a longer one costs a copy.
    private static let usualHeadBytes = 256

    /// 0 if the client speaks HTTP/1.0, else 1.
    public let versionMinor: Int
    /// Whether the request was HEAD: the answer tells the length of a body that it does not have.
    public let leavesOutBody: Bool
    /// Whether the connection stays open after the answer; if not, the owner MUST close it.
    public let keepsAlive: Bool

    /// Creates the writer for the answer to a request.
    ///
    /// - Parameters:
    ///   - request: What is answered.
    ///   - mayKeepAlive: Whether the server would take another request.
    public init(answering request: HTTPRequest, mayKeepAlive: Bool = true) {
        versionMinor = request.versionMinor
        leavesOutBody = request.method == .head
        keepsAlive = mayKeepAlive && request.keepsAlive
    }

    /// Creates the writer for the last answer on a connection, to something that is no request.
    public init() {
        versionMinor = 1
        leavesOutBody = false
        keepsAlive = false
    }

    /// Appends `HTTP/1.1 100 Continue`, which asks the client for the body it announced.
    ///
    /// - Parameter bytes: What is sent next.
    public static func writeContinue(into bytes: inout [UInt8]) {
        bytes.append(text: "HTTP/1.1 100 Continue\r\n\r\n")
    }

    /// Appends an answer.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - date: When it is made, as ``HTTPDate`` has it.
    ///   - bytes: What is sent next.
    public func write(_ response: HTTPResponse, date: String, into bytes: inout [UInt8]) {
        precondition(!response.status.isInterim, "status \(response.status) is not final")
        bytes.reserveMore(Self.usualHeadBytes + response.body.count)
        writeStart(response.status, date: date, into: &bytes)
        bytes.append(headers: response.headers)
        let hasBody = !response.status.forbidsBody
        precondition(hasBody || response.body.isEmpty, "\(response.status) forbids a body")
        if hasBody { bytes.append(contentLength: response.body.count) }
        writeConnection(into: &bytes)
        bytes.append(text: "\r\n")
        if hasBody, !leavesOutBody { bytes.append(contentsOf: response.body) }
    }

    /// Appends the status line and the date.
    func writeStart(_ status: HTTPStatus, date: String, into bytes: inout [UInt8]) {
        precondition(date.isPlain, "date \(date.debugDescription) has control characters")
        bytes.append(text: "HTTP/1.1 ")
        bytes.append(text: String(status.code))
        bytes.append(text: " ")
        bytes.append(text: status.reasonPhrase)
        bytes.append(text: "\r\nDate: ")
        bytes.append(text: date)
        bytes.append(text: "\r\n")
    }

    /// Appends what the client would not guess about the connection.
    private func writeConnection(into bytes: inout [UInt8]) {
        if !keepsAlive {
            bytes.append(text: "Connection: close\r\n")
        } else if versionMinor == 0 {
            bytes.append(text: "Connection: keep-alive\r\n")
        }
    }
}
