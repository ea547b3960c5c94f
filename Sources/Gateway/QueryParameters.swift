internal import Bank
internal import Paxos
internal import Wire

/// The parameters behind the question mark, each at most once and each known.
package struct QueryParameters: Hashable, Sendable {
    /// The values by name.
    private var values: [String: String] = [:]

    /// Takes parameters.
    ///
    /// - Parameters:
    ///   - items: Names and values in their order.
    ///   - allowed: The names that the route has.
    /// - Throws: ``APIError``, code `bad_parameter`.
    package init(
        _ items: [(name: String, value: String)],
        allowed: [String]
    ) throws(APIError) {
        for (name, value) in items {
            guard allowed.contains(name) else {
                let those = allowed.isEmpty ? "none" : allowed.joined(separator: ", ")
                throw APIError(
                    .badParameter,
                    "the route does not have this parameter, but \(those)",
                    param: String(name.prefix(64))
                )
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw APIError(.badParameter, "\(name) is given twice", param: name)
            }
        }
    }

    /// The text of a parameter; nil if it was not given.
    package subscript(name: String) -> String? { values[name] }

    /// Returns a whole number; nil if the parameter was not given.
    package func number(
        _ name: String,
        in range: ClosedRange<UInt64>
    ) throws(APIError) -> UInt64? {
        guard let text = values[name] else { return nil }
        guard let number = Self.number(text), range.contains(number) else {
            throw APIError(
                .badParameter,
                "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)",
                param: name
            )
        }
        return number
    }

    /// Returns a slot; nil if the parameter was not given.
    package func slot(_ name: String) throws(APIError) -> UInt64? {
        try number(name, in: 0...WireLimits.slotMax)
    }

    /// Returns how many elements a list is to have.
    package func limit() throws(APIError) -> Int {
        let most = UInt64(GatewayLimits.listElementsMax)
        return Int(try number("limit", in: 1...most) ?? UInt64(GatewayLimits.listElements))
    }

    /// Returns one of some words; the first if the parameter was not given.
    package func word(_ name: String, of words: String...) throws(APIError) -> String {
        guard let text = values[name] else { return words[0] }
        guard words.contains(text) else {
            throw APIError(
                .badParameter,
                "\(name) is \(words.joined(separator: " or "))",
                param: name
            )
        }
        return text
    }

    /// Returns an account; nil if the parameter was not given.
    func account(_ name: String) throws(APIError) -> AccountID? {
        guard let text = values[name] else { return nil }
        guard let account = AccountID(text) else {
            throw APIError(.badParameter, "\(name) is no account id", param: name)
        }
        return account
    }

    /// Returns one of the nodes; nil if the parameter was not given.
    func node(_ name: String, of cluster: Cluster) throws(APIError) -> NodeID? {
        guard let text = values[name] else { return nil }
        guard let node = NodeID(name: text), cluster.members.contains(node) else {
            throw APIError(.badParameter, "\(name) is one of \(cluster.members)", param: name)
        }
        return node
    }

    /// Reads a number without sign or zeros before it; nil for any other text.
    package static func number(_ text: String) -> UInt64? {
        guard let number = UInt64(text), "\(number)" == text else { return nil }
        return number
    }
}

extension QueryParameters {
    /// Returns where a list begins.
    ///
    /// - Parameters:
    ///   - list: The list.
    ///   - filter: The filter that these parameters have; nil if they have none, so that a cursor
    ///     brings its own.
    /// - Returns: The cursor; nil for the beginning.
    /// - Throws: ``APIError``, code `bad_cursor`.
    package func cursor(list: String, filter: String?) throws(APIError) -> Cursor? {
        guard let text = values["cursor"] else { return nil }
        guard let cursor = Cursor(text), cursor.filter.hasPrefix("\(list)?") else {
            throw APIError(.badCursor, "the cursor is none of this list", param: "cursor")
        }
        guard filter == nil || cursor.filter == "\(list)?\(filter ?? "")" else {
            throw APIError(.badCursor, "the cursor is of another filter", param: "cursor")
        }
        return cursor
    }
}
