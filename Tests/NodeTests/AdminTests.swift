import Bank
import JSON
import Node
import Paxos
import Testing
import Wire

@Suite("Operators' questions")
struct AdminTests {
    /// Lets a client make transfers of 1 from G to B and back, and checks the answers.
    private func pay(_ count: Int, on cluster: TestCluster) throws {
        let client = try cluster.client(of: 1)
        for number in 1...count {
            let isThere = number.isMultiple(of: 2)
            client.send(
                Lines.request(number, from: isThere ? "B" : "G", to: isThere ? "G" : "B") + "\n"
            )
            #expect(try client.answer().bankResult == .success)
        }
    }

    @Test("STATUS tells what is: a leader with its slots, its money and its peers")
    func status() throws {
        try TestCluster.with(nodes: 3, started: [1, 2, 3]) { cluster in
            try cluster.admin(of: 1).status(until: { $0["linked"] == ["n2", "n3"] })
            try pay(5, on: cluster)
            let leader = try cluster.admin(of: 1).status(until: { $0["ready"] == true })

            #expect(leader["node"] == "n1" && leader["role"] == "leader")
            #expect(leader["ballot"] == [1, 1] && leader["leader"] == "n1")
            #expect(leader["accepted"] == 5 && leader["executed"] == 5)
            #expect(leader["connected"] == true && leader["cause"] == "")
            #expect(leader["idle"] == false && leader["blocked"] == [])
            #expect(leader["elections"] == 1 && leader["open_requests"] == 0)
            #expect(leader["noops"] == 0 && leader["duplicates"] == 0 && leader["bad_lines"] == 0)
            #expect(leader["total"] == 100)
            #expect(leader["heard_ms"]?.asObject?.map(\.key) == ["n2", "n3"])
            #expect(leader["memory_bytes"]?.asInteger ?? 0 > 1 << 20)
            let follower = try cluster.admin(of: 2).status(until: { $0["executed"] == 5 })
            #expect(follower["role"] == "follower" && follower["leader"] == "n1")
            #expect(follower["digest"] == leader["digest"] && follower["ready"] == false)
            #expect(follower["incarnation"] == 1 && leader["incarnation"] == 1)
        }
    }

    @Test("A request that is asked twice is executed once and counted as a duplicate or answered")
    func duplicates() throws {
        try TestCluster.with(nodes: 1, started: [1]) { cluster in
            let client = try cluster.client(of: 1)
            client.send("\(Lines.request(1))\n")
            let first = try client.line()
            client.send("\(Lines.request(1))\n")

            #expect(try client.line() == first)
            #expect(try cluster.admin(of: 1).status()["executed"] == 1)
        }
    }

    @Test("ACCOUNTS pages cover every account once, and beyond the end there is an empty page")
    func accounts() throws {
        let accounts = (1...25)
            .compactMap { number in
                Identifier("a\(number)")
                    .map { Account(id: AccountID(identifier: $0), balance: Amount(minorUnits: 4)) }
            }
        try TestCluster.with(nodes: 1, started: [1], accounts: accounts) { cluster in
            let admin = try cluster.admin(of: 1)
            var names: [String] = []
            for first in stride(from: 0, to: 30, by: 7) {
                let page = try admin.ask(.accounts(first: first, count: 7))
                #expect(page["count"] == 25 && page["total"] == 100)
                names += page["accounts"]?.asObject?.map(\.key) ?? []
            }
            #expect(names == (1...25).map { "a\($0)" })
            for first in [25, 26, 1_000_000] {
                let page = try admin.ask(.accounts(first: first, count: 1_000))
                #expect(page["accounts"]?.asObject?.isEmpty == true && page["count"] == 25)
            }
        }
    }

