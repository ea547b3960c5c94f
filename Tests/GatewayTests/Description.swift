import Gateway
import JSON
import Testing

/// The OpenAPI document, read with our own reader: no duplicate keys, no fractions.
struct Description {
    /// The whole document.
    let root: JSONValue

    init() throws {
        let limits = JSONLimits(depthMax: 32, keysMax: 256)
        root = try JSONValue(parsing: Array(OpenAPI.document.utf8).span, limits: limits)
    }

    /// An operation: one method of one path.
    struct Operation {
        /// The method in capital letters.
        let method: String
        /// The path, as the document and the router's table have it.
        let path: String
        /// What is said of it.
        let value: JSONValue

        /// Its answers by status.
        var responses: [JSONValue.Member] { value["responses"]?.asObject ?? [] }
    }

    /// Every operation in the order of the document.
    var operations: [Operation] {
        (root["paths"]?.asObject ?? [])
            .flatMap { path in
                (path.value.asObject ?? [])
                    .map { method in
                        Operation(
                            method: method.key.uppercased(),
                            path: path.key,
                            value: method.value
                        )
                    }
            }
    }

    /// Returns what a reference names: `#/components/schemas/Transfer`.
    func resolve(_ reference: String) -> JSONValue? {
        guard reference.hasPrefix("#/") else { return nil }
        var value: JSONValue? = root
        for step in reference.dropFirst(2).split(separator: "/") { value = value?[String(step)] }
        return value
    }

    /// Returns the value, or what it refers to.
    func resolved(_ value: JSONValue) throws -> JSONValue {
        guard let reference = value["$ref"]?.asString else { return value }
        return try #require(resolve(reference), "\(reference)")
    }

    /// Returns a schema of the components.
    func schema(_ name: String) throws -> JSONValue {
        try #require(resolve("#/components/schemas/\(name)"), "schema \(name)")
    }

    /// Calls `body` with every object in the document and with where it stands.
    func forEachObject(_ body: (String, [JSONValue.Member]) throws -> Void) rethrows {
        try Self.walk(root, at: "#", body)
    }

    private static func walk(
        _ value: JSONValue,
        at place: String,
        _ body: (String, [JSONValue.Member]) throws -> Void
    ) rethrows {
        if let members = value.asObject {
            try body(place, members)
            for member in members { try walk(member.value, at: "\(place)/\(member.key)", body) }
        }
        for (index, element) in (value.asArray ?? []).enumerated() {
            try walk(element, at: "\(place)/\(index)", body)
        }
    }
}

extension JSONValue {
    /// Returns the elements that are texts.
    var texts: [String] { (asArray ?? []).compactMap(\.asString) }
}
