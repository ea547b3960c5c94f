import Bank
import JSON
import Node
import Paxos
import Testing
import Wire

@Suite("What a node measures")
struct MeasurementTests {
    /// Makes transfers of 1 from G to B, numbered from `first` on.
    private func pay(_ numbers: ClosedRange<Int>, on cluster: TestCluster) throws {
        let client = try cluster.client(of: 1)
        for number in numbers {
            client.send(Lines.request(number, from: "G", to: "B") + "\n")
            _ = try client.answer()
        }
    }

    @Test("One node of three says that it leads, and its slots, flushes and answers are counted")
    func cluster() throws {
        try TestCluster.with(nodes: 3, started: [1, 2, 3]) { cluster in
            try cluster.admin(of: 1).status(until: { $0["linked"] == ["n2", "n3"] })
            // The last two fail: G has 10.
            try pay(1...12, on: cluster)
            for node: UInt8 in 1...3 {
                try cluster.admin(of: node).status(until: { $0["executed"] == 12 })
            }
            let all = try (1...3).map { try Metrics(of: cluster.admin(of: UInt8($0))) }

            #expect(all.map { $0["is_leader"] } == [1, 0, 0])
            #expect(all.map { $0["has_leader"] } == [1, 1, 1])
            #expect(all.map { $0["ballot_round"] } == [1, 1, 1])
            #expect(all.map { $0["leader_changes_total"] } == [1, 1, 1])
            #expect(all.map { $0["elections_total", "won"] } == [1, 0, 0])
            #expect(all.map { $0["elections_total", "lost"] } == [0, 0, 0])
            #expect(all.map { $0["slots", "executed"] } == [12, 12, 12])
            #expect(all.map { $0["total_balance"] } == [100, 100, 100])
            #expect(all.map { $0["conservation_violations_total"] } == [0, 0, 0])

            let leader = all[0]
            #expect(leader["requests_total", "success"] == 10)
            #expect(leader["requests_total", "failed"] == 2)
            #expect(leader.count(of: "commit_duration_seconds") == 12)
            #expect(leader.count(of: "batch_size") == 12)
            #expect(leader["messages_total", "REQUEST received"] == 12)
            #expect(leader["messages_total", "REPLY sent"] == 12)
            #expect(leader["messages_total", "ACCEPT sent"] ?? 0 >= 24)
            #expect(all[1]["messages_total", "ACCEPT received"] ?? 0 >= 12)
            #expect(leader["peer_lag_slots", "n2"] != nil && leader["peer_lag_slots", "n1"] == nil)
            for other in all.dropFirst() {
                #expect(other.count(of: "commit_duration_seconds") == 0)
                #expect(other["peer_lag_slots", "n1"] == nil)
            }
            for node in all {
                #expect(node.count(of: "wal_fsync_duration_seconds") ?? 0 >= 1)
                #expect(node["process_start_time_seconds"] ?? 0 > 1_000_000_000_000_000)
                #expect(node["process_cpu_seconds_total"] ?? 0 > 0)
                #expect(node.units["wal_fsync_duration_seconds"] == "us")
                #expect(node.labels["build_info"]?.first == "test")
            }
        }
    }

    @Test("A new leader is counted, and nothing says that the one that is cut off leads")
    func failover() throws {
        try TestCluster.with(nodes: 3, started: [1, 2, 3]) { cluster in
            try cluster.admin(of: 1).status(until: { $0["linked"] == ["n2", "n3"] })
            try pay(1...1, on: cluster)
            let first = try cluster.admin(of: 1)
            try first.status(until: { $0["ready"] == true })
            _ = try first.ask(.disconnect(cause: "test"))
            let others = try (2...3).map { try cluster.admin(of: UInt8($0)) }
            try others[0].status(until: { $0["leader"] == "n2" || $0["leader"] == "n3" })
            try others[1].status(until: { $0["leader"] == "n2" || $0["leader"] == "n3" })

            let old = try Metrics(of: first)
            #expect(old["is_leader"] == 0 && old["has_leader"] == 0)
            let new = try others.map { try Metrics(of: $0) }
            #expect(new.map { $0["leader_changes_total"] ?? 0 }.allSatisfy { $0 >= 2 })
            #expect(new.reduce(0) { $0 + ($1["elections_total", "won"] ?? 0) } >= 1)
        }
    }

