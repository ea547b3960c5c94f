import JSON

/// Checks values against the part of JSON Schema that the document uses; another keyword is a
/// finding of its own, so that none is passed over in silence.
struct Schema {
    /// Where references lead.
    let description: Description

    /// Keywords that only people read.
    private static let remarks: Set<String> = [
        "description", "example", "examples", "default", "format", "title",
    ]

    /// Returns what is wrong with a value, with its place; empty if it fits.
    func findings(_ value: JSONValue, _ schema: JSONValue, at place: String = "$") -> [String] {
        (schema.asObject ?? [])
            .flatMap { rule in
                check(value, rule.key, rule.value, of: schema, at: place)
            }
    }

    private func fits(_ value: JSONValue, _ schema: JSONValue) -> Bool {
        findings(value, schema).isEmpty
    }

    private func check(
        _ value: JSONValue,
        _ keyword: String,
        _ rule: JSONValue,
        of schema: JSONValue,
        at place: String
    ) -> [String] {
        let isMet: Bool
        switch keyword {
        case "$ref":
            guard let target = description.resolve(rule.asString ?? "") else {
                return ["\(place): \(rule) leads nowhere"]
            }
            return findings(value, target, at: place)
        case "allOf": return (rule.asArray ?? []).flatMap { findings(value, $0, at: place) }
        case "oneOf": isMet = (rule.asArray ?? []).count { fits(value, $0) } == 1
        case "not": isMet = !fits(value, rule)
        case "if":
            let branch = schema[fits(value, rule) ? "then" : "else"] ?? [:]
            return findings(value, branch, at: place)
        case "then", "else": return []
        case "type": isMet = Self.name(of: value) == rule.asString
        case "const": isMet = value == rule
        case "enum": isMet = rule.asArray?.contains(value) == true
        default:
            if Self.remarks.contains(keyword) { return [] }
            return checkContent(value, keyword, rule, of: schema, at: place)
        }
        return isMet ? [] : ["\(place): \(value) is not \(keyword) \(rule)"]
    }

    /// Checks rules that hold for one kind of value only.
    private func checkContent(
        _ value: JSONValue,
        _ keyword: String,
        _ rule: JSONValue,
        of schema: JSONValue,
        at place: String
    ) -> [String] {
        let isMet: Bool
        let bound = rule.asInteger ?? 0
        switch (keyword, value) {
        case ("minimum", .integer(let number)): isMet = number >= bound
        case ("maximum", .integer(let number)): isMet = number <= bound
        case ("pattern", .string(let text)):
            guard let regex = try? Regex(rule.asString ?? "[") else {
                return ["\(place): \(rule) is no pattern"]
            }
            isMet = text.contains(regex)
        case ("minItems", .array(let elements)): isMet = elements.count >= bound
        case ("maxItems", .array(let elements)): isMet = elements.count <= bound
        case ("uniqueItems", .array(let elements)): isMet = Set(elements).count == elements.count
        case ("items", .array(let elements)):
            return elements.enumerated().flatMap { findings($1, rule, at: "\(place)[\($0)]") }
        case ("minProperties", .object(let members)): isMet = members.count >= bound
        case ("maxProperties", .object(let members)): isMet = members.count <= bound
        case ("required", .object(let members)):
            isMet = Set(rule.texts).isSubset(of: members.map(\.key))
        case ("properties", .object(let members)):
            return members.flatMap { member in
                rule[member.key].map { findings(member.value, $0, at: "\(place).\(member.key)") }
                    ?? []
            }
        case ("propertyNames", .object(let members)):
            return members.flatMap { findings(.string($0.key), rule, at: "\(place) key") }
        case ("additionalProperties", .object(let members)):
            let others = members.filter { schema["properties"]?[$0.key] == nil }
            guard rule != .bool(false) else {
                return others.map { "\(place): \($0.key) is not described" }
            }
            return others.flatMap { findings($0.value, rule, at: "\(place).\($0.key)") }
        default: isMet = Self.keywordsOfOneKind.contains(keyword)
        }
        return isMet ? [] : ["\(place): \(value) is not \(keyword) \(rule)"]
    }

    private static let keywordsOfOneKind: Set<String> = [
        "minimum", "maximum", "pattern", "minItems", "maxItems", "uniqueItems", "items",
        "minProperties",
        "maxProperties", "required", "properties", "propertyNames", "additionalProperties",
    ]

    private static func name(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
