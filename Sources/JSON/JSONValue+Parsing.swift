extension JSONValue {
    /// Reads a whole text as one value.
    ///
    /// Refused are duplicate keys, numbers that are no 64-bit integers, anything after the value,
    /// and whatever else is not in the grammar. The time is linear in the number of bytes.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - limits: How deep it may be nested, and how many keys an object may have.
    /// - Throws: ``JSONError``.
    public init(parsing bytes: Span<UInt8>, limits: JSONLimits = .wire) throws(JSONError) {
        var reader = JSONReader(limits: limits)
        try self.init(reading: &reader, keysMax: limits.keysMax, in: bytes)
        try reader.end(in: bytes)
    }

    /// Reads one value; calls itself once a level, and the reader bounds the levels.
    private init(
        reading reader: inout JSONReader,
        keysMax: Int,
        in bytes: Span<UInt8>
    ) throws(JSONError) {
        switch try reader.peek(in: bytes) {
        case .null:
            try reader.null(in: bytes)
            self = .null
        case .boolean: self = .bool(try reader.boolean(in: bytes))
        case .integer: self = .integer(try reader.integer(in: bytes))
        case .string: self = .string(try reader.string(in: bytes))
        case .array: self = .array(try Self.elements(&reader, keysMax: keysMax, in: bytes))
        case .object: self = .object(try Self.members(&reader, keysMax: keysMax, in: bytes))
        }
    }

    private static func elements(
        _ reader: inout JSONReader,
        keysMax: Int,
        in bytes: Span<UInt8>
    ) throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        try reader.beginArray(in: bytes)
        while try reader.nextElement(in: bytes) {
            elements.append(try JSONValue(reading: &reader, keysMax: keysMax, in: bytes))
        }
        return elements
    }

    private static func members(
        _ reader: inout JSONReader,
        keysMax: Int,
        in bytes: Span<UInt8>
    ) throws(JSONError) -> [Member] {
        var members: [Member] = []
        // Keys are compared by their bytes: to `String`, two spellings of "é" are equal.
        var seen: Set<[UInt8]> = []
        try reader.beginObject(in: bytes)
        while let key = try reader.nextKeyText(in: bytes) {
            guard members.count < keysMax else { throw .tooManyKeys(at: reader.keyPosition) }
            guard seen.insert(Array(key.utf8)).inserted else {
                throw .duplicateKey(at: reader.keyPosition)
            }
            let value = try JSONValue(reading: &reader, keysMax: keysMax, in: bytes)
            members.append(Member(key, value))
        }
        return members
    }
}
