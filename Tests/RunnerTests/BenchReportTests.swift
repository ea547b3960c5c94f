import Bank
import JSON
import Paxos
import Runner
import Testing
import Wire

@Suite("Bench: report")
struct BenchReportTests {
    private static let total = Amount(minorUnits: 10_000_000)

    private static func status(
        _ number: UInt8,
        _ change: (inout NodeStatus) -> Void = { _ in }
    ) -> NodeStatus {
        var status = NodeStatus(node: NodeID(number))
        status.total = total
        status.incarnation = 7
        status.isDurable = true
        change(&status)
        return status
    }

    private static let before = (1...3).map { status($0) { $0.flushes = 10 } }

    /// The nodes after 1,000 transfers.
    private static func after(
        _ change: (inout NodeStatus) -> Void = { _ in }
    ) -> [NodeStatus] {
        (1...3)
            .map { number in
                status(number) { status in
                    status.role = number == 1 ? .leader : .follower
                    status.executed = Slot(1_001)
                    status.digest = 0xABC
                    status.flushes = 60
                    status.flushMicroseconds = 60_250
                    status.logBytesWritten = 143_200
                    status.memoryBytes = 30 << 20
                    change(&status)
                }
            }
    }

    private static func load(
        _ change: (inout BenchMeasure) -> Void = { _ in }
    ) -> BenchMeasure {
        var load = BenchMeasure()
        load.inFlight = 100
        load.microseconds = 2_000_000
        load.completed = 998
        load.failed = 2
        load.transfers = 1_000
        load.latency.p50 = 380
        load.latency.p90 = 610
        load.latency.p99 = 1_400
        load.latency.p999 = 3_200
        load.latency.max = 11_000
        load.stall.microseconds = 9_000
        load.stall.beganAt = 1_250_000
        change(&load)
        return load
    }

    private static func report(
        _ after: [NodeStatus],
        loads: [BenchMeasure] = [load()]
    ) -> BenchReport {
        var report = BenchReport()
        for load in loads { report.add(load) }
        report.accountCount = 10
        report.nodeCount = 3
        report.judge(before: before, after: after, initial: total)
        return report
    }

