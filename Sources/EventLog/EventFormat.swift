/// How an event is written: one line each.
public enum EventFormat: String, Hashable, Sendable, CaseIterable {
    /// `key=value`, apart by blanks; a value with anything but plain characters is quoted.
    case keyValue = "kv"
    /// An object of JSON.
    case json
}
