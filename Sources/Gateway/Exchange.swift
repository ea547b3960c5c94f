internal import EventLoop

/// One request that waits for its answer: where that goes, and in what form.
struct Exchange: Sendable {
    /// The connection.
    let connection: ConnectionID
    /// The number of the request on its connection, counted from 0: answers leave in this order.
    let number: UInt64
    /// What was asked for; nil for what is no request that could be read.
    var route: Route?
    /// The request's name.
    var id: RequestID
    /// Whether the request was HEAD, so that the answer has no body.
    let isHead: Bool
    /// 0 if the client speaks HTTP/1.0, else 1.
    let versionMinor: Int
    /// Whether the connection stays open after the answer.
    var keepsAlive: Bool
    /// When the request was complete, in microseconds of the monotonic clock.
    let startedMicroseconds: Int64

    /// Whether this is the same request; its id does not tell, for callers choose it.
    func isSame(as other: Exchange) -> Bool {
        connection == other.connection && number == other.number
    }
}
