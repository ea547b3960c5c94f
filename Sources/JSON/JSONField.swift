/// A value together with its place, which asks for the kind it should be.
public struct JSONField: Hashable, Sendable {
    /// Where the value stands, as `nodes[2].port`; empty for the whole text.
    public let path: String
    /// The value.
    public let value: JSONValue

    /// Creates a field.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - path: Where it stands.
    public init(_ value: JSONValue, path: String = "") {
        self.path = path
        self.value = value
    }

    /// Returns the truth value.
    ///
    /// - Throws: ``JSONFieldError`` if the value is of another kind.
    public func bool() throws(JSONFieldError) -> Bool {
        try require(value.asBool, .boolean)
    }

    /// Returns the number.
    ///
    /// - Parameter range: What it may be.
    /// - Returns: The number.
    /// - Throws: ``JSONFieldError`` if the value is of another kind or outside the range.
    public func integer(
        in range: ClosedRange<Int64> = .min ... .max
    ) throws(JSONFieldError) -> Int64 {
        let number = try require(value.asInteger, .integer)
        guard range.contains(number) else { throw error(.outOfRange(number, range)) }
        return number
    }

    /// Returns the text.
    ///
    /// - Throws: ``JSONFieldError`` if the value is of another kind.
    public func string() throws(JSONFieldError) -> String {
        try require(value.asString, .string)
    }

    /// Returns the elements, each with its place.
    ///
    /// - Throws: ``JSONFieldError`` if the value is of another kind.
    public func array() throws(JSONFieldError) -> [JSONField] {
        try require(value.asArray, .array).enumerated()
            .map { JSONField($1, path: "\(path)[\($0)]") }
    }

    /// Returns a reader of the members; the caller MUST call its ``JSONObjectReader/finish()``.
    ///
    /// - Throws: ``JSONFieldError`` if the value is of another kind.
    public func object() throws(JSONFieldError) -> JSONObjectReader {
        JSONObjectReader(members: try require(value.asObject, .object), path: path)
    }

    /// Returns an error about this value, for rules that only the caller knows.
    ///
    /// - Parameter problem: What is wrong.
    /// - Returns: The error, to be thrown.
    public func error(_ problem: JSONFieldError.Problem) -> JSONFieldError {
        JSONFieldError(path: path, problem: problem)
    }

    private func require<Content>(
        _ content: Content?,
        _ expected: JSONKind
    ) throws(JSONFieldError) -> Content {
        guard let content else { throw error(.wrongKind(value.kind, expected: expected)) }
        return content
    }
}
