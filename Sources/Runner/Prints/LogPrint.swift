import Bank
import HybridClock
public import JSON
public import Paxos
public import Wire

/// The slots of one node, then the messages it sent and received.
public struct LogPrint: Hashable, Sendable {
    /// The node.
    public let node: NodeID
    /// What was looked at.
    public let scope: PrintScope
    /// Its slots in order; those about which nothing is known are not printed.
    public let slots: [SlotRecord]
    /// Its messages, oldest first.
    public let messages: [HistoryRecord]
    /// How many messages it has dropped because a limit was reached.
    public let droppedCount: UInt64
    /// What local time is ahead of UTC, in seconds.
    public let utcOffset: Int

    /// Creates the answer to `printlog`.
    ///
    /// - Parameters:
    ///   - node: The node.
    ///   - scope: What was looked at.
    ///   - slots: What it says of slots, in order.
    ///   - messages: What it remembers of each kind that was asked for, in any order.
    ///   - dropped: How many lines of these kinds it has dropped.
    ///   - utcOffset: What local time is ahead of UTC, in seconds.
    public init(
        _ node: NodeID,
        scope: PrintScope,
        slots: [SlotRecord],
        messages: [HistoryRecord],
        dropped: UInt64 = 0,
        utcOffset: Int = 0
    ) {
        self.node = node
        self.scope = scope
        self.slots = slots.filter { $0.status != .nothing }
        self.messages = messages.sorted { $0.number < $1.number }
        self.droppedCount = dropped
        self.utcOffset = utcOffset
    }
}

extension LogPrint: ThreeForms {
    /// A line a slot, then a numbered line a message, with its entries below it.
    public var human: String {
        let hint = scope == .wholeRun ? "" : "; --all for everything"
        var text = "LOG FOR NODE \(number(node)) (\(scope.heading)\(hint))\n"
        text += slots.isEmpty ? "Log is empty.\n" : slotLines
        text += "MESSAGES (\(scope.heading)): \(messages.count)\n"
        if droppedCount > 0 { text += "(\(droppedCount) more are not kept)\n" }
        for (index, record) in messages.enumerated() {
            let line = MessageText(record.line)
            let ordinal = "\(index + 1)"
            let time = TimeText.timeOfDay(microseconds: record.microseconds, offset: utcOffset)
            text += String(repeating: " ", count: max(0, 4 - ordinal.count)) + ordinal
            text += ". \(time)  \(Self.direction(record))  \(line.name)"
            text += line.fields.isEmpty ? "\n" : "  \(line.fields)\n"
            for entry in line.entries { text += "     \(entry)\n" }
        }
        return text
    }

    /// The slots; those whose entries are only in the checkpoint any more stand in one line.
    private var slotLines: String {
        var text = ""
        var checkpoint: ClosedRange<Slot>?
        for record in slots {
            if record.status == .executed, record.entry == nil {
                checkpoint = (checkpoint?.lowerBound ?? record.slot)...record.slot
                continue
            }
            text += Self.checkpointLine(&checkpoint)
            text += Self.slotLine(record)
        }
        return text + Self.checkpointLine(&checkpoint)
    }

    private static func checkpointLine(_ slots: inout ClosedRange<Slot>?) -> String {
        guard let range = slots else { return "" }
        slots = nil
        return "slots \(range.lowerBound.rawValue)..\(range.upperBound.rawValue):"
            + " in the checkpoint\n"
    }

    private static func slotLine(_ record: SlotRecord) -> String {
        var words = ["Seq=\(record.slot.rawValue)"]
        if let ballot = record.ballot { words.append("Ballot=\(ballot)") }
        switch record.entry {
        case .command(let stamped):
            words.append("Txn=\(stamped.request.command)")
            words.append("Client=\(stamped.request.client)")
            words.append("Timestamp=\(stamped.request.timestamp)")
        case .noop: words.append("Txn=no-op")
        case nil: break
        }
        return (words + ["Status=\(record.status.rawValue)"]).joined(separator: " ") + "\n"
    }

    /// `from n1`, `to n1 n2`, `from client #7`.
    static func direction(_ record: HistoryRecord) -> String {
        "\(record.isSent ? "to" : "from") \(ForeignText.harmless(record.peers))"
    }

    /// A row a slot, then a row a message; the first field tells them apart.
    public var plain: String {
        let slotRows = slots.map { record in
            [
                "slot", "\(record.slot.rawValue)", record.status.rawValue,
                record.ballot.map { "\($0)" } ?? dash, record.entry.map { "\($0)" } ?? dash,
            ]
        }
        let messageRows = messages.map { record in
            let line = MessageText(record.line)
            let entries = line.entries.map { "{\($0)}" }
            return [
                "message", UTCText.text(microseconds: record.microseconds),
                Self.direction(record), line.name,
                ([line.fields] + entries).filter { !$0.isEmpty }.joined(separator: " "),
            ]
        }
        return PlainTable.text(
            ["kind", "slot_or_time", "status_or_peer", "ballot_or_type", "content"],
            slotRows + messageRows
        )
    }

    /// The slots and the whole messages as they were on the wire.
    public var json: JSONValue {
        let slots = slots.map { record in
            JSONValue.object(
                [
                    .init("slot", .of(record.slot)),
                    .init("status", .string(record.status.rawValue)),
                    .init("ballot", .of(record.ballot)),
                ] + (record.entry?.reportMembers ?? [])
            )
        }
        let messages = messages.map { record -> JSONValue in
            [
                "number": .of(record.number),
                "time": .string(UTCText.text(microseconds: record.microseconds)),
                "sent": .bool(record.isSent), "peers": .string(record.peers), "line": record.line,
            ]
        }
        return .answer(
            "printlog",
            [
                .init("node", .of(node)), .init("slots", .array(slots)),
                .init("dropped", .of(droppedCount)), .init("messages", .array(messages)),
            ]
        )
    }
}
