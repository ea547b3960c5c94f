/// What a body is, as Content-Type says: `application/json; charset=utf-8`.
public struct HTTPMediaType: Hashable, Sendable {
    /// The part before the slash, in small letters.
    public let type: String
    /// The part after the slash, in small letters.
    public let subtype: String
    /// The value of `charset` in small letters; nil if there is none.
    public let charset: String?

    /// JSON.
    public static let json = Self("application", "json")
    /// A page.
    public static let html = Self("text", "html")
    /// Plain text.
    public static let plainText = Self("text", "plain")
    /// Server-sent events.
    public static let eventStream = Self("text", "event-stream")

    /// Creates a media type.
    ///
    /// - Parameters:
    ///   - type: A token in small letters.
    ///   - subtype: A token in small letters.
    ///   - charset: A token in small letters; nil if nothing is said.
    public init(_ type: String, _ subtype: String, charset: String? = nil) {
        self.type = type
        self.subtype = subtype
        self.charset = charset
    }

    /// Reads the values of all Content-Type headers of a message.
    ///
    /// Nil if there is not exactly one, if it is malformed, is a range (`text/*`), or has a
    /// parameter twice.
    ///
    /// - Parameter values: As they were received.
    public init?(contentType values: [String]) {
        guard values.count == 1 else { return nil }
        var cursor = TextCursor(values[0])
        guard let range = MediaRange(taking: &cursor), cursor.isAtEnd, !range.hasAsterisk else {
            return nil
        }
        self.init(range.type, range.subtype, charset: range.parameters["charset"])
    }

    /// Whether text of this type is UTF-8: the charset says so or is left out.
    public var isUTF8: Bool { charset == nil || charset == "utf-8" }

    /// Whether a body of this type is what a route takes.
    ///
    /// Type and subtype must be the same, and a charset, if there is one, UTF-8.
    public func isAcceptable(as expected: Self) -> Bool {
        type == expected.type && subtype == expected.subtype && isUTF8
    }
}

extension HTTPMediaType: CustomStringConvertible {
    /// The media type as a header has it.
    public var description: String {
        "\(type)/\(subtype)" + (charset.map { "; charset=\($0)" } ?? "")
    }
}
