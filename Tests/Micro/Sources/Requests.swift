import HTTP

/// Requests of HTTP and their answers, as bytes.
enum Requests {
    private static let body = #"{"from":"G","to":"B","amount":"60.00"}  "#

    /// A payment as a client sends it: six headers, and a body of 40 bytes.
    private static let payment = [UInt8](
        """
        POST /v1/transfers HTTP/1.1\r
        Host: 127.0.0.1:8080\r
        User-Agent: paxosbank-load/1.0\r
        Accept: application/json\r
        Content-Type: application/json; charset=utf-8\r
        Idempotency-Key: 8e03978e-40d5-43e8-bc93-6894a57f9324\r
        Content-Length: \(body.utf8.count)\r
        \r
        \(body)
        """
        .utf8
    )

    /// An answer that is 198 bytes when it is written.
    private static let answer = HTTPResponse(
        200,
        headers: [
            HTTPHeader("Content-Type", "application/json"), HTTPHeader("Request-Id", "req-7f3a"),
        ],
        body: [UInt8](repeating: UInt8(ascii: "1"), count: 68)
    )

    static func measure() -> [Measurement] {
        var parser = HTTPRequestParser()
        var output: [UInt8] = []
        let date = HTTPDate.text(secondsSince1970: 0)
        let request = read(&parser)
        return [
            Measurement("HTTP request, \(payment.count) bytes, read") {
                precondition(read(&parser).body.count == body.utf8.count)
            },
            Measurement("HTTP answer, 198 bytes, written") {
                output.removeAll(keepingCapacity: true)
                HTTPResponseWriter(answering: request).write(answer, date: date, into: &output)
                precondition(output.count == 198)
            },
            Measurement("HTTP path, key and type of a request") {
                precondition(request.hasPath("/v1/transfers"))
                let key = try? HTTPIdempotencyKey.parse(
                    request.headers.values(of: "idempotency-key")
                )
                let type = HTTPMediaType(contentType: request.headers.values(of: "content-type"))
                precondition(key != nil && type?.isAcceptable(as: .json) == true)
            },
        ]
    }

    private static func read(_ parser: inout HTTPRequestParser) -> HTTPRequest {
        guard case .request(let request, _) = parser.next(payment.span) else {
            preconditionFailure("the request is refused")
        }
        return request
    }
}
