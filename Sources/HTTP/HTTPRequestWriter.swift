/// Writes requests, for programs that ask a server of ours.
public enum HTTPRequestWriter {
    /// Appends a request of HTTP/1.1.
    ///
    /// - Parameters:
    ///   - method: What is asked.
    ///   - target: Path and query; visible ASCII that begins with `/`, without `#`.
    ///   - host: Host and port of the server.
    ///   - headers: Without Connection, Content-Length, Date, Host and Transfer-Encoding.
    ///   - body: The body; nil if there is none, which for POST, PUT and PATCH is an empty one.
    ///   - keepsAlive: Whether another request may follow on the connection.
    ///   - bytes: What is sent next.
    public static func write(
        _ method: HTTPMethod,
        _ target: String,
        host: String,
        headers: [HTTPHeader] = [],
        body: [UInt8]? = nil,
        keepsAlive: Bool = true,
        into bytes: inout [UInt8]
    ) {
        precondition(method.name.isToken, "method \(method.name.debugDescription) is no token")
        let isPath =
            target.utf8.first == Byte.slash
            && target.utf8.allSatisfy { Byte.isVisible($0) && $0 != Byte.hash }
        precondition(isPath, "target \(target.debugDescription) is no path")
        bytes.append(text: method.name)
        bytes.append(text: " ")
        bytes.append(text: target)
        bytes.append(text: " HTTP/1.1\r\n")
        bytes.append(header: "Host", host)
        bytes.append(headers: headers)
        let length = body?.count ?? (method.usuallyHasBody ? 0 : nil)
        if let length { bytes.append(contentLength: length) }
        if !keepsAlive { bytes.append(text: "Connection: close\r\n") }
        bytes.append(text: "\r\n")
        if let body { bytes.append(contentsOf: body) }
    }
}
