public import JSON
import Paxos

extension BenchReport: ThreeForms {
    /// What was done and how fast; whether all is as it must be; what it cost.
    public var human: String {
        var lines = [
            "\(Self.seconds(microseconds))  completed \(DecimalText.grouped(completed))"
                + "  failed \(DecimalText.grouped(failed))"
                + "  \(DecimalText.grouped(throughput))/s   \(latency)",
            "\(nodesText), \(isDurable ? "durable" : "in memory"); "
                + "\(isConserved ? "money conserved" : "MONEY NOT CONSERVED"); "
                + "\(doReplicasAgree ? "replicas agree" : "REPLICAS NOT ALL EQUAL")",
            "longest gap \(TimeText.duration(microseconds: stall.microseconds))"
                + " at \(Self.seconds(stall.beganAt)); elections \(elections);"
                + " sent again \(DecimalText.grouped(resent))",
        ]
        if let leaderCost {
            lines.append("leader \(leaderCost.node): \(text(of: leaderCost))")
            lines.append("all nodes: \(costOfAll)")
        }
        lines += violations.map { "BROKEN: \($0)" }
        return lines.map { $0 + "\n" }.joined()
    }

    /// One row; what was not measured is a dash.
    public var plain: String {
        let cost = leaderCost
        let columns: [(String, String)] = [
            ("in_flight", "\(inFlight)"), ("duration_s", duration), ("completed", "\(completed)"),
            ("failed", "\(failed)"), ("throughput_per_s", "\(throughput)"),
            ("p50_ms", Self.milliseconds(latency.p50)), ("p90_ms", Self.milliseconds(latency.p90)),
            ("p99_ms", Self.milliseconds(latency.p99)),
            ("p999_ms", Self.milliseconds(latency.p999)),
            ("max_ms", Self.milliseconds(latency.max)),
            ("longest_gap_ms", Self.milliseconds(stall.microseconds)),
            ("longest_gap_at_s", DecimalText.ratio(stall.beganAt, 1_000_000)),
            ("durable", "\(isDurable)"), ("nodes", "\(nodeCount)"),
            ("conserved", "\(isConserved)"), ("replicas_agree", "\(doReplicasAgree)"),
            ("flushes_per_transfer", cost.map { perTransfer($0.flushes) } ?? dash),
            ("log_bytes_per_transfer", cost.map { perTransfer($0.logBytes) } ?? dash),
            ("flush_mean_ms", cost.map(\.flushMean) ?? dash),
        ]
        return PlainTable.text(columns.map(\.0), [columns.map(\.1)])
    }

    /// The report as `--report` writes it, schema `paxosbank.bench/1`; fractions are decimal text.
    public var json: JSONValue {
        .answer(
            "bench",
            [
                .init("ok", .bool(isOK)), .init("in_flight", .integer(Int64(inFlight))),
                .init("accounts", .integer(Int64(accountCount))),
                .init("duration_s", .string(duration)), .init("completed", .of(completed)),
                .init("failed", .of(failed)), .init("unanswered", .of(unanswered)),
                .init("sent_again", .of(resent)), .init("throughput_per_s", .of(throughput)),
                .init("latency_ms", latency.json),
                .init(
                    "longest_gap",
                    [
                        "ms": .string(Self.milliseconds(stall.microseconds)),
                        "at_s": .string(DecimalText.ratio(stall.beganAt, 1_000_000)),
                    ]
                ),
                .init("elections", .of(elections)), .init("durable", .bool(isDurable)),
                .init("nodes", .integer(Int64(nodeCount))),
                .init("conserved", .bool(isConserved)),
                .init("replicas_agree", .bool(doReplicasAgree)), .init("storage", storage),
                .init("violations", .array(violations.map { .string($0) })),
            ]
        )
    }

