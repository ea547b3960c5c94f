/// One or many media types with parameters: `text/*; q=0.5`.
struct MediaRange: Hashable, Sendable {
    /// The part before the slash in small letters, or `*`.
    let type: String
    /// The part after the slash in small letters, or `*`.
    let subtype: String
    /// The parameters by their names, both in small letters.
    private(set) var parameters: [String: String] = [:]

    /// How many parameters there may be.
    private static let parametersMax = 16

    /// Takes what comes next, up to a comma or the end; nil if it is malformed.
    init?(taking cursor: inout TextCursor) {
        cursor.skipBlanks()
        guard let type = cursor.takeToken(), cursor.take(Byte.slash),
            let subtype = cursor.takeToken()
        else { return nil }
        self.type = type
        self.subtype = subtype
        guard type != "*" || subtype == "*" else { return nil }
        cursor.skipBlanks()
        while cursor.take(Byte.semicolon) {
            guard takeParameter(&cursor) else { return nil }
            cursor.skipBlanks()
        }
    }

    /// Takes a parameter after its semicolon, if there is one, and says whether it is well-formed.
    private mutating func takeParameter(_ cursor: inout TextCursor) -> Bool {
        cursor.skipBlanks()
        guard let name = cursor.takeToken() else { return true }
        guard cursor.take(Byte.equals), let value = cursor.takeToken() ?? cursor.takeQuoted(),
            parameters.count < Self.parametersMax
        else { return false }
        return parameters.updateValue(value.lowercased(), forKey: name) == nil
    }

    /// Whether the range stands for more than one media type.
    var hasAsterisk: Bool { subtype == "*" }

    /// How closely the range describes a media type, from 1 through 3; nil if it does not.
    func precision(for other: HTTPMediaType) -> Int? {
        if type == "*" { return 1 }
        guard type == other.type else { return nil }
        if subtype == "*" { return 2 }
        return subtype == other.subtype ? 3 : nil
    }

    /// The parameter `q` in thousandths, from 0 through 1,000; nil if it is malformed.
    var quality: Int? {
        guard let text = parameters["q"] else { return 1_000 }
        let digits = [UInt8](text.utf8)
        guard (1...5).contains(digits.count), digits.count == 1 || digits[1] == Byte.dot,
            digits[0] == Byte.zero || digits[0] == Byte.zero + 1
        else { return nil }
        var thousandths = Int(digits[0] - Byte.zero) * 1_000
        var weight = 100
        for digit in digits.dropFirst(2) {
            guard Byte.isDigit(digit) else { return nil }
            thousandths += Int(digit - Byte.zero) * weight
            weight /= 10
        }
        return thousandths <= 1_000 ? thousandths : nil
    }
}
