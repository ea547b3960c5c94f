/// The headers of a received message, in their order.
///
/// They are places in the bytes of the head, which are kept as one array; texts are made when they
/// are asked for. Looking one up walks over all of them, of which there are few.
public struct HTTPHeaders: Hashable, Sendable {
    /// The whole head, from the first line on.
    private let bytes: [UInt8]
    /// Where the headers stand in it.
    private let fields: [HeaderField]

    /// Creates headers from a head that was read.
    init(bytes: [UInt8], fields: [HeaderField]) {
        self.bytes = bytes
        self.fields = fields
    }

    /// Returns the value of the first header of that name, nil if there is none.
    ///
    /// Where two of them would be ambiguous, ask for ``values(of:)``.
    ///
    /// - Parameter name: In either case.
    /// - Returns: The value; bytes above ASCII in it are read as ISO 8859-1.
    public func first(_ name: String) -> String? {
        let span = bytes.span
        for field in fields where span.matches(name, in: field.name) {
            return span.latinText(in: field.value)
        }
        return nil
    }

    /// Returns the values of all headers of that name, in their order.
    ///
    /// - Parameter name: In either case.
    /// - Returns: One text for each header, in which commas were not looked for.
    public func values(of name: String) -> [String] {
        let span = bytes.span
        var values: [String] = []
        for field in fields where span.matches(name, in: field.name) {
            values.append(span.latinText(in: field.value))
        }
        return values
    }

    /// Whether there is a header of that name, in either case.
    public func contains(_ name: String) -> Bool {
        let span = bytes.span
        for field in fields where span.matches(name, in: field.name) { return true }
        return false
    }

    /// Returns bytes of the head as text.
    func text(in range: Range<Int>) -> String { bytes.span.latinText(in: range) }

    /// Whether bytes of the head are exactly `text`.
    func isText(_ text: String, in range: Range<Int>) -> Bool {
        let utf8 = text.utf8
        return utf8.count == range.count && utf8.elementsEqual(bytes[range])
    }

    /// Returns bytes of the head.
    func slice(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }
}

extension HTTPHeaders: RandomAccessCollection {
    /// The index of the first header.
    public var startIndex: Int { 0 }
    /// How many headers there are.
    public var endIndex: Int { fields.count }

    /// The header with this number, counted from 0.
    public subscript(index: Int) -> HTTPHeader {
        let field = fields[index]
        return HTTPHeader(text(in: field.name), text(in: field.value))
    }
}

extension HTTPHeaders: CustomStringConvertible {
    /// One line a header.
    public var description: String { map(\.description).joined(separator: "\n") }
}
