/// A JSON value as a tree: for cluster files, admin messages and reports.
///
/// Messages between nodes are decoded by ``JSONReader`` without one. Two values are equal if their
/// texts are equal as `String`s; where "é" in one code point or in two matters, compare
/// ``serialized()``.
public enum JSONValue: Hashable, Sendable {
    /// The word `null`.
    case null
    /// The word `true` or `false`.
    case bool(Bool)
    /// A number.
    case integer(Int64)
    /// A text.
    case string(String)
    /// Values in order.
    case array([JSONValue])
    /// Members in order, each key once.
    case object([Member])

    /// A key and its value.
    public struct Member: Hashable, Sendable {
        /// The key.
        public var key: String
        /// The value.
        public var value: JSONValue

        /// Creates a member.
        ///
        /// - Parameters:
        ///   - key: The key.
        ///   - value: The value.
        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }

        /// Whether the key is `name`, byte for byte.
        ///
        /// To `String`, the Kelvin sign equals the letter K: one name could be smuggled in twice.
        func isNamed(_ name: String) -> Bool {
            key.utf8.elementsEqual(name.utf8)
        }
    }

    /// What the value is.
    public var kind: JSONKind {
        switch self {
        case .null: .null
        case .bool: .boolean
        case .integer: .integer
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }

    /// The truth value; nil if the value is of another kind.
    public var asBool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The number; nil if the value is of another kind.
    public var asInteger: Int64? {
        if case .integer(let integer) = self { integer } else { nil }
    }

    /// The text; nil if the value is of another kind.
    public var asString: String? {
        if case .string(let string) = self { string } else { nil }
    }

    /// The elements; nil if the value is of another kind.
    public var asArray: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members in order; nil if the value is of another kind.
    public var asObject: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The value of a member; nil if there is none or the value is no object.
    ///
    /// It looks at one member after the other.
    ///
    /// - Parameter key: The member's key.
    public subscript(key: String) -> JSONValue? {
        asObject?.first { $0.isNamed(key) }?.value
    }
}

// MARK: - Literals

extension JSONValue: ExpressibleByNilLiteral {
    /// Creates `null`.
    public init(nilLiteral: ()) {
        self = .null
    }
}

extension JSONValue: ExpressibleByBooleanLiteral {
    /// Creates a truth value.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }
}

extension JSONValue: ExpressibleByIntegerLiteral {
    /// Creates a number.
    public init(integerLiteral value: Int64) {
        self = .integer(value)
    }
}

extension JSONValue: ExpressibleByStringLiteral {
    /// Creates a text.
    public init(stringLiteral value: String) {
        self = .string(value)
    }
}

extension JSONValue: ExpressibleByArrayLiteral {
    /// Creates an array.
    public init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    /// Creates an object with its members in the order of the literal.
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(members.map { Member($0, $1) })
    }
}
