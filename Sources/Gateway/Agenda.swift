/// What is to be done at a time: short waits of requests, in no order of their own.
struct Agenda {
    /// One thing to do.
    private struct Item {
        /// When, in milliseconds.
        let at: Int
        /// What.
        let action: () -> Void
    }

    /// What is to be done.
    private var items: [Item] = []

    /// Whether nothing is.
    var isEmpty: Bool { items.isEmpty }

    /// Adds something to do at `time`, in milliseconds.
    mutating func add(at time: Int, _ action: @escaping () -> Void) {
        items.append(Item(at: time, action: action))
    }

    /// Takes what is due at `now`, in milliseconds, in the order in which it was added.
    mutating func takeDue(at now: Int) -> [() -> Void] {
        guard items.contains(where: { $0.at <= now }) else { return [] }
        let due = items.filter { $0.at <= now }.map(\.action)
        items.removeAll { $0.at <= now }
        return due
    }
}
