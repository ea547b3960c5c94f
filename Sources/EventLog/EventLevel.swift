/// How much an event matters to people.
public enum EventLevel: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Something is broken, and somebody must see to it.
    case error
    /// Something is not as it should be, and goes on.
    case warn
    /// Something changed that changes rarely.
    case info
    /// What happens all the time, for whoever looks for a fault.
    case debug

    /// Orders by importance: an error is the least, so `<= .info` is what is told by default.
    public static func < (lhs: EventLevel, rhs: EventLevel) -> Bool { lhs.rank < rhs.rank }

    private var rank: Int {
        switch self {
        case .error: 0
        case .warn: 1
        case .info: 2
        case .debug: 3
        }
    }
}
