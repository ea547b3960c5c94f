/// What is to happen, by time; what happens at the same time comes in the order of scheduling.
///
/// A binary heap: scheduling and taking cost O(log n).
struct EventQueue<Event: Sendable>: Sendable {
    /// An event with its time.
    private struct Item: Sendable {
        /// When, in microseconds of simulated time.
        let time: UInt64
        /// The how-many-th scheduled event it is.
        let order: UInt64
        /// What.
        let event: Event

        /// Whether it comes before another one.
        func precedes(_ other: Item) -> Bool {
            time < other.time || (time == other.time && order < other.order)
        }
    }

    /// The heap: no item comes before the one at half its index.
    private var items: [Item] = []
    /// How many events were scheduled so far.
    private var scheduled: UInt64 = 0

    /// Creates an empty queue.
    init() {}

    /// When the next event happens; nil if there is none.
    var nextTime: UInt64? { items.first?.time }

    /// Schedules an event.
    mutating func schedule(_ event: Event, at time: UInt64) {
        items.append(Item(time: time, order: scheduled, event: event))
        scheduled += 1
        var index = items.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard items[index].precedes(items[parent]) else { return }
            items.swapAt(index, parent)
            index = parent
        }
    }

    /// Takes the next event; nil if there is none.
    mutating func next() -> (time: UInt64, event: Event)? {
        guard let first = items.first, let last = items.popLast() else { return nil }
        if !items.isEmpty {
            items[0] = last
            sink()
        }
        return (first.time, first.event)
    }

    /// Moves the first item to where it belongs.
    private mutating func sink() {
        var index = 0
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < items.count && items[child].precedes(items[least]) {
                least = child
            }
            guard least != index else { return }
            items.swapAt(index, least)
            index = least
        }
    }
}
