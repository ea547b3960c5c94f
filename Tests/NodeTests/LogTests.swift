import Bank
import EventLog
import Foundation
import JSON
import Node
import Testing
import Wire

@Suite("What a node tells people")
struct LogTests {
    /// The journals of nodes 1 to `count`, which run in `body` and are stopped at its end.
    private func journals(
        of count: UInt8,
        _ settings: EventLogSettings = EventLogSettings(),
        _ body: (TestCluster) throws -> Void
    ) throws -> [String] {
        let pipes = (1...count).map { _ in Descriptors.pipe() }
        try TestCluster.with(nodes: Int(count), started: []) { cluster in
            cluster.log = settings
            for (node, pipe) in zip(1...count, pipes) {
                cluster.journalDescriptor = pipe.writing
                cluster.start(node)
            }
            try body(cluster)
        }
        return try pipes.map { pipe in
            close(pipe.writing)
            return try Journal(pipe.reading).read(until: "stopped")
        }
    }

    private func pay(_ number: Int, on cluster: TestCluster, at node: UInt8) throws {
        let client = try cluster.client(of: node)
        client.send(Lines.request(number) + "\n")
        #expect(try client.answer().bankResult == .success)
    }

    @Test("An election is at most six lines a node, and says who leads")
    func election() throws {
        let texts = try journals(of: 3) { cluster in
            try cluster.admin(of: 1).status(until: { $0["linked"] == ["n2", "n3"] })
            try pay(1, on: cluster, at: 1)
            for node: UInt8 in 2...3 {
                try cluster.admin(of: node).status(until: { $0["executed"] == 1 })
            }
            cluster.stop(1)
            let successors: [JSONValue?] = ["n2", "n3"]
            for node: UInt8 in 2...3 {
                try cluster.admin(of: node).status(until: { successors.contains($0["leader"]) })
            }
        }
        for text in texts.dropFirst() {
            let lines = text.split(separator: "\n").map(String.init)
            let end = try #require(lines.firstIndex { $0.contains("event=unlinked peer=n1") })
            let after = lines[end...].filter { !$0.contains("event=stopped") }
            #expect((1...6).contains(after.count), "\(after)")
            #expect(after.contains { $0.contains("event=role ") })
            // From the start: opened, listening, two links, and the first leader.
            #expect((4...6).contains(lines[..<end].count), "\(lines)")
        }
        #expect(texts.dropFirst().contains { $0.contains("event=role role=leader") })
    }

    @Test("No line holds anything of a client's lines, whatever they hold and however wrong")
    func canary() throws {
        let canary = "CANARY0123456789"
        var debug = EventLogSettings()
        debug.level = .debug
        let texts = try journals(of: 3, debug) { cluster in
            try cluster.admin(of: 1).status(until: { $0["linked"] == ["n2", "n3"] })
            let key = String(repeating: "c", count: 32)
            let whole = Lines.request(1, client: canary)
            let lines = [
                whole, whole.replacing("]}}", with: "],\"key\":\"\(key)\"}}"),
                "{\"type\":\"REQUEST\",\"\(canary)\":1}", "{\"type\":\"\(canary)\"}",
                "\(canary)", "{\"\(canary)", whole.replacing("\"B\"", with: "\"\(canary)!\""),
                whole + "#\(canary)", whole.replacing("transfer", with: canary),
                "{\"type\":\"READ\",\"id\":1,\"account\":\"\(canary)\"}",
                String(repeating: canary, count: 2_000),
            ]
            for node: UInt8 in [1, 2] {
                for line in lines {
                    let client = try cluster.client(of: node)
                    client.send(line + "\n")
                    client.endSending()
                    _ = try client.restOfLines()
                }
                let guest = try cluster.connect(to: node)
                guest.send("{\"\(canary)\":\"\(canary)\"}\n")
                _ = try guest.restOfLines()
            }
        }
        for text in texts {
            #expect(!text.contains("CANARY") && !text.contains("cccc"), "\(text)")
        }
        #expect(texts[0].contains("level=warn node=n1 event=refused"))
        #expect(texts[0].contains("code=unknown_key reason=\"unknown_key"))
        #expect(texts[0].contains("level=debug node=n1 event=greeted"))
    }

    @Test("In JSON every line is one object with the same keys")
    func json() throws {
        var settings = EventLogSettings()
        settings.format = .json
        let texts = try journals(of: 1, settings) { try pay(1, on: $0, at: 1) }

        let lines = texts[0].split(separator: "\n")
        #expect(lines.count >= 4)
        for line in lines {
            let value = try JSONValue(parsing: Array(line.utf8).span)
            let keys = value.asObject?.map(\.key) ?? []
            #expect(keys.prefix(4) == ["time", "level", "node", "event"] && keys.last == "hlc")
            #expect(value["node"] == "n1")
        }
    }
}
