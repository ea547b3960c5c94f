/// Why the Idempotency-Key headers of a request are no key.
///
/// Tell the client: it should send one header with 1 to 255 visible ASCII characters.
public enum HTTPIdempotencyKeyError: String, Error, CaseIterable, Hashable, Sendable {
    /// There is no header.
    case missing
    /// There is more than one header.
    case several
    /// The key has no characters.
    case empty
    /// The key has more than ``HTTPIdempotencyKey/bytesMax`` characters.
    case tooLong
    /// The key has a blank outside quotes, or a character that is not printable ASCII.
    case badCharacter
    /// The quotes do not end, do not end the value, or have an unknown escape between them.
    case badQuoting
}

/// The name that a client gives to a request, so that it is executed once only.
///
/// Source: draft-ietf-httpapi-idempotency-key-header, which has it as a string in quotes (RFC 9651,
/// §3.3.3); what most clients send is the same without quotes.
public enum HTTPIdempotencyKey {
    /// The longest key in bytes.
    public static let bytesMax = 255

    /// Returns the key of a request; `abc` and `"abc"` are the same.
    ///
    /// - Parameter values: Those of all Idempotency-Key headers.
    /// - Returns: From 1 through ``bytesMax`` characters from 0x21 through 0x7E, or through quotes
    ///   also blanks.
    /// - Throws: ``HTTPIdempotencyKeyError``.
    public static func parse(_ values: [String]) throws(HTTPIdempotencyKeyError) -> String {
        guard let value = values.first else { throw .missing }
        guard values.count == 1 else { throw .several }
        guard let first = value.utf8.first else { throw .empty }
        let key = first == Byte.quote ? try unquoted(value) : value
        guard !key.isEmpty else { throw .empty }
        guard first == Byte.quote || key.utf8.allSatisfy(Byte.isVisible) else {
            throw .badCharacter
        }
        guard key.utf8.count <= bytesMax else { throw .tooLong }
        return key
    }

    private static func unquoted(_ value: String) throws(HTTPIdempotencyKeyError) -> String {
        let isPrintable = value.utf8.allSatisfy { Byte.isVisible($0) || $0 == Byte.blank }
        guard isPrintable else { throw .badCharacter }
        var cursor = TextCursor(value)
        guard let key = cursor.takeQuoted(escapable: [Byte.quote, Byte.backslash]),
            cursor.isAtEnd
        else { throw .badQuoting }
        return key
    }
}
