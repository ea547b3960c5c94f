/// One server-sent event, as a browser's `EventSource` reads it.
///
/// Source: the HTML standard, §9.2.
public struct HTTPEvent: Hashable, Sendable {
    /// Where to go on after this event; a client sends it back as `Last-Event-ID`.
    public let id: String?
    /// What kind of event it is; nil is read as `message`.
    public let name: String?
    /// The text of the event; it may have several lines, which the client gets with LF between.
    public let data: String

    /// Creates an event.
    ///
    /// - Parameters:
    ///   - id: Without control characters.
    ///   - name: Without control characters.
    ///   - data: Any text.
    public init(id: String? = nil, name: String? = nil, data: String) {
        for text in [id, name].compactMap(\.self) {
            precondition(text.isPlain, "\(text.debugDescription) has control characters")
        }
        self.id = id
        self.name = name
        self.data = data
    }

    /// The lines of the event with the empty line that ends it.
    public var text: String {
        var text = ""
        if let id { text += "id: \(id)\n" }
        if let name { text += "event: \(name)\n" }
        for line in Self.lines(of: data) { text += "data: \(line)\n" }
        return text + "\n"
    }

    /// Returns a line that clients skip; sent now and then, it shows that the connection lives.
    ///
    /// - Parameter words: Without control characters.
    /// - Returns: The line with the empty line behind it.
    public static func comment(_ words: String) -> String {
        precondition(words.isPlain, "\(words.debugDescription) has control characters")
        return words.isEmpty ? ":\n\n" : ": \(words)\n\n"
    }

    /// Returns the parts of `data` between CRLF, LF or CR, each of which ends a line of an event.
    private static func lines(of data: String) -> [Substring] {
        data.split(omittingEmptySubsequences: false) { ["\r\n", "\n", "\r"].contains($0) }
    }
}
