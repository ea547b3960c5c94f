/// What both sides write: header lines and numbers, checked, since they are our own.
extension [UInt8] {
    /// Makes room for `count` more bytes.
    ///
    /// The room at least doubles where it does not suffice: `reserveCapacity` alone gives what it
    /// is asked for and no more, so that a buffer would be copied for each answer.
    mutating func reserveMore(_ count: Int) {
        let needed = self.count + count
        if needed > capacity { reserveCapacity(Swift.max(needed, 2 * capacity)) }
    }

    /// Appends a header with the CRLF that ends the line.
    ///
    /// - Parameters:
    ///   - name: A token.
    ///   - value: Without control characters.
    mutating func append(header name: String, _ value: String) {
        precondition(name.isToken, "header name \(name.debugDescription) is no token")
        precondition(
            value.isPlain,
            "value \(value.debugDescription) of \(name) has control characters"
        )
        append(text: name)
        append(text: ": ")
        append(text: value)
        append(text: "\r\n")
    }

    /// Appends headers of which none decides about framing.
    mutating func append(headers: [HTTPHeader]) {
        for header in headers {
            precondition(
                !header.name.isFramingName,
                "header \(header.name) is written by the writer itself"
            )
            append(header: header.name, header.value)
        }
    }

    /// Appends a length in decimal digits, as a header.
    mutating func append(contentLength: Int) {
        append(text: "Content-Length: ")
        append(text: String(contentLength))
        append(text: "\r\n")
    }

    /// Appends the head of a chunk: its size in hexadecimal digits, and CRLF.
    mutating func append(chunkSize: Int) {
        append(text: String(chunkSize, radix: 16))
        append(text: "\r\n")
    }
}

extension String {
    /// Whether the text is a token: one character or more, none that separates.
    var isToken: Bool {
        let bytes = utf8.span
        for index in bytes.indices where !Byte.isToken(bytes[index]) { return false }
        return !bytes.isEmpty
    }

    /// Whether the text has no control character but tabs, so that it stays on one line.
    var isPlain: Bool {
        let bytes = utf8.span
        for index in bytes.indices where Byte.isControl(bytes[index]) { return false }
        return true
    }

    /// Whether the writers of messages set the header of this name themselves.
    fileprivate var isFramingName: Bool {
        let bytes = utf8.span
        let all = bytes.indices
        return switch bytes.count {
        case 4: bytes.matches("date", in: all) || bytes.matches("host", in: all)
        case 10: bytes.matches("connection", in: all)
        case 14: bytes.matches("content-length", in: all)
        case 17: bytes.matches("transfer-encoding", in: all)
        default: false
        }
    }
}
