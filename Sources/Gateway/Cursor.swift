internal import Wire

/// A place in a list, as callers carry it from one page to the next without looking into it.
///
/// It holds the list and its filter, so that it cannot be used with another one.
package struct Cursor: Hashable, Sendable {
    /// The list with its filter, as `list?filter`.
    package let filter: String
    /// Where the next page begins, at most ``WireLimits/slotMax``: what it means is the list's
    /// business.
    package let position: UInt64

    /// Creates a cursor.
    package init(filter: String, position: UInt64) {
        self.filter = filter
        self.position = position
    }

    /// Reads a cursor; nil unless it is one that ``text`` gave.
    package init?(_ text: String) {
        guard text.utf8.count <= 512, let bytes = Base64.url.decode(text),
            let plain = String(validating: bytes, as: UTF8.self)
        else { return nil }
        let parts = plain.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "1", let position = UInt64(parts[1]),
            position <= WireLimits.slotMax, "\(position)" == parts[1]
        else { return nil }
        self.init(filter: String(parts[2]), position: position)
    }

    /// What callers carry.
    package var text: String { Base64.url.encode(Array("1|\(position)|\(filter)".utf8)) }
}
