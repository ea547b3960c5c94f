/// A queue of bounded length, oldest first, that allocates nothing after its creation.
package struct BenchRing<Element: Hashable & Sendable>: Hashable, Sendable {
    /// The places; those that hold nothing hold what was there before.
    private var places: [Element]
    /// Where the oldest element is.
    private var first = 0
    /// How many elements there are.
    package private(set) var count = 0

    /// Creates an empty queue.
    ///
    /// - Parameters:
    ///   - capacity: How many elements there can be, 1 or more.
    ///   - filler: What stands in a place that was never used.
    package init(capacity: Int, filler: Element) {
        precondition(capacity > 0, "a queue for \(capacity) elements")
        places = [Element](repeating: filler, count: capacity)
    }

    /// Whether no further element can be taken.
    package var isFull: Bool { count == places.count }

    /// Adds an element behind all others; there MUST be room.
    package mutating func append(_ element: Element) {
        precondition(!isFull, "a queue of \(count) elements is full")
        let end = first + count
        places[end < places.count ? end : end - places.count] = element
        count += 1
    }

    /// Takes the oldest element; nil if there is none.
    package mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        let element = places[first]
        first = first + 1 < places.count ? first + 1 : 0
        count -= 1
        return element
    }
}
