/// Reads the list of live nodes in a cell.
struct LiveListReader {
    /// The text.
    let text: SourceText

    /// The nodes that a list may name.
    let names: ScenarioNames

    /// Reads a cell.
    ///
    /// - Parameters:
    ///   - cell: The content of the cell; not empty.
    ///   - errors: Receives everything that is wrong with the list.
    /// - Returns: The nodes, ascending; nil after an error.
    func read(_ cell: Range<Int>, errors: inout ErrorCollector) -> [NodeNumber]? {
        guard let list = body(of: cell, errors: &errors) else { return nil }
        if text.trimmed(list).isEmpty { return [] }
        let before = errors.count
        var nodes: [NodeNumber] = []
        var start = list.lowerBound
        while true {
            let comma = text.firstIndex(of: Byte.comma, in: start..<list.upperBound)
            let field = text.trimmed(start..<(comma ?? list.upperBound))
            if let node = node(field, errors: &errors) {
                if nodes.contains(node) {
                    addDuplicate(field, to: &errors)
                } else {
                    nodes.append(node)
                }
            }
            guard let comma else { break }
            start = comma + 1
        }
        return errors.count == before ? nodes.sorted() : nil
    }

    /// Returns what stands between the brackets, or nil after an error.
    private func body(of cell: Range<Int>, errors: inout ErrorCollector) -> Range<Int>? {
        func refuse(at offset: Int, _ message: String) -> Range<Int>? {
            errors.add(
                .badLiveList,
                at: offset,
                message,
                hint: "the live nodes are written [n1, n2, n3]; [] means none"
            )
            return nil
        }
        if text.bytes[cell.lowerBound] == Byte.openParenthesis {
            errors.add(
                .badLiveList,
                at: cell.lowerBound,
                "an item stands in the column of the live nodes",
                hint: "quote the whole cell of items, or separate them with semicolons"
            )
            return nil
        }
        guard text.bytes[cell.lowerBound] == Byte.openBracket else {
            return refuse(at: cell.lowerBound, "\(text.quoted(cell)) is not a list of live nodes")
        }
        guard let closing = text.firstIndex(of: Byte.closeBracket, in: cell) else {
            return refuse(at: cell.lowerBound, "a list of live nodes without its closing bracket")
        }
        let rest = text.trimmed((closing + 1)..<cell.upperBound)
        guard rest.isEmpty else {
            return refuse(at: rest.lowerBound, "\(text.quoted(rest)) stands behind the live nodes")
        }
        return (cell.lowerBound + 1)..<closing
    }

    /// Returns the node that is named, or nil after an error.
    private func node(_ field: Range<Int>, errors: inout ErrorCollector) -> NodeNumber? {
        if field.isEmpty {
            errors.add(
                .badLiveList,
                at: field.lowerBound,
                "the name of a node is missing",
                hint: "nodes are separated by one comma, with none at the end"
            )
            return nil
        }
        let name = text.string(field)
        if let node = names.node(named: name) { return node }
        errors.add(
            .unknownNode,
            at: field.lowerBound,
            "there is no node \(text.quoted(field))",
            hint: NearestName.hint(for: name, among: names.nodes, kind: "nodes")
        )
        return nil
    }

    private func addDuplicate(_ field: Range<Int>, to errors: inout ErrorCollector) {
        errors.add(
            .duplicateNode,
            at: field.lowerBound,
            "the node \(text.quoted(field)) is listed twice",
            hint: "list each live node once"
        )
    }
}
