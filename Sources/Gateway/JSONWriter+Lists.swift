internal import JSON

/// Lists in their one form.
extension JSONWriter {
    /// Writes a whole list.
    ///
    /// - Parameters:
    ///   - elements: What is in it.
    ///   - hasMore: Whether there is a next page.
    ///   - next: Where it begins; nil if there is none.
    ///   - body: Writes an element.
    mutating func list<Element>(
        _ elements: some Sequence<Element>,
        hasMore: Bool,
        next: Cursor?,
        _ body: (Element, inout JSONWriter) -> Void
    ) {
        beginList(elements, hasMore: hasMore, next: next, body)
        endObject()
    }

    /// Writes a list to which the caller adds members; it MUST end the object then.
    mutating func beginList<Element>(
        _ elements: some Sequence<Element>,
        hasMore: Bool,
        next: Cursor?,
        _ body: (Element, inout JSONWriter) -> Void
    ) {
        beginObject()
        member("object", "list")
        key("data")
        beginArray()
        for element in elements { body(element, &self) }
        endArray()
        member("has_more", hasMore)
        if let next { member("next_cursor", next.text) }
    }
}
