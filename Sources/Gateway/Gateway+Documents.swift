internal import JSON

/// Health and documents.
extension Gateway {
    func readLiveness(_ call: Call) throws(APIError) {
        _ = try call.parameters()
        answer(call.exchange, text: "ok\n", status: 200)
    }

    func readReadiness(_ call: Call) throws(APIError) {
        let parameters = try call.parameters("verbose", "noleader")
        lookAtNodes { [unowned self] view in
            let check = HealthCheck(
                view,
                includesLeader: parameters["noleader"] == nil,
                isStopping: isStopping
            )
            answer(
                call.exchange,
                text: check.text(isVerbose: parameters["verbose"] != nil),
                status: check.isWell ? 200 : 503
            )
        }
    }

    private func answer(_ exchange: Exchange, text: String, status: Int) {
        answer(
            exchange,
            Answer(
                status: status,
                mediaType: "text/plain; charset=utf-8",
                body: Array(text.utf8),
                facts: facts
            )
        )
    }

    func readConfiguration(_ call: Call) throws(APIError) {
        _ = try call.parameters()
        body.removeAll()
        body.list(settings.configuration, hasMore: false, next: nil) { item, writer in
            writer.beginObject()
            writer.member("object", "setting")
            writer.member("name", item.name)
            writer.member("value", item.value)
            writer.member("origin", item.origin)
            writer.endObject()
        }
        answerWithBody(call.exchange)
    }

    func readOpenAPI(_ call: Call) throws(APIError) {
        _ = try call.parameters()
        answer(call.exchange, Answer(body: Array(OpenAPI.document.utf8), facts: facts))
    }

    func readErrorPage(_ call: Call) throws(APIError) {
        _ = try call.parameters()
        guard let code = ErrorCode(rawValue: call.data[0]) else {
            throw APIError(.notFound, "there is no such error")
        }
        answer(
            call.exchange,
            Answer(
                mediaType: "text/html; charset=utf-8",
                headers: [("Content-Security-Policy", "default-src 'none'")],
                body: Array(code.html.utf8)
            )
        )
    }

    func readPage(_ call: Call) throws(APIError) {
        answer(
            call.exchange,
            Answer(
                mediaType: "text/html; charset=utf-8",
                headers: [("Content-Security-Policy", Self.pagePolicy)],
                body: Array(Page.html.utf8)
            )
        )
    }

    private static let pagePolicy = PagePolicy.text(for: Page.html)
}

extension ErrorCode {
    /// The page that an error links to; all of it is the program's own text.
    var html: String {
        """
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><title>\(rawValue)</title>
        <h1>\(rawValue)</h1>
        <p>\(meaning)</p>
        <p>What to do: \(hint).</p>
        <p>Status \(status), type <code>\(type.rawValue)</code>,
        \(isRetryable ? "may be repeated" : "repeating the same does not help").</p>
        </html>

        """
    }
}
