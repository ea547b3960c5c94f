/// A name and its value in a query.
public struct HTTPQueryItem: Hashable, Sendable {
    /// The decoded name, not empty.
    public let name: String
    /// The decoded value; empty if there is no `=`.
    public let value: String

    /// Creates an item.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension HTTPRequest {
    /// How many items a query may have.
    public static let queryItemsMax = 32

    /// The parts of the path between slashes, each decoded on its own; none for `/`.
    ///
    /// An empty part stays one: `/a/` is `a` and the empty text. What is decoded never changes
    /// which part is which: nil, so that nothing is found, if a decoded part has a slash, is `.` or
    /// `..`, has a control character, or is not UTF-8.
    public var pathSegments: [String]? {
        let parts = pathBytes.dropFirst()
        var segments: [String] = []
        guard !parts.isEmpty else { return segments }
        for part in parts.split(separator: Byte.slash, omittingEmptySubsequences: false) {
            guard let text = Self.decode(part, plusIsBlank: false), text != ".", text != "..",
                !text.utf8.contains(Byte.slash)
            else { return nil }
            segments.append(text)
        }
        return segments
    }

    /// The part of the path behind a prefix, decoded as one text; nil if the path has another
    /// beginning, or the part is empty, not UTF-8, or has a control character.
    ///
    /// The text may have slashes and dots of any number: it is data, and MUST NOT become part of a
    /// path.
    public func text(behind prefix: String) -> String? {
        let path = pathBytes
        guard path.count > prefix.utf8.count, path.starts(with: prefix.utf8) else { return nil }
        return Self.decode(path.dropFirst(prefix.utf8.count), plusIsBlank: false)
    }

    /// The names and values of the query in their order; empty without a query.
    ///
    /// Nil if an item is empty or has no name, is not UTF-8 or has a control character, or if there
    /// are more than ``queryItemsMax``. The same name may come again. `+` is a blank.
    public var queryItems: [HTTPQueryItem]? {
        var items: [HTTPQueryItem] = []
        guard let query = queryBytes, !query.isEmpty else { return items }
        for piece in query.split(separator: Byte.ampersand, omittingEmptySubsequences: false) {
            let parts = piece.split(
                separator: Byte.equals,
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            guard items.count < Self.queryItemsMax, let rawName = parts.first, !rawName.isEmpty,
                let name = Self.decode(rawName, plusIsBlank: true),
                let value = Self.decode(parts.count > 1 ? parts[1] : [], plusIsBlank: true)
            else { return nil }
            items.append(HTTPQueryItem(name, value))
        }
        return items
    }

    /// Returns text without its escapes; nil if it is then not UTF-8 or has a control character.
    private static func decode(_ part: ArraySlice<UInt8>, plusIsBlank: Bool) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(part.count)
        var index = part.startIndex
        while index < part.endIndex {
            var byte = part[index]
            if byte == Byte.percent {
                guard index + 2 < part.endIndex, let high = Byte.hexValue(part[index + 1]),
                    let low = Byte.hexValue(part[index + 2])
                else { return nil }
                byte = high << 4 | low
                index += 2
            } else if byte == Byte.plus, plusIsBlank {
                byte = Byte.blank
            }
            guard !Byte.isControl(byte), byte != Byte.tab else { return nil }
            bytes.append(byte)
            index += 1
        }
        guard let text = bytes.span.utf8Text else { return nil }
        // U+0080 through U+009F are control characters, too.
        return text.unicodeScalars.contains { (0x80..<0xA0).contains($0.value) } ? nil : text
    }
}
