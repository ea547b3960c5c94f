internal import Bank
package import JSON
package import Paxos
package import Wire

/// What a slot has come to, node by node.
package struct SlotView: Hashable, Sendable {
    /// The slot.
    package let slot: Slot
    /// Each node with what it says; nil for one that does not answer.
    package let nodes: [Member]

    /// A node and what it says of the slot.
    package struct Member: Hashable, Sendable {
        /// The node.
        package let node: NodeID
        /// What it says; nil if it does not answer.
        package let record: SlotRecord?

        /// Creates a member.
        package init(node: NodeID, record: SlotRecord?) {
            self.node = node
            self.record = record
        }
    }

    /// Creates a view.
    package init(slot: Slot, nodes: [Member]) {
        self.slot = slot
        self.nodes = nodes
    }

    /// The entry: what is known to be chosen, else what was accepted in the highest ballot.
    package var entry: BankEntry? {
        let records = nodes.compactMap(\.record)
        let chosen = records.first { $0.entry != nil && $0.status.isChosen }
        if let chosen { return chosen.entry }
        return records.filter { $0.entry != nil }
            .max { ($0.ballot ?? .zero) < ($1.ballot ?? .zero) }?
            .entry
    }

    /// Whether some node knows that the entry is chosen.
    package var isChosen: Bool { nodes.contains { $0.record?.status.isChosen == true } }

    /// Writes the slot.
    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("object", "slot")
        writer.member("slot", slot.rawValue)
        writer.key("entry")
        writer.value(entry)
        writer.key("nodes")
        writer.beginObject()
        for member in nodes {
            writer.member("\(member.node)", member.record?.status.rawValue ?? "?")
        }
        writer.endObject()
        writer.key("ballots")
        writer.beginObject()
        for member in nodes {
            guard let ballot = member.record?.ballot else { continue }
            writer.key("\(member.node)")
            writer.value(ballot)
        }
        writer.endObject()
        writer.endObject()
    }
}

extension SlotStatus {
    /// Whether the entry is known to be chosen.
    var isChosen: Bool { self == .committed || self == .executed }
}

extension JSONWriter {
    /// Writes an entry; `null` if there is none.
    mutating func value(_ entry: BankEntry?) {
        switch entry {
        case nil: null()
        case .noop?:
            beginObject()
            member("kind", "noop")
            endObject()
        case .command(let stamped)?:
            let request = stamped.request
            let transfer = request.command.transfer
            beginObject()
            member("kind", "transfer")
            member("from", "\(transfer.from)")
            member("to", "\(transfer.to)")
            member("amount", transfer.amount.minorUnits)
            member("client", "\(request.client)")
            key("timestamp")
            value(decimalString: request.timestamp.raw)
            endObject()
        }
    }
}
