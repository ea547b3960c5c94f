import Paxos

extension BenchReport: ThreeForms {
    /// What was done and how fast; whether all is as it must be; what it cost.
    public var human: String {
        var lines = isSweep ? sweepLines : loadLines(main)
        let verdict =
            "\(nodesText), \(isDurable ? "durable" : "in memory"); "
            + "\(isConserved ? "money conserved" : "MONEY NOT CONSERVED"); "
            + "\(doReplicasAgree ? "replicas agree" : "REPLICAS NOT ALL EQUAL")"
        lines.insert(verdict, at: isSweep ? lines.endIndex : 1)
        if let checkedCount, violations.isEmpty {
            lines.append(
                "one order explains all \(DecimalText.grouped(checkedCount)) answers"
                    + (hasEndedEarly ? "; the load ended early: no more are remembered" : "")
            )
        }
        if let machine { lines.append(machine.text(main: isSweep ? loads[0] : main)) }
        if let leaderCost {
            lines.append("leader \(leaderCost.node): \(text(of: leaderCost))")
            lines.append("all nodes: \(costOfAll)")
        }
        lines += violations.map { "BROKEN: \($0)" }
        return lines.map { $0 + "\n" }.joined()
    }

    /// One row for each load; what was not measured is a dash.
    public var plain: String {
        let rows = loads.isEmpty ? [main] : loads
        let titles = columns(of: rows[0]).map(\.0)
        return PlainTable.text(titles, rows.map { columns(of: $0).map(\.1) })
    }

    private func columns(of load: BenchMeasure) -> [(String, String)] {
        let cost = leaderCost
        let latencies = load.latency.named
            .map { ("\($0.name)_ms", Self.milliseconds($0.microseconds)) }
        return [
            ("in_flight", "\(load.inFlight)"),
            ("duration_s", DecimalText.ratio(load.microseconds, 1_000_000)),
            ("completed", "\(load.completed)"), ("failed", "\(load.failed)"),
            ("throughput_per_s", "\(load.throughput)"),
        ] + latencies + [
            ("longest_gap_ms", Self.milliseconds(load.stall.microseconds)),
            ("longest_gap_at_s", DecimalText.ratio(load.stall.beganAt, 1_000_000)),
            ("durable", "\(isDurable)"), ("nodes", "\(nodeCount)"),
            ("conserved", "\(isConserved)"), ("replicas_agree", "\(doReplicasAgree)"),
            ("flushes_per_transfer", cost.map { perTransfer($0.flushes) } ?? dash),
            ("log_bytes_per_transfer", cost.map { perTransfer($0.logBytes) } ?? dash),
            ("flush_mean_ms", cost.map(\.flushMean) ?? dash),
            ("rate_per_s", load.ratePerSecond.map { "\($0)" } ?? dash),
            ("goodput_per_s", "\(load.goodput)"), ("refused", "\(load.refused)"),
            ("not_sent", "\(load.notSent)"), ("unanswered", "\(load.unanswered)"),
            ("leader_failures", "\(load.failures.count)"),
            ("p50_over_floor", machine.map { $0.ratio(of: load.latency.p50) } ?? dash),
        ]
    }
}

// MARK: - Loads

extension BenchReport {
    private func loadLines(_ load: BenchMeasure) -> [String] {
        var lines = [
            "\(Self.seconds(load.microseconds))  completed \(DecimalText.grouped(load.completed))"
                + "  failed \(DecimalText.grouped(load.failed))"
                + "  \(DecimalText.grouped(load.throughput))/s   \(load.latency)"
        ]
        if let rate = load.ratePerSecond {
            lines.append(
                "offered \(DecimalText.grouped(rate))/s, goodput"
                    + " \(DecimalText.grouped(load.goodput))/s;"
                    + " refused \(DecimalText.grouped(load.refused));"
                    + " not sent \(DecimalText.grouped(load.notSent));"
                    + " unanswered \(DecimalText.grouped(load.unanswered))"
            )
            lines.append("begun later than intended: \(load.lateness)")
        }
        lines.append(
            "longest gap \(TimeText.duration(microseconds: load.stall.microseconds))"
                + " at \(Self.seconds(load.stall.beganAt)); elections \(elections);"
                + " sent again \(DecimalText.grouped(load.resent))"
        )
        if load.kinds.count > 1 { lines += Self.lines(of: load.kinds) }
        return lines + Self.lines(of: load.failures)
    }

