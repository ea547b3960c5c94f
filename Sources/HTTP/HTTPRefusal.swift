/// Why a message was refused; nothing of it may be acted upon.
///
/// After a refusal nobody can say where the next message begins: answer with ``status`` and close
/// the connection. The raw value is a stable word for logs and metrics. Of several mistakes it
/// names that of the earliest line: a bad Host that comes again is a bad Host.
public enum HTTPRefusal: String, Error, CaseIterable, Hashable, Sendable {
    // MARK: First line

    /// The request line is not `METHOD SP target SP version`.
    case badRequestLine = "bad_request_line"
    /// The method has more bytes than the limit.
    case methodTooLong = "method_too_long"
    /// The version is not of the form `HTTP/1.1`.
    case badVersion = "bad_version"
    /// The version is well-formed, but neither 1.0 nor 1.1.
    case unsupportedVersion = "unsupported_version"
    /// The target is not a path that begins with `/`, or has bytes that it may not have.
    case badTarget = "bad_target"
    /// The target has a `%` without two hexadecimal digits.
    case badPercentEscape = "bad_percent_escape"
    /// The target has more bytes than the limit.
    case targetTooLong = "target_too_long"
    /// The status line is not `version SP code SP reason`; clients only.
    case badStatusLine = "bad_status_line"
    /// The server changes the protocol, or does not come to its answer; clients only.
    case unexpectedInterim = "unexpected_interim"

    // MARK: Lines

    /// A CR without LF.
    case bareCarriageReturn = "bare_cr"
    /// An LF without CR.
    case bareLineFeed = "bare_lf"
    /// NUL or another control character.
    case controlCharacter = "control_character"
    /// The head has more bytes than the limit.
    case headTooLarge = "head_too_large"
    /// More headers than the limit.
    case tooManyHeaders = "too_many_headers"
    /// A header that begins with a blank: the continuation of a line, which is obsolete.
    case foldedHeader = "folded_header"
    /// A header or trailer whose name is no token, or that has no colon.
    case badHeaderName = "bad_header_name"
    /// A blank between a header's name and its colon.
    case blankBeforeColon = "blank_before_colon"

    // MARK: Meaning of headers

    /// A request of HTTP/1.1 without Host.
    case missingHost = "missing_host"
    /// More than one Host.
    case duplicateHost = "duplicate_host"
    /// A Host that is no host with an optional port.
    case badHost = "bad_host"
    /// More than one Content-Length, equal or not.
    case duplicateContentLength = "duplicate_content_length"
    /// A Content-Length that is no plain decimal number.
    case badContentLength = "bad_content_length"
    /// A Transfer-Encoding other than `chunked` once, or in HTTP/1.0.
    case badTransferEncoding = "bad_transfer_encoding"
    /// Content-Length and Transfer-Encoding together.
    case conflictingLengths = "conflicting_lengths"
    /// A Connection that is no list of tokens.
    case badConnection = "bad_connection"
    /// An Expect other than `100-continue` once.
    case unknownExpectation = "unknown_expectation"

    // MARK: Body

    /// The body has more bytes than the limit.
    case bodyTooLarge = "body_too_large"
    /// A chunk size that is no hexadecimal number of at most eight digits, or a bad extension.
    case badChunkSize = "bad_chunk_size"
    /// A chunk without the CRLF that ends it.
    case badChunkEnd = "bad_chunk_end"
    /// A chunk-size line, or all extensions of a body together, with more bytes than the limit.
    case chunkHeadTooLarge = "chunk_head_too_large"
    /// Trailers with more bytes than the limit.
    case trailersTooLarge = "trailers_too_large"
    /// The connection was closed within a message; clients only.
    case cutShort = "cut_short"

    /// What to answer a client with; 502 for what only servers can do wrong.
    public var status: HTTPStatus {
        switch self {
        case .bodyTooLarge: 413
        case .unknownExpectation: 417
        case .targetTooLong, .headTooLarge, .tooManyHeaders, .trailersTooLarge: 431
        case .methodTooLong: 501
        case .badStatusLine, .unexpectedInterim, .cutShort: 502
        case .unsupportedVersion: 505
        default: 400
        }
    }
}

extension HTTPRefusal: CustomStringConvertible {
    /// What is wrong, in one sentence without its full stop.
    public var description: String {
        switch self {
        case .badRequestLine: "the request line is not METHOD, target and version"
        case .methodTooLong: "the method is too long"
        case .badVersion: "the version is malformed"
        case .unsupportedVersion: "the version is neither HTTP/1.0 nor HTTP/1.1"
        case .badTarget: "the target is not a plain path with an optional query"
        case .badPercentEscape: "the target has a % without two hexadecimal digits"
        case .targetTooLong: "the target is too long"
        case .badStatusLine: "the status line is malformed"
        case .unexpectedInterim: "the server does not come to its final answer"
        case .bareCarriageReturn: "a carriage return stands without its line feed"
        case .bareLineFeed: "a line feed stands without its carriage return"
        case .controlCharacter: "the head has a control character"
        case .headTooLarge: "request line and headers are too long"
        case .tooManyHeaders: "there are too many headers"
        default: headerSentence ?? bodySentence
        }
    }

    private var headerSentence: String? {
        switch self {
        case .foldedHeader: "a header begins with a blank"
        case .badHeaderName: "a header has no well-formed name before a colon"
        case .blankBeforeColon: "a blank stands between a header's name and its colon"
        case .missingHost: "the Host header is missing"
        case .duplicateHost: "the Host header is given more than once"
        case .badHost: "the Host header is no host with an optional port"
        case .duplicateContentLength: "the Content-Length header is given more than once"
        case .badContentLength: "the Content-Length header is no plain number"
        case .badTransferEncoding: "the only transfer coding is chunked, once, in HTTP/1.1"
        case .conflictingLengths: "Content-Length and Transfer-Encoding exclude each other"
        case .badConnection: "the Connection header is no list of tokens"
        case .unknownExpectation: "the only expectation is 100-continue"
        default: nil
        }
    }

    private var bodySentence: String {
        switch self {
        case .bodyTooLarge: "the body is too long"
        case .badChunkSize: "a chunk size is malformed"
        case .badChunkEnd: "a chunk does not end with CRLF"
        case .chunkHeadTooLarge: "chunk sizes and their extensions are too long"
        case .trailersTooLarge: "the trailers are too long"
        default: "the connection was closed within a message"
        }
    }
}