    @Test("SLOTS answers for any range: nothing far beyond, and at most a page")
    func slots() throws {
        try TestCluster.with(nodes: 1, started: [1]) { cluster in
            try pay(3, on: cluster)
            let admin = try cluster.admin(of: 1)

            let known = try admin.ask(.slots(first: Slot(1), last: Slot(5)))
            let letters = known["slots"]?.asArray?.map { $0["status"]?.asString ?? "" }
            #expect(letters == ["E", "E", "E", "X", "X"])
            for first: UInt64 in [1_000_000, 1 << 52, (1 << 53) - 999] {
                let last = Slot(first).advanced(by: 999)
                let page = try admin.ask(.slots(first: Slot(first), last: last))
                let slots = page["slots"]?.asArray ?? []
                #expect(slots.count == 1_000, "from \(first)")
                #expect(slots.allSatisfy { $0["status"] == "X" && $0["entry"] == .null })
            }
        }
    }

    @Test("HISTORY in small pages gives every line once, in order, of each kind")
    func history() throws {
        var limits = NodeLimits()
        limits.historyPageMax = 3
        try TestCluster.with(nodes: 3, started: [1, 2, 3], limits: limits) { cluster in
            try pay(20, on: cluster)
            let admin = try cluster.admin(of: 1)
            for kind in HistoryKind.allCases {
                // Heartbeats go on meanwhile, so there is always one more.
                _ = try admin.ask(.idle)
                var numbers: [Int64] = []
                var hasMore = true
                while hasMore {
                    let after = UInt64(numbers.last ?? 0)
                    let page = try admin.ask(.history(kind, after: after, wholeRun: true))
                    let records = page["records"]?.asArray ?? []
                    #expect(records.count <= 3)
                    numbers += records.compactMap { $0["number"]?.asInteger }
                    hasMore = page["more"] == true
                }
                #expect(numbers == Array(Set(numbers)).sorted(), "\(kind)")
                if kind == .messages { #expect(numbers.count >= 80, "\(numbers.count)") }
                _ = try admin.ask(.resume)
            }
        }
    }

    @Test("MARK begins a new scope of prints; the whole run can still be asked for")
    func mark() throws {
        try TestCluster.with(nodes: 1, started: [1]) { cluster in
            try pay(2, on: cluster)
            let admin = try cluster.admin(of: 1)
            #expect(try admin.ask(.mark(set: 2))["type"] == "DONE")

            let scope = try admin.ask(.history(.messages, after: 0, wholeRun: false))
            let run = try admin.ask(.history(.messages, after: 0, wholeRun: true))
            #expect(scope["records"] == [])
            #expect(run["records"]?.asArray?.count == 4)
            #expect(try admin.status()["elections"] == 0)
        }
    }

    @Test("Faults are refused without --allow-faults; questions and MARK are not")
    func refused() throws {
        try TestCluster.with(nodes: 1, started: [1], allowsFaults: false) { cluster in
            let admin = try cluster.admin(of: 1)
            let faults: [AdminCommand] = [
                .block(NodeSet([NodeID(2)])), .disconnect(cause: "test"), .connect, .idle, .resume,
            ]
            for fault in faults {
                let answer = try admin.ask(fault)
                #expect(answer["type"] == "REFUSED" && answer["code"] == "not_allowed")
                #expect(answer["message"] == "n1 runs without --allow-faults")
            }
            #expect(try admin.ask(.mark(set: 1))["type"] == "DONE")
            let status = try admin.status()
            #expect(status["connected"] == true && status["idle"] == false)
            #expect(status["bad_lines"] == 0)
        }
    }

    @Test("Questions in one packet are answered in their order")
    func order() throws {
        try TestCluster.with(nodes: 1, started: [1]) { cluster in
            let admin = try cluster.admin(of: 1)
            admin.send((1...200).map { "{\"type\":\"STATUS\",\"id\":\($0)}\n" }.joined())
            for number in 1...200 {
                #expect(try admin.line().hasPrefix("{\"type\":\"STATUS\",\"id\":\(number),"))
            }
        }
    }
}
