public import JSON

/// How often what was answered.
public struct StressTally: Hashable, Sendable {
    /// How many requests there were; one that was asked again is one.
    public package(set) var requests: UInt64 = 0
    /// How many answers repeated an earlier one.
    public package(set) var replays: UInt64 = 0
    /// How many answers were 409: the first request with the key is under way.
    public package(set) var inProgress: UInt64 = 0
    /// How many answers were 429: too much is under way.
    public package(set) var tooMany: UInt64 = 0
    /// How many answers were 503: certainly not executed.
    public package(set) var notExecuted: UInt64 = 0
    /// How many answers were 504: the outcome is unknown.
    public package(set) var unknown: UInt64 = 0
    /// How many requests lost their connection before the answer.
    public package(set) var lost: UInt64 = 0
    /// How many requests found no connection.
    public package(set) var notSent: UInt64 = 0
    /// How many requests were asked again and then answered.
    public package(set) var resolved: UInt64 = 0
    /// How many other payments under used keys were refused.
    public package(set) var reused: UInt64 = 0
    /// How many leaders were cut off.
    public package(set) var leaderFailures: UInt64 = 0
    /// How long requests took from the first asking to the answer.
    public package(set) var latencies = LatencyHistogram()

    /// Creates a tally of nothing.
    package init() {}

    /// Counts an answer.
    package mutating func count(_ answer: StressAnswer) {
        if answer.isReplayed { replays += 1 }
        switch answer.status {
        case 409: inProgress += 1
        case 429: tooMany += 1
        case 503: notExecuted += 1
        case 504: unknown += 1
        default: break
        }
    }
}

/// What a stress run did, and whether everything held.
public struct StressReport: Hashable, Sendable {
    /// What was asked for.
    public let options: StressOptions
    /// How often what was answered.
    public let tally: StressTally
    /// What was executed, and whether that fits the answers.
    public let ledger: StressLedger
    /// How many rounds there were.
    public let rounds: UInt64
    /// How long it all took, in milliseconds.
    public let milliseconds: UInt64

    /// Creates a report.
    package init(
        options: StressOptions,
        tally: StressTally,
        ledger: StressLedger,
        rounds: UInt64,
        milliseconds: UInt64
    ) {
        self.options = options
        self.tally = tally
        self.ledger = ledger
        self.rounds = rounds
        self.milliseconds = milliseconds
    }

    /// Whether everything held.
    public var isOK: Bool { ledger.isOK }
}

extension StressReport: ThreeForms {
    /// What was asked and answered, and the verdict.
    public var human: String {
        let grouped = DecimalText.grouped
        let time = DecimalText.ratio(milliseconds, 1_000, digits: 1)
        let gateways = options.servers.count
        var lines = [
            "\(time) s, seed \(options.seed): \(grouped(rounds)) rounds of \(options.keys) keys"
                + " with \(grouped(UInt64(options.requests))) requests each,"
                + " over \(gateways) \(gateways == 1 ? "gateway" : "gateways")",
            "requests \(grouped(tally.requests))  executions \(grouped(ledger.executions))"
                + "  successes \(grouped(ledger.successes))  replays \(grouped(tally.replays))"
                + "  reused keys refused \(grouped(tally.reused))"
                + "  leaders failed \(tally.leaderFailures)",
            "409 \(grouped(tally.inProgress))  429 \(grouped(tally.tooMany))"
                + "  503 \(grouped(tally.notExecuted))  504 \(grouped(tally.unknown))"
                + "  lost \(grouped(tally.lost))  not sent \(grouped(tally.notSent))"
                + "  asked again and answered \(grouped(tally.resolved))",
            "p50 \(milliseconds(500)) ms  p99 \(milliseconds(990)) ms"
                + "  max \(DecimalText.ratio(tally.latencies.max, 1_000, digits: 1)) ms",
        ]
        lines.append(
            isOK
                ? "one execution a key; equal answers; money conserved     OK" : "FAILED"
        )
        lines += ledger.violations.map { "BROKEN: \($0)" }
        let untold = ledger.violationCount - UInt64(ledger.violations.count)
        if untold > 0 { lines.append("and \(grouped(untold)) more") }
        return lines.map { $0 + "\n" }.joined()
    }

    private func milliseconds(_ perMille: UInt64) -> String {
        DecimalText.ratio(tally.latencies.quantile(perMille: perMille), 1_000, digits: 1)
    }

    /// One row.
    public var plain: String {
        let columns = members.map { ($0.0, "\($0.1)") } + [("ok", "\(isOK)")]
        return PlainTable.text(columns.map(\.0), [columns.map(\.1)])
    }

    /// The report as `--report` writes it, schema `paxosbank.stress/1`.
    public var json: JSONValue {
        .answer(
            "stress",
            [
                .init("ok", .bool(isOK)),
                .init("urls", .array(options.servers.map { .string("\($0)") })),
            ] + members.map { .init($0.0, .of($0.1)) } + [
                .init("violations", .array(ledger.violations.map { .string($0) }))
            ]
        )
    }

    /// The numbers that all forms tell.
    private var members: [(String, UInt64)] {
        let latencies = tally.latencies
        return [
            ("seed", options.seed), ("duration_ms", milliseconds), ("rounds", rounds),
            ("keys", UInt64(options.keys)), ("requests", tally.requests),
            ("executions", ledger.executions), ("successes", ledger.successes),
            ("replays", tally.replays), ("in_progress", tally.inProgress),
            ("too_many", tally.tooMany), ("not_executed", tally.notExecuted),
            ("unknown", tally.unknown), ("lost", tally.lost), ("not_sent", tally.notSent),
            ("resolved", tally.resolved), ("reused", tally.reused),
            ("leader_failures", tally.leaderFailures),
            ("p50_us", latencies.quantile(perMille: 500)),
            ("p99_us", latencies.quantile(perMille: 990)), ("max_us", latencies.max),
            ("violation_count", ledger.violationCount),
        ]
    }
}
