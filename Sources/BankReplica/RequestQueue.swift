/// A request's place in a queue.
struct QueuedRequest: Hashable, Sendable, BitwiseCopyable {
    /// Its place in the order of arrival.
    let arrival: UInt64
    /// Its number in the table; another request's, if this one was closed.
    let number: UInt32
}

/// Requests that wait, in the order in which they came.
///
/// One may stand here longer than it waits: whoever takes it out MUST check that.
struct RequestQueue: Hashable, Sendable {
    /// The requests; those before ``head`` are used up.
    private var requests: [QueuedRequest] = []
    /// Where the queue begins.
    private var head = 0

    /// How many requests are in the queue.
    var count: Int { requests.count - head }

    /// The oldest request; nil if the queue is empty.
    var first: QueuedRequest? { head < requests.count ? requests[head] : nil }

    /// Adds the newest request.
    mutating func append(_ request: QueuedRequest) {
        requests.append(request)
    }

    /// Takes the oldest request out, in amortized O(1) time; nil if the queue is empty.
    mutating func popFirst() -> QueuedRequest? {
        guard let first else { return nil }
        head += 1
        // At most half of the memory is used up, so that a queue that never empties stays small.
        if head * 2 >= requests.count { dropUsed() }
        return first
    }

    /// Takes out every request for which `isOver` says so, in O(requests) time.
    mutating func removeAll(where isOver: (QueuedRequest) -> Bool) {
        dropUsed()
        requests.removeAll(where: isOver)
    }

    private mutating func dropUsed() {
        requests.removeFirst(head)
        head = 0
    }
}
