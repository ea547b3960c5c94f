public import JSON
import Paxos

extension BenchReport {
    /// The report as `--report` writes it, schema `paxosbank.bench/1`; fractions are decimal text.
    public var json: JSONValue {
        let main = main
        var members: [JSONValue.Member] = [
            .init("ok", .bool(isOK)), .init("workload", .string(workload.rawValue)),
            .init("accounts", .integer(Int64(accountCount))),
            .init("clients", .integer(Int64(clientCount))),
            .init("skew", .string(DecimalText.fixed(UInt64(skewThousandths), digits: 3))),
        ]
        members += main.members(machine)
        members += [
            .init("elections", .of(elections)), .init("durable", .bool(isDurable)),
            .init("nodes", .integer(Int64(nodeCount))),
            .init("conserved", .bool(isConserved)),
            .init("replicas_agree", .bool(doReplicasAgree)),
            .init("checked", checkedCount.map { .of($0) } ?? .null),
            .init("ended_early", .bool(hasEndedEarly)),
            .init("machine", machine?.json ?? .null), .init("storage", storage),
            .init("violations", .array(violations.map { .string($0) })),
        ]
        if isSweep {
            members.append(.init("sweep", .array(loads.map { .object($0.members(machine)) })))
        }
        return .answer("bench", members)
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

    /// Returns how much of something came on a transfer.
    func perTransfer(_ count: UInt64) -> String { DecimalText.ratio(count, transfers) }
}

extension BenchMeasure {
    /// What is told of every load.
    fileprivate func members(_ machine: BenchMachine?) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = [
            .init("in_flight", .integer(Int64(inFlight))),
            .init("rate_per_s", ratePerSecond.map { .of($0) } ?? .null),
            .init("duration_s", .seconds(microseconds)), .init("completed", .of(completed)),
            .init("failed", .of(failed)), .init("refused", .of(refused)),
            .init("unanswered", .of(unanswered)), .init("not_sent", .of(notSent)),
            .init("sent_again", .of(resent)), .init("throughput_per_s", .of(throughput)),
            .init("goodput_per_s", .of(goodput)), .init("latency_ms", latency.json),
        ]
        if ratePerSecond != nil { members.append(.init("begun_late_ms", lateness.json)) }
        members.append(.init("kinds", .array(kinds.map(\.json))))
        members.append(
            .init(
                "longest_gap",
                ["ms": .milliseconds(stall.microseconds), "at_s": .seconds(stall.beganAt)]
            )
        )
        if let machine {
            members.append(.init("p50_over_floor", .string(machine.ratio(of: latency.p50))))
        }
        if !failures.isEmpty {
            members.append(.init("leader_failures", .array(failures.map(\.json))))
        }
        return members
    }
}

extension BenchMeasure.Kind {
    fileprivate var json: JSONValue {
        [
            "kind": .string(kind.word), "completed": .of(completed), "failed": .of(failed),
            "latency_ms": latency.json,
        ]
    }
}

extension BenchMeasure.Latency {
    /// The quantiles with their names in reports.
    var named: [(name: String, microseconds: UInt64)] {
        [("p50", p50), ("p90", p90), ("p99", p99), ("p999", p999), ("max", max)]
    }

    fileprivate var json: JSONValue {
        .object(named.map { .init($0.name, .milliseconds($0.microseconds)) })
    }
}

extension BenchFailure {
    fileprivate var json: JSONValue {
        [
            "node": .of(node), "at_s": .seconds(killedAt),
            "restarted_at_s": restartedAt.map { .seconds($0) } ?? .null,
            "gap_ms": .milliseconds(gap), "rate_before_per_s": .of(rateBefore),
            "recovery_ms": recovery.map { .milliseconds($0) } ?? .null,
        ]
    }
}

extension BenchMachine {
    /// Returns a time as a multiple of ``floor``.
    func ratio(of microseconds: UInt64) -> String {
        DecimalText.ratio(microseconds * 1_000, floor, digits: 2)
    }

    fileprivate var json: JSONValue {
        [
            "fdatasync_ms": flush.map { .nanoseconds($0) } ?? .null,
            "round_trip_ms": .nanoseconds(roundTrip), "floor_ms": .nanoseconds(floor),
        ]
    }
}

extension BenchReport.NodeCost {
    /// How long a flush took on average, in milliseconds.
    var flushMean: String {
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

extension JSONValue {
    /// A time in milliseconds, as text with three digits behind the point.
    fileprivate static func milliseconds(_ microseconds: UInt64) -> JSONValue {
        .string(DecimalText.fixed(microseconds, digits: 3))
    }

    /// A short time in milliseconds, as text with four digits behind the point.
    fileprivate static func nanoseconds(_ nanoseconds: UInt64) -> JSONValue {
        .string(DecimalText.ratio(nanoseconds, 1_000_000, digits: 4))
    }

    /// A time in seconds, as text with three digits behind the point.
    fileprivate static func seconds(_ microseconds: UInt64) -> JSONValue {
        .string(DecimalText.ratio(microseconds, 1_000_000))
    }
}