    private var sweepLines: [String] {
        var table = TextTable(
            [.numbers("in flight"), .numbers("completed"), .numbers("failed"), .numbers("per s")]
                + BenchMeasure.Latency().named.map { .numbers("\($0.name) ms") }
        )
        for load in loads {
            table.append(
                [
                    DecimalText.grouped(UInt64(load.inFlight)),
                    DecimalText.grouped(load.completed), DecimalText.grouped(load.failed),
                    DecimalText.grouped(load.throughput),
                ] + load.latency.named.map { DecimalText.ratio($0.microseconds, 1_000, digits: 2) }
            )
        }
        return table.text.split(separator: "\n").map(String.init)
    }

    private static func lines(of kinds: [BenchMeasure.Kind]) -> [String] {
        var table = TextTable(
            [.words("kind"), .numbers("completed"), .numbers("failed")]
                + BenchMeasure.Latency().named.map { .numbers("\($0.name) ms") }
        )
        for kind in kinds {
            table.append(
                [
                    kind.kind.word, DecimalText.grouped(kind.completed),
                    DecimalText.grouped(kind.failed),
                ] + kind.latency.named.map { DecimalText.ratio($0.microseconds, 1_000, digits: 2) }
            )
        }
        return table.text.split(separator: "\n").map(String.init)
    }

    private static func lines(of failures: [BenchFailure]) -> [String] {
        var lines = failures.map { failure in
            let back = failure.recovery.map {
                "90 % of \(DecimalText.grouped(failure.rateBefore))/s back after"
                    + " \(TimeText.duration(microseconds: $0))"
            }
            return "leader \(failure.node) killed at \(seconds(failure.killedAt)): gap"
                + " \(TimeText.duration(microseconds: failure.gap)),"
                + " \(back ?? "\(DecimalText.grouped(failure.rateBefore))/s NOT BACK")"
        }
        guard failures.count > 1 else { return lines }
        var (gaps, recoveries) = (LatencyHistogram(), LatencyHistogram())
        for failure in failures {
            gaps.record(microseconds: failure.gap)
            if let recovery = failure.recovery { recoveries.record(microseconds: recovery) }
        }
        let back =
            "\(recoveries.count) back after p50 \(text(recoveries, 500)),"
            + " max \(text(recoveries, 1_000))"
        lines.append(
            "\(failures.count) leader failures: gap p50 \(text(gaps, 500)),"
                + " max \(text(gaps, 1_000)); \(recoveries.count == 0 ? "none back" : back)"
        )
        return lines
    }

    private static func text(_ histogram: LatencyHistogram, _ perMille: UInt64) -> String {
        TimeText.duration(microseconds: histogram.quantile(perMille: perMille))
    }
}

// MARK: - Words

extension BenchReport {
    private var nodesText: String {
        nodes.count == nodeCount ? "\(nodeCount) nodes" : "\(nodes.count) of \(nodeCount) nodes"
    }

    private func text(of cost: NodeCost) -> String {
        "\(perTransfer(cost.flushes)) flushes and"
            + " \(DecimalText.ratio(cost.logBytes, transfers, digits: 0)) bytes of log a transfer;"
            + " a flush takes \(cost.flushMean) ms"
    }

    private var costOfAll: String {
        let flushes = nodes.reduce(0) { $0 + $1.flushes }
        let bytes = nodes.reduce(0) { $0 + $1.logBytes }
        let memory = nodes.map(\.memoryBytes).max() ?? 0
        let snapshots = Set(nodes.map(\.snapshot.rawValue)).sorted().map(DecimalText.grouped)
        return "\(perTransfer(flushes)) flushes and"
            + " \(DecimalText.ratio(bytes, transfers, digits: 0)) bytes of log a transfer;"
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

extension BenchMeasure.Latency: CustomStringConvertible {
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
}

extension BenchMachine {
    /// For people: what the floor is made of, and how far above it a load was.
    fileprivate func text(main load: BenchMeasure) -> String {
        func milliseconds(_ nanoseconds: UInt64) -> String {
            DecimalText.ratio(nanoseconds, 1_000_000) + " ms"
        }
        let pace =
            load.ratePerSecond.map { "at \(DecimalText.grouped($0))/s" }
            ?? "with \(DecimalText.grouped(UInt64(load.inFlight))) in flight"
        let parts = flush.map { "fdatasync \(milliseconds($0)), " } ?? ""
        return "this machine: \(parts)loopback round trip \(milliseconds(roundTrip));"
            + " floor \(flush == nil ? "" : "fdatasync + ")2 round trips \(milliseconds(floor));"
            + " p50 \(pace) is \(ratio(of: load.latency.p50)) × the floor"
    }
}
