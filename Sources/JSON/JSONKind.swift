/// What a JSON value is, as its first byte tells.
public enum JSONKind: String, CaseIterable, Hashable, Sendable {
    /// The word `null`.
    case null
    /// The word `true` or `false`.
    case boolean
    /// A number; this room knows integers only.
    case integer
    /// Text in quotes.
    case string
    /// Values in `[` and `]`.
    case array
    /// Members in `{` and `}`.
    case object
}

extension JSONKind: CustomStringConvertible {
    /// The kind with its article, to be used in a sentence: `an integer`.
    public var description: String {
        switch self {
        case .null: "null"
        case .boolean, .string: "a \(rawValue)"
        case .integer, .array, .object: "an \(rawValue)"
        }
    }
}
