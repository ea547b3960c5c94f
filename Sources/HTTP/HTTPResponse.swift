/// An answer that is to be written.
public struct HTTPResponse: Hashable, Sendable {
    /// How the request went.
    public var status: HTTPStatus
    /// The headers in their order, but for those that ``HTTPResponseWriter`` sets.
    public var headers: [HTTPHeader]
    /// The body; empty where the status forbids one.
    public var body: [UInt8]

    /// Creates an answer.
    ///
    /// - Parameters:
    ///   - status: How the request went; not an interim one.
    ///   - headers: Without Connection, Content-Length, Date, Host and Transfer-Encoding.
    ///   - body: The body; empty where the status forbids one.
    public init(_ status: HTTPStatus, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        precondition(!status.isInterim, "status \(status) is not final")
        precondition(body.isEmpty || !status.forbidsBody, "status \(status) forbids a body")
        self.status = status
        self.headers = headers
        self.body = body
    }
}
