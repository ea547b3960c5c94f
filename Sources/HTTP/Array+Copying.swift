/// Borrowed bytes and text, copied into an array.
extension [UInt8] {
    /// Creates an array with the bytes of `span`.
    @inline(__always)
    init(copying span: Span<UInt8>) {
        self = []
        append(copying: span)
    }

    /// Appends the bytes of `span`.
    @inline(__always)
    mutating func append(copying span: Span<UInt8>) {
        append(addingCapacity: span.count) { output in
            for index in span.indices { output.append(span[index]) }
        }
    }

    /// Appends the UTF-8 of `text`.
    @inline(__always)
    mutating func append(text: String) { append(copying: text.utf8.span) }
}