    private var storage: JSONValue {
        let flushes = nodes.reduce(0) { $0 + $1.flushes }
        let bytes = nodes.reduce(0) { $0 + $1.logBytes }
        return [
            "leader": .of(leader),
            "leader_flushes_per_transfer": .string(perTransfer(leaderCost?.flushes ?? 0)),
            "leader_log_bytes_per_transfer": .string(perTransfer(leaderCost?.logBytes ?? 0)),
            "leader_flush_mean_ms": .string(leaderCost?.flushMean ?? "0.000"),
            "all_flushes_per_transfer": .string(perTransfer(flushes)),
            "all_log_bytes_per_transfer": .string(perTransfer(bytes)),
            "nodes": .array(nodes.map(\.json)),
        ]
    }
}

// MARK: - Words

extension BenchReport {
    private var nodesText: String {
        nodes.count == nodeCount ? "\(nodeCount) nodes" : "\(nodes.count) of \(nodeCount) nodes"
    }

    private var duration: String { DecimalText.ratio(microseconds, 1_000_000) }

    private func perTransfer(_ count: UInt64) -> String { DecimalText.ratio(count, executed) }

    private func text(of cost: NodeCost) -> String {
        "\(perTransfer(cost.flushes)) flushes and"
            + " \(DecimalText.ratio(cost.logBytes, executed, digits: 0)) bytes of log a transfer;"
            + " a flush takes \(cost.flushMean) ms"
    }

    private var costOfAll: String {
        let flushes = nodes.reduce(0) { $0 + $1.flushes }
        let bytes = nodes.reduce(0) { $0 + $1.logBytes }
        let memory = nodes.map(\.memoryBytes).max() ?? 0
        let snapshots = Set(nodes.map(\.snapshot.rawValue)).sorted().map(DecimalText.grouped)
        return "\(perTransfer(flushes)) flushes and"
            + " \(DecimalText.ratio(bytes, executed, digits: 0)) bytes of log a transfer;"
            + " snapshots at slot \(snapshots.joined(separator: " and "));"
            + " at most \(memory >> 20) MiB of memory"
    }

    private static func milliseconds(_ microseconds: UInt64) -> String {
        DecimalText.fixed(microseconds, digits: 3)
    }

    private static func seconds(_ microseconds: UInt64) -> String {
        DecimalText.ratio(microseconds, 1_000_000, digits: 1) + " s"
    }
}

extension BenchReport.Latency: CustomStringConvertible {
    /// For people: `p50 0.38 ms  p90 0.61 ms  p99 1.4 ms  p99.9 3.2 ms  max 11 ms`.
    public var description: String {
        [("p50", p50), ("p90", p90), ("p99", p99), ("p99.9", p999), ("max", max)]
            .map { "\($0) \(Self.text($1))" }
            .joined(separator: "  ")
    }

    /// A short time has two digits that tell something, like a long one.
    private static func text(_ microseconds: UInt64) -> String {
        microseconds < 995
            ? DecimalText.ratio(microseconds, 1_000, digits: 2) + " ms"
            : TimeText.duration(microseconds: microseconds)
    }

    fileprivate var json: JSONValue {
        .object(
            [("p50", p50), ("p90", p90), ("p99", p99), ("p999", p999), ("max", max)]
                .map { .init($0, .string(DecimalText.fixed($1, digits: 3))) }
        )
    }
}

extension BenchReport.NodeCost {
    /// How long a flush took on average, in milliseconds.
    fileprivate var flushMean: String {
        // Microseconds have three digits behind the point already.
        DecimalText.ratio(flushMicroseconds, flushes.multipliedReportingOverflow(by: 1_000).0)
    }

    fileprivate var json: JSONValue {
        [
            "node": .of(node), "executed": .of(executed), "flushes": .of(flushes),
            "flush_us": .of(flushMicroseconds), "log_bytes_written": .of(logBytes),
            "snapshot_slot": .of(snapshot), "memory_bytes": .of(memoryBytes),
        ]
    }
}
