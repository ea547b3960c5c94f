import Bank
import JSON
import Paxos
import Testing
import Wire

@Suite("Bad lines")
struct BadLineTests {
    /// Sends bytes on a connection, and returns the refusal that must end it.
    private func refusal(of bytes: [UInt8], on client: LineClient) throws -> ErrorMessage {
        client.send(bytes)
        // A node is told of the cluster's life before.
        let last = try #require(try client.restOfLines().last)
        let lastBytes = Array(last.utf8)
        guard case .error(let reason) = try ServerMessage(reading: lastBytes.span) else {
            Issue.record("it was no refusal: \(last)")
            return ErrorMessage(code: "", message: "")
        }
        return reason
    }

    /// Opens a connection as a node that the test plays.
    private func peer(_ number: UInt8, of cluster: TestCluster) throws -> LineClient {
        let peer = try cluster.connect(to: 1)
        peer.send(Lines.hello(node: number))
        _ = try peer.line()
        return peer
    }

    @Test("A bad line of anybody ends that connection, is counted, and harms nobody else")
    func harmsNobody() throws {
        try TestCluster.with(nodes: 3, started: [1, 2]) { cluster in
            let watcher = try cluster.admin(of: 1)
            try watcher.status(until: { $0["linked"] == ["n2"] })
            let client = try cluster.client(of: 1)
            client.send(Lines.request(1) + "\n")
            #expect(try client.answer().bankResult == .success)

            let garbage = Array(#"{"type":"REQUEST",,}"#.utf8) + [0x0A]
            let badClient = try refusal(of: garbage, on: try cluster.client(of: 1))
            let badAdmin = try refusal(of: garbage, on: try cluster.admin(of: 1))
            let badPeer = try refusal(of: garbage, on: try peer(3, of: cluster))

            #expect(badClient.code == "bad_json" && badClient.offset == 18, "\(badClient)")
            #expect(badAdmin.code == "bad_json" && badAdmin.offset == 18, "\(badAdmin)")
            #expect(badPeer.code == "bad_sum" && badPeer.offset != nil, "\(badPeer)")
            client.send(Lines.request(2) + "\n")
            #expect(try client.answer().bankResult == .success)
            let status = try watcher.status()
            #expect(status["bad_lines"] == 3)
            #expect(status["linked"] == ["n2"])
        }
    }

    @Test(
        "Clients may say nothing that only nodes say",
        arguments: ["PREPARE", "ACCEPT", "COMMIT", "NEW_VIEW", "STATUS", "DISCONNECT", "REPLY"]
    )
    func foreignTypes(type: String) throws {
        try TestCluster.with(nodes: 1, started: [1]) { cluster in
            let line = Array("{\"type\":\"\(type)\",\"ballot\":[9,5],\"first\":1}\n".utf8)
            let reason = try refusal(of: line, on: try cluster.client(of: 1))

            #expect(reason.code == "unknown_type", "\(reason)")
            let status = try cluster.admin(of: 1).status()
            #expect(status["ballot"] == [0, 0])
        }
    }

    @Test("A node may speak for nobody else, and not under a number far ahead of all")
    func falseSender() throws {
        try TestCluster.with(nodes: 5, started: [1]) { cluster in
            let commit = PeerMessage.paxos(
                .commit(ballot: Ballot(round: 1, proposer: NodeID(3)), through: Slot(1))
            )
            let falseName = try refusal(
                of: Lines.peer(3, commit),
                on: try peer(2, of: cluster)
            )
            #expect(falseName.code == "out_of_range" && falseName.message.contains("n3"))

            let unsealed = try refusal(
                of: Lines.peer(2, commit).prefix { $0 != 0x23 } + [0x0A],
                on: try peer(2, of: cluster)
            )
            #expect(unsealed.code == "bad_sum")
            var flipped = Lines.peer(2, commit)
            flipped[20] ^= 1
            let damaged = try refusal(of: flipped, on: try peer(2, of: cluster))
            #expect(damaged.code == "bad_sum")
            let status = try cluster.admin(of: 1).status()
            #expect(status["bad_lines"] == 3 && status["committed"] == 0)
        }
    }

    @Test("Well-formed lines of nodes in no sensible order change nothing and stop nobody")
    func outOfOrder() throws {
        try TestCluster.with(nodes: 5, started: [1]) { cluster in
            let ballot = Ballot(round: 3, proposer: NodeID(2))
            let messages: [PaxosMessage] = [
                .commit(ballot: ballot, through: Slot(1_000)),
                .accepted(ballot: ballot, through: Slot(1 << 53)),
                .reject(promised: Ballot(round: 1 << 53, proposer: NodeID(5))),
                .promise(
                    PromisePage(
                        ballot: ballot,
                        checkpoint: .zero,
                        first: Slot(3),
                        accepted: [],
                        isLast: true
                    )
                ),
                .fetch(first: Slot(1 << 53)),
                .entries([]),
            ]
            let watcher = try cluster.admin(of: 1)
            for message in messages {
                let peer = try peer(2, of: cluster)
                peer.send(Lines.peer(2, .paxos(message)))
                peer.endSending()
                _ = try peer.restOfLines()
                try watcher.status(until: { $0["linked"] == [] })
            }

            let status = try watcher.status()
            #expect(status["committed"] == 0 && status["executed"] == 0 && status["total"] == 100)
        }
    }

    @Test("A line without an end is refused at its limit, and takes no memory")
    func endless() throws {
        try TestCluster.with(nodes: 3, started: [1]) { cluster in
            let watcher = try cluster.admin(of: 1)
            let before = try watcher.status()["memory_bytes"]?.asInteger ?? 0
            for opened in 0..<8 {
                let client = try opened == 0 ? cluster.connect(to: 1) : cluster.client(of: 1)
                client.send([UInt8](repeating: 0x61, count: 2 << 20))
                // What was sent after the end may end the connection before the refusal is read.
                let lines = try client.restOfLines()
                #expect(lines.allSatisfy { $0.contains(#""type":"ERROR""#) }, "\(lines)")
            }
            let peer = try peer(2, of: cluster)
            peer.send([UInt8](repeating: 0x61, count: 2 << 20))
            #expect(try peer.restOfLines().count <= 1)

            let status = try watcher.status(until: { $0["bad_lines"] == 9 })
            let growth = (status["memory_bytes"]?.asInteger ?? 0) - before
            // This process holds what is sent, too, and other tests run beside this one.
            #expect(growth < 64 << 20, "\(growth) bytes more")
        }
    }

    @Test("A client's line may have 16 KiB and not a byte more")
    func longest() throws {
        try TestCluster.with(nodes: 1, started: [1]) { cluster in
            let request = Lines.request(1)
            let room = WireLimits.clientLineBytesMax - request.utf8.count - 1
            let padded = "{" + String(repeating: " ", count: room) + request.dropFirst()
            let client = try cluster.client(of: 1)
            client.send(padded + "\n")
            #expect(try client.answer().bankResult == .success)

            let tooLong = Array("{ \(padded.dropFirst())\n".utf8)
            let reason = try refusal(of: tooLong, on: client)
            #expect(reason.code == "bad_line", "\(reason)")
        }
    }

    @Test("Lines arrive byte by byte, or many in one packet, with blank ones between")
    func packets() throws {
        try TestCluster.with(nodes: 1, started: [1]) { cluster in
            let slow = try cluster.connect(to: 1)
            for byte in "\(Lines.hello("client"))\r\n\n\(Lines.request(1))\r\n".utf8 {
                slow.send([byte])
            }
            _ = try slow.line()
            #expect(try slow.answer().bankResult == .success)

            let fast = try cluster.connect(to: 1)
            let requests = (2...50).map { "\(Lines.request($0, amount: 0))\n" }
            fast.send(Lines.hello("client") + "\n\r\n" + requests.joined())
            _ = try fast.line()
            for number in 2...50 {
                let answer = try fast.answer()
                #expect(answer.bankResult == .failed(.invalidAmount), "\(number)")
            }
        }
    }

    @Test("A client that has ended its sending still gets its answers")
    func halfClosed() throws {
        try TestCluster.with(nodes: 3, started: [1, 2, 3]) { cluster in
            let client = try cluster.connect(to: 1)
            client.send("\(Lines.hello("client"))\n\(Lines.request(1))\n")
            client.endSending()

            _ = try client.line()
            #expect(try client.answer().bankResult == .success)
        }
    }

    @Test("A refused line has no effect, also if the start of it makes sense")
    func noPartialEffect() throws {
        try TestCluster.with(nodes: 1, started: [1]) { cluster in
            let line = "\(Lines.request(1).dropLast()),\"more\":1}\n"
            let reason = try refusal(of: Array(line.utf8), on: try cluster.client(of: 1))

            #expect(reason.code == "unknown_key", "\(reason)")
            let status = try cluster.admin(of: 1).status()
            #expect(status["executed"] == 0 && status["open_requests"] == 0)
        }
    }
}
