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

    private static func report(_ after: [NodeStatus]) -> BenchReport {
        var report = BenchReport()
        report.inFlight = 100
        report.accountCount = 10
        report.microseconds = 2_000_000
        report.completed = 998
        report.failed = 2
        report.latency.p50 = 380
        report.latency.p90 = 610
        report.latency.p99 = 1_400
        report.latency.p999 = 3_200
        report.latency.max = 11_000
        report.stall.microseconds = 9_000
        report.stall.beganAt = 1_250_000
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

        #expect(json["schema"] == "paxosbank.bench/1")
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

    @Test("Without an answer from anybody nothing is well")
    func nobody() {
        var report = BenchReport()
        report.judge(before: [], after: [], initial: Self.total)

        #expect(!report.isOK && !report.isDurable)
    }
}
