import Bank
import JSON
import Node
import Paxos
import Testing
import Wire

@Suite("HELLO")
struct HelloTests {
    /// Sends lines and returns the refusal that ends the connection.
    private func refusal(of lines: [UInt8], by cluster: TestCluster) throws -> ErrorMessage {
        let client = try cluster.connect(to: 1)
        client.send(lines)
        return try lastRefusal(on: client)
    }

    private func lastRefusal(on client: LineClient) throws -> ErrorMessage {
        let last = try #require(try client.restOfLines().last)
        let bytes = Array(last.utf8)
        let answer = try ServerMessage(reading: bytes.span)
        guard case .error(let reason) = answer else {
            Issue.record("\(answer)")
            return ErrorMessage(code: "", message: "")
        }
        return reason
    }

    private func bytes(_ lines: String...) -> [UInt8] {
        lines.flatMap { Array("\($0)\n".utf8) }
    }

    @Test("Another cluster is refused with both ids")
    func wrongCluster() throws {
        try TestCluster.with(nodes: 1, started: [1]) { cluster in
            let reason = try refusal(
                of: bytes(Lines.hello("client", cluster: "other")),
                by: cluster
            )

            #expect(reason.code == "wrong_cluster")
            #expect(reason.message == "this is cluster test, not other")
        }
    }

    @Test("Another version is refused with both numbers")
    func wrongVersion() throws {
        try TestCluster.with(nodes: 1, started: [1]) { cluster in
            let reason = try refusal(of: bytes(Lines.hello("admin", version: 2)), by: cluster)

            #expect(reason.code == "wrong_version")
            #expect(reason.message.contains("version 1") && reason.message.contains("2"))
        }
    }

    @Test(
        "Whoever begins with something else is refused and counted",
        arguments: [
            (Lines.request(1), "unknown_type"),
            (#"{"type":"STATUS","id":1}"#, "unknown_type"),
            (Lines.hello("king"), "out_of_range"),
            ("", "bad_json"),
            ("GET / HTTP/1.1\r", "bad_json"),
            (#"{"type":"HELLO","cluster":"test","version":1}"#, "missing_key"),
        ]
    )
    func noHello(line: String, code: String) throws {
        try TestCluster.with(nodes: 1, started: [1]) { cluster in
            let reason = try refusal(of: bytes(line), by: cluster)

            #expect(reason.code == code, "\(reason)")
            #expect(try cluster.admin(of: 1).status()["bad_lines"] == 1)
        }
    }

    @Test("A connection that says nothing is cut off")
    func silence() throws {
        var limits = NodeLimits()
        limits.helloMillisecondsMax = 50
        try TestCluster.with(nodes: 1, started: [1], limits: limits) { cluster in
            let reason = try lastRefusal(on: try cluster.connect(to: 1))
            #expect(reason.code == "no_hello")
        }
    }

    @Test("A second HELLO ends a connection, whoever says it")
    func twice() throws {
        try TestCluster.with(nodes: 3, started: [1]) { cluster in
            for role in ["client", "admin"] {
                let reason = try refusal(
                    of: bytes(Lines.hello(role), Lines.hello(role)),
                    by: cluster
                )
                #expect(reason.code.hasSuffix("_key"), "\(role): \(reason)")
            }
            let lines = Lines.hello(node: 2) + Lines.hello(node: 2)
            let reason = try refusal(of: lines, by: cluster)
            #expect(reason.code.hasSuffix("_key"), "\(reason)")
            let status = try cluster.admin(of: 1).status()
            #expect(status["bad_lines"] == 3)
        }
    }

    @Test("A node that is no member, is the node itself, or should be dialled is refused")
    func unknownNode() throws {
        try TestCluster.with(nodes: 3, started: [2]) { cluster in
            for number: UInt8 in [1, 2, 4, 64] {
                let peer = try cluster.connect(to: 2)
                peer.send(Lines.hello(node: number))
                let reason = try lastRefusal(on: peer)
                #expect(reason.code == "wrong_node", "n\(number)")
            }
        }
    }

    @Test("A node's HELLO needs its checksum")
    func unsealed() throws {
        try TestCluster.with(nodes: 3, started: [1]) { cluster in
            let line = String(decoding: Lines.hello(node: 2).prefix { $0 != 0x23 }, as: UTF8.self)
            let reason = try refusal(of: bytes(line), by: cluster)
            #expect(reason.code == "bad_sum")
        }
    }

    @Test("Of two that say they are one node, the first stays while it is heard")
    func duplicate() throws {
        try TestCluster.with(nodes: 3, started: [1]) { cluster in
            let first = try cluster.connect(to: 1)
            first.send(Lines.hello(node: 2))
            _ = try first.line()

            let reason = try refusal(of: Lines.hello(node: 2), by: cluster)

            #expect(reason.code == "duplicate_node")
            #expect(try cluster.admin(of: 1).status()["linked"] == ["n2"])
        }
    }

    @Test("A node that comes as an earlier start than the last one is told that it has forgotten")
    func forgotten() throws {
        try TestCluster.with(nodes: 3, started: [1]) { cluster in
            do {
                let before = try cluster.connect(to: 1)
                before.send(Lines.hello(node: 2, incarnation: 7))
                _ = try before.line()
            }
            try cluster.admin(of: 1).status(until: { $0["linked"] == [] })

            let reason = try refusal(of: Lines.hello(node: 2, incarnation: 6), by: cluster)
            #expect(reason.code == "forgotten_node")
            #expect(reason.message.contains("incarnation 0.6"), "\(reason)")

            for incarnation: UInt64 in [7, 8] {
                let welcome = try cluster.connect(to: 1)
                welcome.send(Lines.hello(node: 2, incarnation: incarnation))
                #expect(try welcome.line().contains(#""role":"replica""#))
            }
        }
    }

    @Test("A node that lost its memory is told so, takes no part, and rejoins in a new life")
    func restarted() throws {
        try TestCluster.with(nodes: 3, started: [1, 2, 3]) { cluster in
            for node: UInt8 in [1, 3] {
                try cluster.admin(of: node).status(until: { $0["linked"]?.asArray?.count == 2 })
            }
            let client = try cluster.client(of: 1)
            client.send(Lines.request(1) + "\n")
            #expect(try client.answer().bankResult == .success)

            // What it had was in memory; yet it says that it is new.
            cluster.stop(2)
            cluster.start(2)
            let life = 1 << 32
            let status = try cluster.admin(of: 2)
                .status(until: {
                    $0["recovering"] == false && ($0["incarnation"]?.asInteger ?? 0) > life
                        && $0["executed"] == 1
                })
            #expect(status["waits_for"] == "")
        }
    }

    @Test("A node that dials tells apart who answers: another node, another cluster")
    func answers() throws {
        try TestCluster.with(nodes: 3, started: [2]) { cluster in
            let wrongNode = try cluster.accept(as: 1)
            #expect(try wrongNode.line().contains(#""node":"n2""#))
            wrongNode.send(Lines.hello(node: 3))
            #expect(try lastRefusal(on: wrongNode).code == "wrong_node")

            let foreign = try cluster.accept(as: 1)
            _ = try foreign.line()
            foreign.send(Lines.hello(node: 1, cluster: Identifier(validated: "other")))
            #expect(try lastRefusal(on: foreign).code == "wrong_cluster")

            let right = try cluster.accept(as: 1)
            _ = try right.line()
            right.send(Lines.hello(node: 1, incarnation: 5))
            try cluster.admin(of: 2).status(until: { $0["linked"] == ["n1"] })
        }
    }
}
