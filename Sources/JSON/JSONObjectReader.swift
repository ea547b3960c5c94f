/// The members of one object, taken by name until none is left.
///
///     var node = try field.object()
///     let port = try node.take("port").integer(in: 1...65_535)
///     let label = try node.takeIfPresent("label")?.string()
///     try node.finish()
public struct JSONObjectReader: Hashable, Sendable {
    /// Where the object stands; empty for the whole text.
    public let path: String
    /// The members not taken yet, in the order of the text.
    private var members: [JSONValue.Member]
    /// The names asked for so far: the keys this object may have.
    private var expectedKeys: [String] = []

    /// Creates a reader of an object's members.
    ///
    /// - Parameters:
    ///   - members: The members.
    ///   - path: Where the object stands.
    init(members: [JSONValue.Member], path: String) {
        self.members = members
        self.path = path
    }

    /// Takes a member that must be there.
    ///
    /// - Parameter name: The member's key.
    /// - Returns: The value with its place.
    /// - Throws: ``JSONFieldError`` if there is none, or no longer one.
    public mutating func take(_ name: String) throws(JSONFieldError) -> JSONField {
        guard let field = takeIfPresent(name) else {
            throw JSONFieldError(path: place(of: name), problem: .missing)
        }
        return field
    }

    /// Takes a member that may be left out.
    ///
    /// - Parameter name: The member's key.
    /// - Returns: The value with its place, also if it is `null`; nil if there is no such member.
    public mutating func takeIfPresent(_ name: String) -> JSONField? {
        expectedKeys.append(name)
        guard let index = members.firstIndex(where: { $0.isNamed(name) }) else { return nil }
        return JSONField(members.remove(at: index).value, path: place(of: name))
    }

    /// Takes all members that are left, in the order of the text: for objects keyed by data.
    public mutating func takeRest() -> [(key: String, field: JSONField)] {
        defer { members = [] }
        return members.map { ($0.key, JSONField($0.value, path: place(of: $0.key))) }
    }

    /// Checks that every member was taken.
    ///
    /// - Throws: ``JSONFieldError`` about the first one that was not, with the most similar name
    ///   that was asked for.
    public func finish() throws(JSONFieldError) {
        guard let unknown = members.first?.key else { return }
        let suggestion = NearestWord.find(unknown, among: expectedKeys)
        throw JSONFieldError(
            path: place(of: unknown),
            problem: .unknown(suggestion: suggestion)
        )
    }

    /// Returns the path of a member.
    ///
    /// A key may come from outside, so an unusual one is quoted, escaped and cut.
    private func place(of name: String) -> String {
        let isUsual =
            (1...Self.shownKeyMax).contains(name.utf8.count)
            && name.utf8.allSatisfy { Byte.isPlain($0) && $0 != Byte.blank }
        let cut = String(name.unicodeScalars.prefix(Self.shownKeyMax))
        let step = isUsual ? name : JSONValue.string(cut).description
        return path.isEmpty ? step : "\(path).\(step)"
    }

    /// How many characters of a key are shown.
    private static let shownKeyMax = 64
}
