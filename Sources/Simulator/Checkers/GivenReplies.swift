package import Bank
import JSON
import Paxos
import Wire

/// The first reply to each request, with which every later one is compared (I15).
///
/// It knows nothing of slots and banks: whoever answers a request that was executed says what was
/// said before, in the same bytes.
package struct GivenReplies: Sendable {
    /// What names a request.
    private struct Name: Hashable {
        /// Who asked.
        let client: ClientID
        /// The client's number for it.
        let timestamp: RequestTimestamp
    }

    /// What was answered first.
    private struct Given {
        /// The reply.
        let reply: Reply
        /// As it goes over a connection; empty unless bytes are compared.
        let bytes: [UInt8]
    }

    /// Whether replies are written as bytes, compared, and read again.
    private let comparesBytes: Bool
    /// The first replies.
    private var given: [Name: Given] = [:]
    /// How many replies were compared with an earlier one.
    private(set) var compared = 0

    package init(comparesBytes: Bool) {
        self.comparesBytes = comparesBytes
    }

    /// Compares a reply that leaves a node with the first one to its request.
    ///
    /// A refusal without a slot is no outcome: `stale` and `conflict` may follow on a true reply.
    package mutating func check(_ reply: Reply, of node: String) throws(InvariantViolation) {
        guard reply.position > 0 else { return }
        let bytes = comparesBytes ? try Self.bytes(of: reply) : []
        let name = Name(client: reply.client, timestamp: reply.timestamp)
        guard let first = given[name] else {
            given[name] = Given(reply: reply, bytes: bytes)
            return
        }
        compared += 1
        try require(
            first.reply == reply && first.bytes == bytes,
            "I15",
            "\(node) answers \(reply), and the first answer was \(first.reply)"
        )
    }

    /// A reply as a client gets it, in a ballot that is the same for all.
    private static func bytes(of reply: Reply) throws(InvariantViolation) -> [UInt8] {
        let message = ServerMessage.reply(
            ReplyMessage(
                ballot: .zero,
                client: reply.client,
                timestamp: reply.timestamp,
                answer: .bank(reply)
            )
        )
        var writer = JSONWriter(capacity: 256)
        message.write(into: &writer)
        var line = writer.bytes
        line.removeLast()
        let read: ServerMessage
        do {
            read = try ServerMessage(reading: line.span)
        } catch {
            throw InvariantViolation("W1", "\(message) is refused by its reader: \(error)")
        }
        try require(read == message, "W1", "\(message) is written, and read as \(read)")
        return line
    }
}