    @Test("People read what was done and how fast, whether all is well, and what it cost")
    func human() {
        let report = Self.report(Self.after())

        #expect(report.isOK)
        #expect(
            report.human == """
                2.0 s  completed 998  failed 2  500/s   p50 0.38 ms  p90 0.61 ms  p99 1.4 ms  p99.9 3.2 ms  max 11 ms
                3 nodes, durable; money conserved; replicas agree
                longest gap 9.0 ms at 1.3 s; elections 0; sent again 0
                leader n1: 0.050 flushes and 143 bytes of log a transfer; a flush takes 1.205 ms
                all nodes: 0.150 flushes and 430 bytes of log a transfer; snapshots at slot 0; at most 30 MiB of memory

                """
        )
    }

    @Test("Programs read the same: fractions are decimal text, everything else whole numbers")
    func json() {
        let json = Self.report(Self.after()).json

        #expect(json["schema"] == "paxosbank.bench/1" && json["workload"] == "transfer")
        #expect(json["in_flight"] == 100)
        #expect(json["duration_s"] == "2.000")
        #expect(json["completed"] == 998 && json["failed"] == 2)
        #expect(json["throughput_per_s"] == 500)
        #expect(json["latency_ms"]?["p999"] == "3.200")
        #expect(json["longest_gap"] == ["ms": "9.000", "at_s": "1.250"])
        #expect(json["durable"] == true && json["nodes"] == 3)
        #expect(json["conserved"] == true && json["replicas_agree"] == true)
        #expect(json["storage"]?["leader_flushes_per_transfer"] == "0.050")
        #expect(json["storage"]?["all_log_bytes_per_transfer"] == "429.600")
        #expect(json["storage"]?["nodes"]?.asArray?.count == 3)
    }

    @Test("The plain form is a line of titles and one of as many values")
    func plain() {
        let lines = Self.report(Self.after()).plain.split(separator: "\n")
            .map { $0.split(separator: "\t", omittingEmptySubsequences: false) }

        #expect(lines.count == 2)
        #expect(lines.first?.count == lines.last?.count)
        #expect(lines.first?.first == "in_flight" && lines.last?.first == "100")
    }

    @Test("The machine's floor is one flush and two round trips, and p50 is told as its multiple")
    func machine() {
        var report = Self.report(Self.after())
        report.machine = BenchMachine(flush: 100_000, roundTrip: 45_000)

        #expect(
            report.human.contains(
                "this machine: fdatasync 0.100 ms, loopback round trip 0.045 ms;"
                    + " floor fdatasync + 2 round trips 0.190 ms;"
                    + " p50 with 100 in flight is 2.00 × the floor\n"
            )
        )
        #expect(
            report.json["machine"]
                == ["fdatasync_ms": "0.1000", "round_trip_ms": "0.0450", "floor_ms": "0.1900"]
        )
        #expect(report.json["p50_over_floor"] == "2.00")
    }

    @Test("In memory nothing is flushed, and the floor is two round trips")
    func memory() {
        var report = Self.report(Self.after())
        report.machine = BenchMachine(flush: nil, roundTrip: 45_000)

        #expect(report.human.contains("; floor 2 round trips 0.090 ms; p50"))
        #expect(report.json["machine"]?["fdatasync_ms"] == .null)
    }

    @Test("An open loop tells what was offered, and each way in which a transaction was lost")
    func open() {
        let report = Self.report(
            Self.after(),
            loads: [
                Self.load { load in
                    load.ratePerSecond = 900
                    load.refused = 3
                    load.notSent = 700
                    load.lateness.p50 = 250
                }
            ]
        )

        #expect(report.isOK, "who is refused or not sent certainly did nothing")
        #expect(
            report.human.contains(
                "offered 900/s, goodput 499/s; refused 3; not sent 700; unanswered 0\n"
                    + "begun later than intended: p50 0.25 ms"
            )
        )
        let json = report.json
        #expect(json["rate_per_s"] == 900 && json["goodput_per_s"] == 499)
        #expect(json["refused"] == 3 && json["not_sent"] == 700 && json["unanswered"] == 0)
        #expect(json["begun_late_ms"]?["p50"] == "0.250")
    }

    @Test("What was not answered, or disturbed by others, is a violation")
    func unanswered() {
        var report = BenchReport()
        report.add(Self.load { $0.unanswered = 4 }, disturbed: 2)

        #expect(report.violations.count == 2)
        #expect(report.violations.first == "4 transactions were not answered in time")
    }

    @Test("Of several loads each has its row, and the fastest stands for all")
    func sweep() {
        let report = Self.report(
            Self.after(),
            loads: [
                Self.load { $0.inFlight = 1 }, Self.load { $0.completed = 5_998 },
                Self.load { $0.inFlight = 1_000 },
            ]
        )

        let rows = report.human.split(separator: "\n").prefix(4)
        #expect(rows.first?.hasPrefix("in flight  completed  failed  per s  p50 ms") == true)
        #expect(rows.last?.hasPrefix("    1,000        998       2    500    0.38") == true)
        #expect(report.json["in_flight"] == 100 && report.json["throughput_per_s"] == 3_000)
        let sweep = report.json["sweep"]?.asArray ?? []
        #expect(sweep.map { $0["in_flight"] } == [1, 100, 1_000])
        #expect(sweep.map { $0["throughput_per_s"] } == [500, 3_000, 500])
        #expect(report.plain.split(separator: "\n").count == 4)
        #expect(Self.report(Self.after()).json["sweep"] == nil)
    }

    @Test("Kinds of transactions are told apart as soon as there are two")
    func kinds() {
        let latency = Self.load().latency
        let transfer = BenchMeasure.Kind(.transfer, completed: 5, failed: 1, latency: latency)
        let read = BenchMeasure.Kind(.read, completed: 7, failed: 0, latency: latency)
        let one = Self.report(Self.after(), loads: [Self.load { $0.kinds = [transfer] }])
        let two = Self.report(Self.after(), loads: [Self.load { $0.kinds = [transfer, read] }])

        #expect(!one.human.contains("kind "))
        #expect(two.human.contains("\nread              7       0    0.38    0.61    1.40"))
        let kinds = two.json["kinds"]?.asArray ?? []
        #expect(kinds.map { $0["kind"] } == ["transfer", "read"])
        #expect(kinds.last?["latency_ms"]?["p90"] == "0.610")
    }

    @Test("Each leader failure is told with its gap, and how long the old rate stayed away")
    func failures() {
        var first = BenchTally(start: 0)
        for time in stride(from: Int64(0), through: 3_000_000, by: 1_000) {
            first.didHear(at: time)
        }
        first.didKill(NodeID(2), at: 3_000_500)
        first.didHear(at: 3_400_000)
        first.didRestart(at: 3_500_000)
        first.didKill(NodeID(3), at: 5_000_000)
        first.didFinish(at: 6_000_000)
        let report = Self.report(
            Self.after(),
            loads: [Self.load { $0.failures = first.failures }]
        )

        #expect(
            report.human.contains(
                """
                leader n2 killed at 3.0 s: gap 400 ms, 1,000/s NOT BACK
                leader n3 killed at 5.0 s: gap 2.6 s, 0/s NOT BACK
                2 leader failures: gap p50 401 ms, max 2.6 s; none back
                """
            ),
            "\(report.human)"
        )
        let failure = report.json["leader_failures"]?.asArray?.first
        #expect(failure?["node"] == "n2" && failure?["at_s"] == "3.001")
        #expect(failure?["gap_ms"] == "400.000" && failure?["recovery_ms"] == .null)
        #expect(failure?["restarted_at_s"] == "3.500")
    }

    @Test("Money that is missing on one node is not conserved")
    func money() {
        let report = Self.report(
            Self.after { if $0.node == NodeID(2) { $0.total = Amount(minorUnits: 9_999_999) } }
        )

        #expect(!report.isConserved && report.doReplicasAgree && !report.isOK)
        #expect(report.violations == ["n2 has 9999999 of 10000000"])
        #expect(report.human.contains("MONEY NOT CONSERVED"))
    }

    @Test("A node that is behind, or executed something else, does not agree")
    func replicas() {
        let behind = Self.report(
            Self.after { if $0.node == NodeID(3) { $0.executed = Slot(1_000) } }
        )
        let different = Self.report(Self.after { if $0.node == NodeID(3) { $0.digest = 0xABD } })

        #expect(!behind.doReplicasAgree && !behind.isOK)
        #expect(behind.human.contains("REPLICAS NOT ALL EQUAL"))
        #expect(
            behind.violations == ["nodes did not come to the same slot: n1 1001, n2 1001, n3 1000"]
        )
        #expect(!different.doReplicasAgree && !different.isOK)
        #expect(different.violations == ["nodes executed differently up to slot 1001"])
    }

    @Test("A node that answers no more is missed, also if the others agree")
    func silence() {
        let report = Self.report(Array(Self.after().dropLast()))

        #expect(report.isConserved && !report.doReplicasAgree && !report.isOK)
        #expect(report.violations == ["n3 does not answer any more"])
        #expect(report.human.contains("2 of 3 nodes"))
    }

    @Test("A node that was started again meanwhile is counted from its start")
    func restarted() {
        let report = Self.report(Self.after { $0.incarnation = 8 })

        #expect(report.nodes.map(\.flushes) == [60, 60, 60])
    }

    @Test("A check tells how much it judged, and whether the load had to end for it")
    func checked() {
        var report = Self.report(Self.after())
        report.checkedCount = 1_001
        #expect(report.human.contains("\none order explains all 1,001 answers\n"))
        report.hasEndedEarly = true
        #expect(report.human.contains(" 1,001 answers; the load ended early: no more are"))
        #expect(report.json["checked"] == 1_001 && report.json["ended_early"] == true)
        report.violations = ["I9: a read of B found 10"]
        #expect(!report.human.contains("one order explains"))
    }

    @Test("Elections are what nodes count, or what clients heard of, if nodes have forgotten some")
    func elections() {
        let forgotten = Self.report(
            Self.after { $0.elections = 2 },
            loads: [Self.load { $0.leaderChanges = 1 }, Self.load { $0.leaderChanges = 4 }]
        )

        #expect(Self.report(Self.after { $0.elections = 2 }).elections == 2)
        #expect(forgotten.elections == 5)
    }

    @Test("Without an answer from anybody nothing is well")
    func nobody() {
        var report = BenchReport()
        report.judge(before: [], after: [], initial: Self.total)

        #expect(!report.isOK && !report.isDurable)
    }
}