    @Test("A refused line is counted under its code, and the digests of others are compared")
    func refusalsAndDigests() throws {
        try TestCluster.with(nodes: 3, started: [1, 2, 3]) { cluster in
            try cluster.admin(of: 1).status(until: { $0["linked"] == ["n2", "n3"] })
            try pay(1...3, on: cluster)
            let client = try cluster.client(of: 1)
            client.send("{\"type\":\"NONSENSE\"}\n")
            _ = try client.restOfLines()
            let admin = try cluster.admin(of: 1)
            // One of the others is enough to agree; the second one may speak later.
            let metrics = try Metrics(of: admin) { metrics in
                metrics["state_digest_checked_slot"] == 3
                    && ["n2", "n3"]
                        .allSatisfy {
                            metrics["clock_skew_seconds", $0] != nil
                                && metrics["peer_last_heard_seconds", $0] != nil
                        }
            }

            #expect(metrics["bad_lines_total", "unknown_type"] == 1)
            #expect(metrics["bad_lines_total", "bad_json"] == 0)
            #expect(metrics["messages_total", "ERROR sent"] == 1)
        }
    }

    @Test("JOURNAL goes up and down by slot, for all accounts or one, with its balance")
    func journal() throws {
        try TestCluster.with(nodes: 1, started: [1]) { cluster in
            try pay(1...5, on: cluster)
            let client = try cluster.client(of: 1)
            client.send(Lines.request(6, from: "A", to: "C") + "\n")
            client.send(Lines.request(7, from: "A", to: "Z") + "\n")
            for _ in 6...7 { _ = try client.answer() }
            let admin = try cluster.admin(of: 1)

            func page(
                _ account: AccountID?,
                _ order: JournalQuery.Order,
                _ count: Int
            ) throws -> (slots: [Int64], answer: JSONValue) {
                let query = JournalQuery(of: account, order, count: count)
                let answer = try admin.ask(.journal(query))
                let entries = answer["entries"]?.asArray ?? []
                return (entries.compactMap { $0["slot"]?.asInteger }, answer)
            }
            let newest = try page(nil, .newestFirst(before: nil), 3)
            #expect(newest.slots == [7, 6, 5] && newest.answer["more"] == true)
            #expect(newest.answer["executed"] == 7 && newest.answer["oldest"] == 1)
            #expect(newest.answer["balance"] == nil)
            let failed = newest.answer["entries"]?.asArray?.first
            #expect(failed?["reason"] == "unknown_account" && failed?["balances"] == nil)
            let before = try page(nil, .newestFirst(before: Slot(3)), 3)
            #expect(before.slots == [2, 1] && before.answer["more"] == false)
            let after = try page(nil, .oldestFirst(after: Slot(2)), 2)
            #expect(after.slots == [3, 4] && after.answer["more"] == true)
            let paidB = try page(AccountID(validated: "B"), .newestFirst(before: Slot(5)), 500)
            #expect(paidB.slots == [4, 3, 2, 1] && paidB.answer["balance"] == 15)
            let ofA = try page(AccountID(validated: "A"), .oldestFirst(after: .zero), 500)
            #expect(ofA.slots == [6, 7] && ofA.answer["more"] == false)
            let nobody = try page(AccountID(validated: "Z"), .newestFirst(before: nil), 500)
            #expect(nobody.slots == [] && nobody.answer["balance"] == nil)
        }
    }
}

/// The measurements of a node by name, and by name and label values.
private struct Metrics {
    /// The samples with their numbers; those of histograms have their count.
    private var numbers: [String: Int64] = [:]
    /// The histograms' counts.
    private var counts: [String: Int64] = [:]
    /// The units of the families that have one.
    private(set) var units: [String: String] = [:]
    /// The label values of each family's last sample.
    private(set) var labels: [String: [String]] = [:]

    init(of admin: LineClient) throws {
        let answer = try admin.ask(.metrics)
        var names: Set<String> = []
        for family in answer["families"]?.asArray ?? [] {
            let name = try #require(family["name"]?.asString)
            #expect(names.insert(name).inserted, "\(name) twice")
            units[name] = family["unit"]?.asString
            #expect(family["help"]?.asString?.hasSuffix(".") == true, "\(name)")
            for sample in family["samples"]?.asArray ?? [] {
                let labels = sample["labels"]?.asObject?.compactMap(\.value.asString) ?? []
                self.labels[name] = labels
                numbers["\(name)|\(labels.joined(separator: " "))"] = sample["value"]?.asInteger
                counts[name] = sample["count"]?.asInteger
            }
        }
    }

    /// Asks until `isDone` likes the answer, which must come.
    init(of admin: LineClient, until isDone: (Metrics) -> Bool) throws {
        var metrics = try Metrics(of: admin)
        for _ in 0..<20_000 where !isDone(metrics) {
            metrics = try Metrics(of: admin)
        }
        try #require(isDone(metrics))
        self = metrics
    }

    subscript(name: String, labels: String = "") -> Int64? { numbers["\(name)|\(labels)"] }

    func count(of histogram: String) -> Int64? { counts[histogram] }
}
