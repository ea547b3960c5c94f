/// One thing that is said of an event.
public struct EventField: Hashable, Sendable {
    /// What is said.
    public enum Value: Hashable, Sendable {
        /// Text; it is escaped, and cut after ``EventLimits/valueBytesMax`` bytes.
        case text(String)
        /// A number.
        case number(Int64)
    }

    /// The key, of lower-case letters, digits and `_`.
    ///
    /// Every key stands once in an event, and none is one of those that each line has.
    public let key: String
    /// What is said.
    public let value: Value

    /// Creates a field; `key` MUST be written in the program, and never come from outside.
    public init(_ key: StaticString, _ value: Value) {
        self.key = "\(key)"
        self.value = value
    }

    /// Creates a field of text.
    public init(_ key: StaticString, _ text: String) { self.init(key, .text(text)) }

    /// Creates a field of a number; one that does not fit becomes the greatest that does.
    public init(_ key: StaticString, _ number: some BinaryInteger) {
        self.init(key, .number(Int64(clamping: number)))
    }
}
