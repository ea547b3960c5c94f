import Bank
import Checksum
import HybridClock
import JSON
import Paxos
import Wire

/// Lines of clients and of nodes that a test plays.
enum Lines {
    /// An empty writer.
    static func writer() -> JSONWriter { JSONWriter(capacity: 1 << 10) }

    /// The HELLO of a client or an operator, without its line feed.
    static func hello(_ role: String, cluster: String = "test", version: Int = 1) -> String {
        #"{"type":"HELLO","cluster":"\#(cluster)","version":\#(version),"role":"\#(role)"}"#
    }

    /// The HELLO of a node, as a whole line.
    static func hello(
        node: UInt8,
        incarnation: UInt64 = 1,
        cluster: Identifier = Identifier(validated: "test")
    ) -> [UInt8] {
        var writer = writer()
        let greeting = NodeGreeting(
            incarnation: Incarnation(rawValue: incarnation),
            promised: .zero,
            accepted: .zero,
            isRecovering: false,
            startedMicroseconds: incarnation
        )
        Hello(cluster: cluster, speaker: .replica(node: NodeID(node), greeting))
            .write(into: &writer)
        return writer.bytes
    }

    /// A message of a node, as a whole line.
    static func peer(_ node: UInt8, _ message: PeerMessage) -> [UInt8] {
        var writer = writer()
        let clock = Timestamp(microseconds: 1_000, logical: 0)
        PeerLine(node: NodeID(node), clock: clock, message: message).write(into: &writer)
        return writer.bytes
    }

    /// Text with the checksum that nodes need, as a whole line.
    static func sealed(_ text: String) -> [UInt8] {
        let sum = String(CRC32C.checksum(Array(text.utf8).span), radix: 16)
        let zeros = String(repeating: "0", count: 8 - sum.count)
        return Array("\(text)#\(zeros)\(sum)\n".utf8)
    }

    /// A transfer, without its line feed.
    static func request(
        _ timestamp: Int,
        from: String = "G",
        to: String = "B",
        amount: Int = 1,
        client: String = "G"
    ) -> String {
        #"{"type":"REQUEST","client":"\#(client)","timestamp":"\#(timestamp)","#
            + #""command":{"transfer":["\#(from)","\#(to)",\#(amount)]}}"#
    }
}

extension ServerMessage {
    /// The bank's answer, if it is one.
    var bankResult: RequestResult? {
        guard case .reply(let reply) = self, case .bank(let bank) = reply.answer else { return nil }
        return bank.result
    }

    /// The code of a refusal, if it is one.
    var errorCode: String? {
        if case .error(let reason) = self { reason.code } else { nil }
    }
}
