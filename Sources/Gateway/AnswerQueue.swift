/// The answers of one connection on their way out: they leave in the order of their requests.
package struct AnswerQueue: Hashable, Sendable {
    /// An answer that is ready before its turn.
    package struct Ready: Hashable, Sendable {
        /// The bytes.
        package let bytes: [UInt8]
        /// Whether the connection is closed after it.
        package let closes: Bool

        /// Creates an answer.
        package init(bytes: [UInt8], closes: Bool) {
            self.bytes = bytes
            self.closes = closes
        }
    }

    /// The number of the request whose answer leaves next.
    package private(set) var first: UInt64 = 0
    /// The number that the next request gets.
    private var next: UInt64 = 0
    /// The answers that wait for earlier ones.
    private var waiting: [UInt64: Ready] = [:]

    /// Creates the queue of a new connection.
    package init() {}

    /// How many requests have no answer that left.
    package var outstanding: Int { Int(next - first) }

    /// Takes note of a request, and returns its number.
    package mutating func begin() -> UInt64 {
        defer { next += 1 }
        return next
    }

    /// Whether it is the turn of the answer to request `number`.
    package func isTurn(of number: UInt64) -> Bool { number == first }

    /// Keeps an answer whose turn has not come.
    package mutating func keep(_ ready: Ready, as number: UInt64) {
        precondition(
            number > first && number < next,
            "answer \(number) is not among \(first + 1)..<\(next)"
        )
        waiting[number] = ready
    }

    /// Takes note that the answer whose turn it was has left.
    ///
    /// - Returns: The answer behind it if that is ready; it MUST leave now, and be noted too.
    package mutating func didSend() -> Ready? {
        precondition(first < next, "answer \(first) was to no request")
        first += 1
        return waiting.isEmpty ? nil : waiting.removeValue(forKey: first)
    }
}
