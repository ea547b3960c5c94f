package import Bank
internal import JSON
package import Paxos
package import Wire

/// Requests and reads on their way out, as lines: each is written once, while it is at hand, and
/// those in a row that go to the same nodes leave together.
package struct OutgoingLines: Sendable {
    /// Lines in a row that go to the same nodes.
    private struct Run: Sendable {
        /// The nodes; all of them are open.
        let targets: NodeSet
        /// Where its lines end among all bytes.
        var end: Int
    }

    /// The lines of all runs.
    private var writer = JSONWriter()
    /// The runs, oldest first.
    private var runs: [Run] = []
    /// Where the last run begins among all bytes.
    private var lastStart = 0

    /// Creates lines of nothing.
    package init() {}

    /// Appends a request for nodes that are open.
    package mutating func append(_ request: Request, to targets: NodeSet) {
        append(.request(request), to: targets)
    }

    /// Appends a request or a read for nodes that are open.
    package mutating func append(_ message: ClientMessage, to targets: NodeSet) {
        let start = writer.bytes.count
        message.write(into: &writer)
        let end = writer.bytes.count
        if let last = runs.last, last.targets == targets,
            end - lastStart <= ClientLimits.runBytesMax
        {
            runs[runs.count - 1].end = end
        } else {
            runs.append(Run(targets: targets, end: end))
            lastStart = start
        }
    }

    /// Hands out all runs, oldest first, and forgets them.
    package mutating func take(_ body: (_ lines: Span<UInt8>, _ targets: NodeSet) -> Void) {
        guard !runs.isEmpty else { return }
        var start = 0
        for run in runs {
            body(writer.bytes.span.extracting(start..<run.end), run.targets)
            start = run.end
        }
        removeAll()
    }

    /// Forgets all lines and keeps the memory.
    package mutating func removeAll() {
        writer.removeAll()
        runs.removeAll(keepingCapacity: true)
        lastStart = 0
    }
}
