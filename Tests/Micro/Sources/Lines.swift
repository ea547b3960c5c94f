import Bank
import Checksum
import HybridClock
import JSON
import Paxos
import Wire

/// Reading and writing of each line.
enum Lines {
    /// How many entries the long lines have; the table shows the cost of one.
    private static let entries = 2_000

    static func measure() -> [Measurement] {
        let request = Samples.requests(9, clients: 4, accounts: 10_000)[8]
        let run = Samples.run(entries)
        let proposals = run.entries.enumerated()
            .map { Proposal(ballot: run.ballot, slot: Slot(UInt64($0 + 1)), entry: $1) }
        let page = PromisePage(
            ballot: run.ballot,
            checkpoint: .zero,
            first: Slot(1),
            accepted: proposals,
            isLast: true
        )
        let heartbeat = Heartbeat(
            ballot: run.ballot,
            beat: 17,
            committed: Slot(1_234_567),
            executed: Slot(1_234_560),
            digest: 0x9F2C_41D0_7A3B_E518,
            flushMilliseconds: 1
        )
        let bare = ProposalRun(ballot: run.ballot, first: run.first, entries: run.entries)
        return client(.request(request), named: "REQUEST")
            + server(Samples.reply(to: request), named: "REPLY")
            + peer(.accept(run, committed: Slot(9)), named: "ACCEPT, an entry", parts: entries)
            + peer(.accept(bare, committed: Slot(9)), named: "ACCEPT without text", parts: entries)
            + peer(.accepted(ballot: run.ballot, through: Slot(1_234_567)), named: "ACCEPTED")
            + peer(.commit(ballot: run.ballot, through: Slot(1_234_567)), named: "COMMIT")
            + peer(.heartbeat(heartbeat), named: "HEARTBEAT")
            + peer(.prepare(ballot: run.ballot, first: Slot(1)), named: "PREPARE")
            + peer(.promise(page), named: "PROMISE, an entry", parts: entries)
            + peer(
                .newView(ViewPage(first: Slot(1), run: run, isLast: true)),
                named: "NEW_VIEW, an entry",
                parts: entries
            )
            + checksum()
    }

    private static func peer(
        _ message: PaxosMessage,
        named name: String,
        parts: Int = 1
    ) -> [Measurement] {
        let line = Samples.line(message)
        return measure(name, parts: parts, line.write(into:)) { try PeerLine(reading: $0) }
    }

    private static func client(_ message: ClientMessage, named name: String) -> [Measurement] {
        measure(name, message.write(into:)) { try ClientMessage(reading: $0) }
    }

    private static func server(_ message: ServerMessage, named name: String) -> [Measurement] {
        measure(name, message.write(into:)) { try ServerMessage(reading: $0) }
    }

    /// Measures how long a line takes to write, and to read.
    private static func measure<Value>(
        _ name: String,
        parts: Int = 1,
        _ write: (inout JSONWriter) -> Void,
        _ read: (Span<UInt8>) throws -> Value
    ) -> [Measurement] {
        var writer = JSONWriter(capacity: 1 << 20)
        write(&writer)
        let bytes = Array(writer.bytes.dropLast())
        return [
            Measurement("write \(name)", perCall: parts) {
                writer.removeAll()
                write(&writer)
            },
            Measurement("read \(name)", perCall: parts) {
                do {
                    _ = try read(bytes.span)
                } catch {
                    preconditionFailure("\(name) cannot be read: \(error)")
                }
            },
        ]
    }

    private static func checksum() -> [Measurement] {
        let bytes = [UInt8](repeating: 0x5A, count: 64 << 10)
        var sum: UInt32 = 0
        return [
            Measurement("CRC-32C, a KiB", perCall: 64) { sum ^= CRC32C.checksum(bytes.span) }
        ]
    }
}
