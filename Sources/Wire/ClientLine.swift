import JSON

/// The frame of a line to or from a client or operator: one object, and a checksum if it likes.
enum ClientLine {
    /// Finds the end of the object; one carriage return at the line's end is allowed.
    ///
    /// An object ends in `}` or a blank; only after anything else is there a checksum to look for,
    /// so a `#` within a text of the object is none.
    ///
    /// - Parameter line: The line without its line feed.
    /// - Returns: How many bytes the object has.
    /// - Throws: ``WireError/badSum(at:)`` if there is a checksum and it is wrong.
    static func objectBytes(of line: Span<UInt8>) throws(WireError) -> Int {
        var end = line.count
        if end > 0, line[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        let place = end - ChecksummedLine.sumBytes
        guard place > 0, line[place] == UInt8(ascii: "#") else { return end }
        switch line[end - 1] {
        case UInt8(ascii: "}"), UInt8(ascii: " "), UInt8(ascii: "\t"): return end
        default: return try ChecksummedLine.objectBytes(of: line.extracting(..<end))
        }
    }
}

extension JSONField {
    /// Parses the object of a line that is not on the hot path as a tree.
    ///
    /// - Parameters:
    ///   - object: The object.
    ///   - limits: How much structure it may have.
    /// - Returns: A reader of its members.
    /// - Throws: ``WireError/json(_:)`` or, if it is no object, ``WireError/field(_:)``.
    static func members(
        of object: Span<UInt8>,
        limits: JSONLimits = .wire
    ) throws(WireError) -> JSONObjectReader {
        let value: JSONValue
        do { value = try JSONValue(parsing: object, limits: limits) } catch { throw .json(error) }
        do { return try JSONField(value).object() } catch { throw .field(error) }
    }
}
