/// An answer that was received.
public struct HTTPReceivedResponse: Hashable, Sendable {
    /// How the request went; never an interim status.
    public let status: HTTPStatus
    /// 0 for HTTP/1.0, 1 for HTTP/1.1.
    public let versionMinor: Int
    /// The headers in their order.
    public let headers: HTTPHeaders
    /// The body without chunk framing; of an answer under way, what is there of it.
    public internal(set) var body: [UInt8]
    /// Whether another request may be sent on the connection; if not, what follows means nothing.
    public let keepsAlive: Bool
}
