import HTTP
import Testing

/// Bytes of a connection, and what a parser should make of them.
struct RequestCase: Sendable, CustomTestStringConvertible {
    /// What the case is about.
    let name: String
    /// The bytes.
    let bytes: [UInt8]
    /// Why they are refused; nil if they are requests.
    let refusal: HTTPRefusal?
    /// How many requests there are before the refusal, or in all.
    let count: Int

    var testDescription: String { name }

    /// Creates a case from a text in which LF stands for CRLF.
    init(_ name: String, _ text: String, _ refusal: HTTPRefusal? = nil, count: Int? = nil) {
        self.init(name, bytes: wire(text), refusal, count: count)
    }

    /// Creates a case from bytes as they are.
    init(_ name: String, bytes: [UInt8], _ refusal: HTTPRefusal? = nil, count: Int? = nil) {
        self.name = name
        self.bytes = bytes
        self.refusal = refusal
        self.count = count ?? (refusal == nil ? 1 : 0)
    }

    /// Creates a case of a request line before a good head.
    static func line(_ line: String, _ refusal: HTTPRefusal) -> Self {
        Self("line \(line.debugDescription)", "\(line)\nHost: n1\n\n", refusal)
    }

    /// Creates a case of a header within a good head of a POST.
    static func header(_ header: String, _ refusal: HTTPRefusal) -> Self {
        Self(
            "header \(header.debugDescription)",
            "POST / HTTP/1.1\nHost: n1\n\(header)\n\n",
            refusal
        )
    }

    /// Creates a case of one Host.
    static func host(_ host: String, _ refusal: HTTPRefusal? = .badHost) -> Self {
        Self("host \(host.debugDescription)", "GET / HTTP/1.1\nHost: \(host)\n\n", refusal)
    }

    /// Creates a case of the bytes behind the head of a chunked body.
    static func chunks(_ chunks: String, _ refusal: HTTPRefusal? = nil) -> Self {
        let head = "POST / HTTP/1.1\nHost: n1\nTransfer-Encoding: chunked\n\n"
        return Self("chunks \(chunks.debugDescription)", head + chunks, refusal)
    }

    /// Creates a case of bytes behind a good request line.
    static func raw(_ rest: [UInt8], _ name: String, _ refusal: HTTPRefusal) -> Self {
        Self(name, bytes: Array("GET / HTTP/1.1\r\n".utf8) + rest, refusal)
    }
}
