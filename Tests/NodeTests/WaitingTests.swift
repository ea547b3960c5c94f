import Foundation
import Node
import Testing
import Wire

@Suite("A node that cannot go on")
struct WaitingTests {
    /// Reads a journal until there are so many lines with `words`.
    private func lines(_ words: String, count: Int, of journal: Journal) throws -> [Substring] {
        var text = ""
        while true {
            let lines = text.split(separator: "\n").filter { $0.contains(words) }
            if lines.count >= count { return lines }
            text += try journal.read(until: words)
        }
    }

    @Test("It tells once whom it waits for, and why, and again when that changes")
    func waits() throws {
        let pipe = Descriptors.pipe()
        let journal = Journal(pipe.reading)
        defer { close(pipe.writing) }
        var limits = NodeLimits()
        limits.peerSilenceMillisecondsMax = 50
        try TestCluster.with(nodes: 3, started: []) { cluster in
            cluster.journalDescriptor = pipe.writing
            cluster.isNewCluster = false
            cluster.start(3, limits: limits)

            let alone = try lines("event=waiting", count: 1, of: journal)
            cluster.journalDescriptor = nil
            cluster.isNewCluster = true
            cluster.start(1)
            let withOne = try lines("event=waiting", count: 1, of: journal)
            cluster.start(2)
            let rest = try journal.read(until: "event=rejoined")

            #expect(alone.count == 1)
            #expect(alone[0].contains("node=n3 event=waiting for=\"2 others to say"))
            #expect(alone[0].contains("no answer from n1 n2\" why=\"this directory does not say"))
            #expect(withOne.count == 1)
            #expect(withOne[0].contains("no answer from n2\""))
            #expect(!rest.contains("no answer from"), "\(rest)")
        }
    }
}
