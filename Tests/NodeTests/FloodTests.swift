import Bank
import JSON
import Node
import Testing

@Suite("Many connections")
struct FloodTests {
    @Test("Beyond the limit connections are closed at once; those before go on, peers are dialled")
    func flood() throws {
        var limits = NodeLimits()
        limits.guestsMax = 8
        try TestCluster.with(nodes: 3, started: [2], limits: limits) { cluster in
            let admin = try cluster.admin(of: 2)
            let idle = try (1...7).map { _ in try cluster.connect(to: 2) }
            for _ in 1...20 {
                let refused = try cluster.connect(to: 2)
                #expect(try refused.restOfLines() == [])
            }

            cluster.start(1)
            try admin.status(until: { $0["linked"] == ["n1"] })

            #expect(try admin.status()["bad_lines"] == 0)
            #expect(idle.count == 7)
        }
    }

    @Test("A client that does not read is cut off alone, and memory stays bounded")
    func stuckReader() throws {
        var limits = NodeLimits()
        limits.clientOutboxBytesMax = 64 << 10
        try TestCluster.with(nodes: 1, started: [1], limits: limits) { cluster in
            let stuck = try cluster.admin(of: 1)
            let questions = String(repeating: "{\"type\":\"STATUS\",\"id\":1}\n", count: 1_000)
            let watcher = try cluster.admin(of: 1)
            // Answers are longer than questions, so the system's buffers fill up first.
            for _ in 0..<200 { stuck.send(questions) }

            let client = try cluster.client(of: 1)
            client.send(Lines.request(1) + "\n")
            #expect(try client.answer().bankResult == .success)
            #expect(try watcher.status()["executed"] == 1)
            let answers = try stuck.restOfLines().count
            #expect(answers < 200_000, "it was cut off")
        }
    }
}
