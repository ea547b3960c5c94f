extension JSONValue: CustomStringConvertible {
    /// The canonical text: no blanks, no escape that is not needed, members in their order.
    public var description: String { String(decoding: serialized(), as: UTF8.self) }

    /// Returns the canonical text as bytes.
    public func serialized() -> [UInt8] {
        var writer = JSONWriter()
        write(into: &writer)
        return writer.bytes
    }

    /// Writes the canonical text as the next value.
    ///
    /// - Parameter writer: Where to write.
    public func write(into writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let bool): writer.value(bool)
        case .integer(let integer): writer.value(integer)
        case .string(let string): writer.value(string)
        case .array(let elements):
            writer.beginArray()
            for element in elements { element.write(into: &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.key(member.key)
                member.value.write(into: &writer)
            }
            writer.endObject()
        }
    }

    /// Returns the text as people read it: a member a line, two blanks a level, a line feed last.
    ///
    /// A short array of plain values, such as a ballot, stands on one line.
    public func prettyPrinted() -> [UInt8] {
        var writer = JSONWriter()
        writePretty(into: &writer, level: 0)
        writer.append(raw: "\n")
        return writer.bytes
    }

    /// How many elements an array on one line may have.
    private static let inlineElementsMax = 16

    /// Whether the value holds no others.
    private var isScalar: Bool {
        switch self {
        case .array, .object: false
        case .null, .bool, .integer, .string: true
        }
    }

    private func writePretty(into writer: inout JSONWriter, level: Int) {
        switch self {
        case .array(let elements) where !elements.isEmpty:
            let isInline =
                elements.count <= Self.inlineElementsMax && elements.allSatisfy(\.isScalar)
            writer.append(raw: "[")
            for (index, element) in elements.enumerated() {
                if isInline {
                    if index > 0 { writer.append(raw: ", ") }
                } else {
                    Self.newLine(in: &writer, level: level + 1, isFirst: index == 0)
                }
                element.writePretty(into: &writer, level: level + 1)
            }
            if !isInline { Self.newLine(in: &writer, level: level) }
            writer.append(raw: "]")
        case .object(let members) where !members.isEmpty:
            writer.append(raw: "{")
            for (index, member) in members.enumerated() {
                Self.newLine(in: &writer, level: level + 1, isFirst: index == 0)
                writer.append(string: member.key)
                writer.append(raw: ": ")
                member.value.writePretty(into: &writer, level: level + 1)
            }
            Self.newLine(in: &writer, level: level)
            writer.append(raw: "}")
        case .null, .bool, .integer, .string, .array, .object:
            writer.append(bytes: serialized().span)
        }
    }

    /// Begins a line, after a comma if something stands before it at the same level.
    private static func newLine(in writer: inout JSONWriter, level: Int, isFirst: Bool = true) {
        writer.append(raw: isFirst ? "\n" : ",\n")
        for _ in 0..<level { writer.append(raw: "  ") }
    }
}
