/// A name for one kind of thing; its own type, so that it cannot stand for another kind's name.
public protocol NamedByIdentifier: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name itself.
    var identifier: Identifier { get }

    /// Creates the name of a thing of this kind.
    init(identifier: Identifier)
}

extension NamedByIdentifier {
    /// Creates a name out of ASCII bytes, or returns nil; see ``Identifier/init(ascii:)``.
    public init?(ascii: Span<UInt8>) {
        guard let identifier = Identifier(ascii: ascii) else { return nil }
        self.init(identifier: identifier)
    }

    /// Creates a name out of text, or returns nil; see ``Identifier/init(_:)``.
    public init?(_ text: some StringProtocol) {
        guard let identifier = Identifier(text) else { return nil }
        self.init(identifier: identifier)
    }

    /// Creates a name that stands in the program itself; see ``Identifier/init(validated:)``.
    public init(validated text: StaticString) {
        self.init(identifier: Identifier(validated: text))
    }

    /// Appends the characters as ASCII.
    public func append(to bytes: inout [UInt8]) { identifier.append(to: &bytes) }

    /// Appends the characters as ASCII to memory that has room for them.
    @inline(__always)
    public func append(to output: inout OutputSpan<UInt8>) { identifier.append(to: &output) }

    /// Orders as the texts are ordered by their bytes.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.identifier < rhs.identifier }

    /// The text.
    public var description: String { identifier.description }
}
