/// JSON text under construction, in canonical form: no blanks, and no escape that is not needed.
///
/// The general calls (``beginObject()``, ``key(_:)``, ``value(_:)-(Int64)`` …) put commas where
/// they belong. The calls named `append` add bytes as they are, without commas: for hot encoders
/// that know the shape of their message.
public struct JSONWriter: Hashable, Sendable {
    /// What was written so far.
    public var bytes: [UInt8] = []
    /// Whether a value stands before the place where the next one goes.
    ///
    /// One flag is enough for all levels: a container that was just closed is a value, too.
    private var needsComma = false

    /// Creates an empty writer.
    ///
    /// - Parameter capacity: How many bytes to make room for at once.
    public init(capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// Forgets what was written and keeps the memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    // MARK: - Structure

    /// Opens an object; the caller MUST close it with ``endObject()``.
    public mutating func beginObject() {
        separate()
        bytes.append(Byte.openBrace)
        needsComma = false
    }

    /// Closes the innermost object.
    public mutating func endObject() {
        bytes.append(Byte.closeBrace)
        needsComma = true
    }

    /// Opens an array; the caller MUST close it with ``endArray()``.
    public mutating func beginArray() {
        separate()
        bytes.append(Byte.openBracket)
        needsComma = false
    }

    /// Closes the innermost array.
    public mutating func endArray() {
        bytes.append(Byte.closeBracket)
        needsComma = true
    }

    /// Writes the key of the next member; the caller MUST write its value next.
    ///
    /// - Parameter name: The key.
    public mutating func key(_ name: String) {
        separate()
        append(string: name)
        bytes.append(Byte.colon)
        needsComma = false
    }

    // MARK: - Values

    /// Writes an integer.
    ///
    /// - Parameter integer: The value.
    public mutating func value(_ integer: Int64) {
        separate()
        append(integer: integer)
    }

    /// Writes a string.
    ///
    /// - Parameter string: The value.
    public mutating func value(_ string: String) {
        separate()
        append(string: string)
    }

    /// Writes `true` or `false`.
    ///
    /// - Parameter boolean: The value.
    public mutating func value(_ boolean: Bool) {
        separate()
        append(raw: boolean ? "true" : "false")
    }

    /// Writes `null`.
    public mutating func null() {
        separate()
        append(raw: "null")
    }

    /// Writes a decimal number as a string, as timestamps are written.
    ///
    /// - Parameter decimal: The value.
    public mutating func value(decimalString decimal: UInt64) {
        separate()
        append(decimalString: decimal)
    }

    /// Writes the comma that the last value asks for, and asks for one after the next value.
    @inline(__always)
    private mutating func separate() {
        if needsComma { bytes.append(Byte.comma) }
        needsComma = true
    }
}
