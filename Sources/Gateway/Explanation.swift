internal import Bank
internal import HybridClock
package import JSON
package import Paxos
internal import Wire

/// The story of one slot, told out of what nodes remember: who proposed, who accepted, when it was
/// chosen, who caught up, what was answered.
///
/// Nodes remember a bounded number of lines, so an old slot may have a short story or none.
package struct Explanation: Hashable, Sendable {
    /// One step.
    package struct Step: Hashable, Sendable {
        /// When, by the node's own clock, in microseconds since 1970.
        package let microseconds: UInt64
        /// Who did it, for example `n1`.
        package let node: String
        /// What it did.
        package let text: String
    }

    /// The slot.
    package let slot: Slot
    /// What the slot has come to, in a sentence or two.
    package let summary: String
    /// The steps, oldest first.
    package private(set) var story: [Step] = []
    /// Whether nodes have dropped lines that might belong to it.
    package let isPartial: Bool

    /// Tells the story of a slot.
    ///
    /// - Parameters:
    ///   - view: What the slot has come to, node by node.
    ///   - memories: What the nodes remember.
    package init(of view: SlotView, _ memories: [NodeMemory]) {
        slot = view.slot
        summary = Self.summary(of: view)
        isPartial = memories.contains { $0.dropped > 0 }
        var teller = StoryTeller(view)
        let lines = memories.flatMap { memory in
            memory.records.map { RememberedLine(node: memory.node, record: $0) }
        }
        for line in lines { teller.noteProposal(line) }
        var steps: [Step] = []
        for line in lines.sorted(by: RememberedLine.isBefore) {
            guard let text = teller.tell(line) else { continue }
            steps.append(
                Step(
                    microseconds: line.record.microseconds,
                    node: "\(line.node)",
                    text: text
                )
            )
        }
        story = Array(steps.prefix(GatewayLimits.storyStepsMax))
    }

    private static func summary(of view: SlotView) -> String {
        let content =
            switch view.entry {
            case nil: "no node that answers has an entry for slot \(view.slot.rawValue)"
            case .noop?: "slot \(view.slot.rawValue) holds a no-op, which fills a gap"
            case .command(let stamped)?:
                "slot \(view.slot.rawValue) holds \(stamped.request.command.transfer)"
                    + " of client \(stamped.request.client)"
            }
        var groups: [String] = []
        for status in [SlotStatus.executed, .committed, .accepted] {
            let nodes = view.nodes.filter { $0.record?.status == status }.map { "\($0.node)" }
            guard !nodes.isEmpty else { continue }
            groups.append("\(status.verb) by \(nodes.joined(separator: " "))")
        }
        let away = view.nodes.filter { $0.record == nil }.map { "\($0.node)" }
        if !away.isEmpty { groups.append("unknown at \(away.joined(separator: " "))") }
        if view.entry != nil, !view.isChosen { groups.append("not known to be chosen") }
        return ([content] + groups).joined(separator: "; ")
    }

    /// Writes the story.
    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("object", "explanation")
        writer.member("slot", slot.rawValue)
        writer.member("summary", summary)
        writer.key("story")
        writer.beginArray()
        for step in story {
            writer.beginObject()
            writer.member("at", UTCText.text(microseconds: step.microseconds))
            writer.member("node", step.node)
            writer.member("text", step.text)
            writer.endObject()
        }
        writer.endArray()
        writer.member("partial", isPartial)
        writer.endObject()
    }
}

extension SlotStatus {
    /// What a node did with the entry.
    fileprivate var verb: String {
        switch self {
        case .accepted: "accepted"
        case .committed: "known to be committed"
        case .executed: "executed"
        case .nothing: "not known"
        }
    }
}
