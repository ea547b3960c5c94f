/// The three digits that say how a request went.
public struct HTTPStatus: Hashable, Sendable {
    /// From 100 through 599.
    public let code: Int

    /// Creates a status.
    ///
    /// - Parameter code: From 100 through 599.
    public init(_ code: Int) {
        precondition((100...599).contains(code), "status \(code) is outside 100...599")
        self.code = code
    }

    /// Whether an answer with this status never has a body, not even an empty one.
    public var forbidsBody: Bool { isInterim || code == 204 || code == 304 }

    /// Whether another answer to the same request follows.
    public var isInterim: Bool { code < 200 }

    /// The phrase of RFC 9110 that stands after the code; empty for a code it does not know.
    public var reasonPhrase: String {
        switch code {
        case 100..<200: code == 100 ? "Continue" : code == 101 ? "Switching Protocols" : ""
        case 200..<300: successPhrase
        case 300..<400: redirectionPhrase
        case 400..<500: clientPhrase
        default: serverPhrase
        }
    }

    private var successPhrase: String {
        switch code {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        default: ""
        }
    }

    private var redirectionPhrase: String {
        switch code {
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        default: ""
        }
    }

    private var clientPhrase: String {
        switch code {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        default: ""
        }
    }

    private var serverPhrase: String {
        switch code {
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: ""
        }
    }
}

extension HTTPStatus: ExpressibleByIntegerLiteral {
    /// Creates a status from a literal from 100 through 599.
    public init(integerLiteral code: Int) {
        self.init(code)
    }
}

extension HTTPStatus: CustomStringConvertible {
    /// The code and its phrase: `404 Not Found`.
    public var description: String {
        reasonPhrase.isEmpty ? "\(code)" : "\(code) \(reasonPhrase)"
    }
}
