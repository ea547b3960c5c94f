public import JSON

/// What some seeds did, and what broke; the reports of parts of a campaign add up to its own.
public struct SimulationReport: Sendable {
    /// From how many seeds on each fault must have happened.
    public static let completeSeeds: UInt64 = 1_000

    /// The first seed.
    public let firstSeed: UInt64
    /// How many seeds were asked for.
    public let seeds: UInt64
    /// How long faults lasted, in ticks.
    public let ticks: UInt64
    /// What was left out of every run.
    public let reduction: SwarmReduction
    /// How long the machine took, in milliseconds; 0 if nobody measured.
    public var milliseconds: UInt64 = 0
    /// What happened.
    public private(set) var counts = SimulationCounts.none
    /// The digest of all runs that are in the report.
    private var campaign = CampaignDigest()
    /// The digest of the last run.
    private var last = TraceDigest()
    /// What was broken, in the order of seeds.
    public private(set) var violations: [SeedViolation] = []

    /// A rule that a seed broke.
    public struct SeedViolation: Hashable, Sendable {
        /// The seed.
        public let seed: UInt64
        /// What was broken.
        public let violation: InvariantViolation
    }

    /// Creates the report of no run.
    public init(
        firstSeed: UInt64,
        seeds: UInt64,
        ticks: UInt64,
        reduction: SwarmReduction = SwarmReduction()
    ) {
        self.firstSeed = firstSeed
        self.seeds = seeds
        self.ticks = ticks
        self.reduction = reduction
    }

    /// Adds a run that is over.
    public mutating func add(_ simulation: Simulation, broke violation: InvariantViolation?) {
        let seed = simulation.options.seed
        counts.add(simulation.counts)
        campaign.add(seed: seed, digest: simulation.digest)
        last = simulation.digest
        if let violation { violations.append(SeedViolation(seed: seed, violation: violation)) }
    }

    /// Adds what other seeds of the same campaign did.
    public mutating func add(_ other: SimulationReport) {
        counts.add(other.counts)
        campaign.add(other.campaign)
        last = other.last
        violations += other.violations
        violations.sort { $0.seed < $1.seed }
    }

    /// The digest as 16 hexadecimal digits: that of the run, or of all runs if there are several.
    public var digest: String { seeds == 1 ? "\(last)" : "\(campaign)" }

    /// How many events the machine did in a second.
    public var rate: UInt64 { UInt64(counts.events) * 1_000 / max(1, milliseconds) }

    /// The faults that a campaign that was long enough should have met, and did not: a fault that
    /// is not made proves nothing.
    public var omissions: [String] { seeds >= Self.completeSeeds ? counts.missing : [] }

    /// Whether enough was answered, if there were enough runs to tell: a storm in which nobody is
    /// answered breaks no rule.
    public var isLively: Bool { counts.runs < 100 || counts.answeredTransfers >= 10 * counts.runs }

    /// Whether no rule was broken, no fault is missing, and enough was answered.
    public var isOK: Bool { violations.isEmpty && omissions.isEmpty && isLively }
}

// MARK: - Forms

extension SimulationReport {
    /// What broke, the sum, the digest, and how often everything happened that can happen.
    public var human: String {
        var lines = violations.map { "seed \($0.seed): \($0.violation)" }
        lines += violations.prefix(1).map { "replay: \(replay(of: $0.seed))" }
        if !omissions.isEmpty {
            lines.append(
                "BROKEN: the campaign met no fault of these kinds: "
                    + omissions.joined(separator: ", ")
            )
        }
        if !isLively {
            lines.append(
                "BROKEN: only \(counts.answeredTransfers) transfers were answered in"
                    + " \(counts.runs) runs"
            )
        }
        lines += [
            "\(seeds) seeds, \(counts.events) events, \(rate) a second,"
                + " \(counts.simulatedMicroseconds / 1_000_000) s simulated,"
                + " \(violations.count) violations",
            "digest \(digest)",
        ]
        lines += counts.rows.map { "  \($0.name) \($0.count)" }
        lines.append("  longest healing: \(counts.healingTicks) ticks")
        return lines.map { $0 + "\n" }.joined()
    }

    /// The call that makes a failing seed smaller and shows it.
    private func replay(of seed: UInt64) -> String {
        let length = ticks == SwarmOptions.ticksStandard ? "" : " --ticks \(ticks)"
        let only = reduction == SwarmReduction() ? "" : " --only \(reduction)"
        return "paxosbank simulate --seed \(seed)\(length)\(only) --shrink"
    }

    /// A header and one row, fields apart by tabs.
    public var plain: String {
        let columns =
            numbers.map { ($0.name, "\($0.number)") } + [("digest", digest)]
            + counts.rows.dropFirst().map { ($0.name, "\($0.count)") } + [
                ("violations", "\(violations.count)"), ("ok", "\(isOK)"),
            ]
        return columns.map(\.0).joined(separator: "\t") + "\n"
            + columns.map(\.1).joined(separator: "\t") + "\n"
    }

    /// One object, schema `paxosbank.simulate/1`.
    public var json: JSONValue {
        .object(
            [
                .init("schema", .string("paxosbank.simulate/1")), .init("ok", .bool(isOK)),
            ] + numbers.map { .init($0.name, Self.of($0.number)) } + [
                .init("digest", .string(digest)),
                .init(
                    "counters",
                    .object(counts.rows.map { .init($0.name, Self.of(UInt64($0.count))) })
                ),
                .init("missing", .array(counts.missing.map { .string($0) })),
                .init("violations", .array(violations.map { Self.of($0) })),
            ]
        )
    }

    /// The object as a file holds it.
    public var document: [UInt8] { json.prettyPrinted() }

    /// The numbers that all forms tell.
    private var numbers: [(name: String, number: UInt64)] {
        [
            ("seed", firstSeed), ("seeds", seeds), ("ticks", ticks),
            ("events", UInt64(counts.events)), ("duration_ms", milliseconds),
            ("events_per_s", rate), ("simulated_s", counts.simulatedMicroseconds / 1_000_000),
            ("healing_ticks_max", counts.healingTicks),
        ]
    }

    private static func of(_ number: UInt64) -> JSONValue { .integer(Int64(number)) }

    private static func of(_ broken: SeedViolation) -> JSONValue {
        .object([
            .init("seed", of(broken.seed)), .init("rule", .string(broken.violation.rule)),
            .init("finding", .string(broken.violation.finding)),
        ])
    }
}
