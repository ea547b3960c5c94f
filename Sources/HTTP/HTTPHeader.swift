/// A header of a message that is to be written.
public struct HTTPHeader: Hashable, Sendable {
    /// The name, a token; its case does not count.
    public let name: String
    /// The value, without blanks at its ends.
    public let value: String

    /// Creates a header.
    ///
    /// - Parameters:
    ///   - name: A token.
    ///   - value: Without control characters: whoever passes on what a client sent MUST have
    ///     checked it, since the process stops when such a value is written.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension HTTPHeader: CustomStringConvertible {
    /// The header as its line: `Content-Type: text/plain`.
    public var description: String { "\(name): \(value)" }
}
