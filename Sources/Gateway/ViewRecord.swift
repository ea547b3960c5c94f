internal import HybridClock
package import JSON
internal import Paxos
package import Wire

/// A view as callers see it: a new leader's announcement, and who saw it.
package struct ViewRecord: Hashable, Sendable {
    /// The announcement, put together from its pages.
    package let view: NewView
    /// When the first node remembers it, in microseconds since 1970.
    package let microseconds: UInt64
    /// The nodes that remember it, in their order.
    package let seenBy: [String]

    /// Returns the views that nodes remember, the newest first.
    package static func all(_ memories: [NodeMemory]) -> [ViewRecord] {
        var first: [String: UInt64] = [:]
        var seenBy: [String: [String]] = [:]
        for memory in memories {
            for record in memory.records {
                guard case .paxos(.newView(let page))? = PeerMessage.remembered(record.line) else {
                    continue
                }
                let name = "\(page.run.ballot)"
                first[name] = min(first[name] ?? .max, record.microseconds)
                if seenBy[name]?.last != "\(memory.node)" {
                    seenBy[name, default: []].append("\(memory.node)")
                }
            }
        }
        return NewView.merged(memories.flatMap(\.records)).reversed()
            .map { view in
                let name = "\(view.ballot)"
                return ViewRecord(
                    view: view,
                    microseconds: first[name] ?? 0,
                    seenBy: seenBy[name] ?? []
                )
            }
    }

    /// Writes the view.
    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("object", "view")
        writer.key("ballot")
        writer.value(view.ballot)
        writer.member("leader", "\(view.leader)")
        writer.member("first", view.first.rawValue)
        writer.key("last")
        if let last = view.entries.last {
            writer.value(Int64(clamping: last.slot.rawValue))
        } else {
            writer.null()
        }
        writer.member("entries", Int64(view.entries.count))
        writer.member("whole", view.isWhole)
        writer.member("at", UTCText.text(microseconds: microseconds))
        writer.key("seen_by")
        writer.beginArray()
        for node in seenBy { writer.value(node) }
        writer.endArray()
        writer.endObject()
    }
}
