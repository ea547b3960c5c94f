internal import Bank

/// One request as its caller put it.
struct QueuedRequest: Hashable, Sendable {
    /// What is asked for.
    let command: Command
    /// The caller's number for it.
    let tag: Int
    /// The timestamp to use; nil takes the next one when the request is begun.
    var timestamp: RequestTimestamp?

    /// What stands for a request of `client` where there is none; it is never sent.
    static func placeholder(of client: ClientID) -> QueuedRequest {
        let account = AccountID(identifier: client.identifier)
        let nothing = Transfer(from: account, to: account, amount: Amount(minorUnits: 0))
        return QueuedRequest(command: .transfer(nothing), tag: 0, timestamp: nil)
    }
}

/// Requests that wait for their turn, first in first out; O(1) each, amortised.
struct RequestQueue: Hashable, Sendable {
    /// The waiting requests from ``head`` on; those before are gone.
    private var storage: [QueuedRequest] = []
    /// How many requests at the front of the storage are gone.
    private var head = 0

    /// How many requests wait.
    var count: Int { storage.count - head }

    /// The waiting requests, oldest first.
    var waiting: ArraySlice<QueuedRequest> { storage[head...] }

    /// Appends a request.
    mutating func append(_ request: QueuedRequest) { storage.append(request) }

    /// Takes the oldest request, or returns nil if none waits.
    mutating func popFirst() -> QueuedRequest? {
        guard head < storage.count else { return nil }
        defer { forgetTaken() }
        head += 1
        return storage[head - 1]
    }

    private mutating func forgetTaken() {
        if head == storage.count {
            storage.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 64, head > storage.count / 2 {
            // Fewer requests move than were taken since the last time.
            storage.removeSubrange(..<head)
            head = 0
        }
    }
}
