import Bank
import JSON
import Node
import Paxos
import Testing
import Wire

@Suite("Soft faults")
struct FaultTests {
    /// Three nodes that are linked and follow n1, which has executed one transfer.
    private func withLeader(_ body: (TestCluster) throws -> Void) throws {
        try TestCluster.with(nodes: 3, started: [1, 2, 3]) { cluster in
            for number: UInt8 in 1...3 {
                try cluster.admin(of: number).status(until: { $0["linked"]?.asArray?.count == 2 })
            }
            let client = try cluster.client(of: 1)
            client.send(Lines.request(1) + "\n")
            #expect(try client.answer().bankResult == .success)
            for number: UInt8 in 1...3 {
                try cluster.admin(of: number).status(until: { $0["executed"] == 1 })
            }
            try body(cluster)
        }
    }

    @Test("A disconnected node answers operators, takes nothing from clients, and loses no memory")
    func disconnected() throws {
        try withLeader { cluster in
            let admin = try cluster.admin(of: 1)
            #expect(try admin.ask(.disconnect(cause: "LF"))["type"] == "DONE")
            let client = try cluster.client(of: 1)
            client.send(Lines.request(2) + "\n")

            try cluster.admin(of: 2).status(until: { $0["leader"] != "n1" })
            let status = try admin.status()
            #expect(status["connected"] == false && status["cause"] == "LF")
            #expect(status["executed"] == 1 && status["ballot"] == [1, 1])
            #expect(status["ready"] == false && status["open_requests"] == 0)
            let slots = try admin.ask(.slots(first: Slot(1), last: Slot(1)))
            #expect(slots["slots"]?.asArray?.first?["status"] == "E")
            let accounts = try admin.ask(.accounts(first: 0, count: 10))
            #expect(accounts["total"] == 100)
            let log = try admin.ask(.history(.messages, after: 0, wholeRun: true))
            let text = log.description
            #expect(!text.contains(#""timestamp":"2""#), "a dropped request was noted")
        }
    }

    @Test("The others elect a leader; the old one comes back, follows, and catches up by itself")
    func returns() throws {
        try withLeader { cluster in
            let admin = try cluster.admin(of: 1)
            _ = try admin.ask(.disconnect(cause: "LF"))
            let client = try cluster.client(of: 2)
            client.send(Lines.request(2) + "\n")
            #expect(try client.answer().bankResult == .success)

            _ = try admin.ask(.connect)
            let back = try admin.status(until: { $0["executed"] == 2 })

            #expect(back["connected"] == true && back["cause"] == "")
            let follower = try cluster.admin(of: 2).status()
            #expect(follower["digest"] == back["digest"])
        }
    }

    @Test("While a node is idle nothing moves: no heartbeats, no elections")
    func idle() throws {
        try withLeader { cluster in
            let admins = try (1...3).map { try cluster.admin(of: $0) }
            for admin in admins { _ = try admin.ask(.idle) }
            let before = try admins.map {
                try $0.ask(.history(.heartbeats, after: 0, wholeRun: true))
            }
            // Longer than every node's patience with a leader, measured by the age of what it heard.
            try admins[1].status(until: { heardAge($0, of: "n1") > 700 })

            let after = try admins.map {
                try $0.ask(.history(.heartbeats, after: 0, wholeRun: true))
            }
            #expect(before.map { $0["records"] } == after.map { $0["records"] })
            for admin in admins {
                let status = try admin.status()
                #expect(status["idle"] == true && status["ballot"] == [1, 1])
            }
            for admin in admins { _ = try admin.ask(.resume) }
            try admins[1].status(until: { heardAge($0, of: "n1") < 100 })
            #expect(try admins[0].status()["ballot"] == [1, 1], "the old leader goes on")
        }
    }

    private func heardAge(_ status: JSONValue, of node: String) -> Int64 {
        status["heard_ms"]?[node]?.asInteger ?? 0
    }

    @Test("A partition cuts off whom it names, both ways, and ends with an empty list")
    func blocked() throws {
        try withLeader { cluster in
            let admin = try cluster.admin(of: 1)
            _ = try admin.ask(.block(NodeSet([NodeID(2), NodeID(3)])))
            let client = try cluster.client(of: 2)
            client.send(Lines.request(2) + "\n")
            #expect(try client.answer().bankResult == .success)
            let cutOff = try admin.status()
            #expect(cutOff["blocked"] == ["n2", "n3"] && cutOff["executed"] == 1)
            #expect(cutOff["connected"] == true && cutOff["linked"] == ["n2", "n3"])

            _ = try admin.ask(.block(NodeSet()))

            try admin.status(until: { $0["executed"] == 2 && $0["blocked"] == [] })
        }
    }

    @Test("Without a quorum a client is not answered, and is when the quorum is back")
    func noQuorum() throws {
        try withLeader { cluster in
            let others = try [cluster.admin(of: 2), cluster.admin(of: 3)]
            for admin in others { _ = try admin.ask(.disconnect(cause: "not live")) }
            let client = try cluster.client(of: 1)
            client.send(Lines.request(2) + "\n")
            let admin = try cluster.admin(of: 1)
            let waiting = try admin.status(until: { $0["accepted"] == 2 })
            #expect(waiting["committed"] == 1 && waiting["ready"] != nil)

            for admin in others { _ = try admin.ask(.connect) }

            #expect(try client.answer().bankResult == .success)
        }
    }

    @Test("A node that ends while others live leaves a quorum that goes on")
    func stopped() throws {
        try withLeader { cluster in
            cluster.stop(3)
            let client = try cluster.client(of: 2)
            client.send(Lines.request(2) + "\n")

            #expect(try client.answer().bankResult == .success)
            try cluster.admin(of: 1).status(until: { $0["linked"] == ["n2"] })
        }
    }
}
