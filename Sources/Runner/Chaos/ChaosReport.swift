import Bank
public import JSON

/// What a chaos run did, and whether everything held.
public struct ChaosReport: Hashable, Sendable {
    /// What everything was drawn from.
    public package(set) var seed: UInt64 = 0
    /// For how long faults were made, in milliseconds.
    public package(set) var milliseconds: UInt64 = 0
    /// The faults.
    public package(set) var faults = ChaosTally()
    /// How many of the nodes that were killed alone led.
    public package(set) var leaderKills: UInt64 = 0
    /// How many transfers were executed, and moved money.
    public package(set) var succeeded: UInt64 = 0
    /// How many transfers were executed and refused by the bank.
    public package(set) var failed: UInt64 = 0
    /// How many reads were answered.
    public package(set) var reads: UInt64 = 0
    /// How many transfers and reads had no answer in time.
    public package(set) var unknown: UInt64 = 0
    /// How many transfers no node took on.
    public package(set) var notExecuted: UInt64 = 0
    /// How many leaders the clients heard of.
    public package(set) var elections: UInt64 = 0
    /// How many nodes were started again.
    public package(set) var restarts: UInt64 = 0
    /// How many nodes that had lost their disk take part again.
    public package(set) var rejoined: UInt64 = 0
    /// What did not hold, in words.
    public package(set) var violations: [String] = []

    /// Creates the report of a run in which nothing happened.
    package init() {}

    /// Whether everything held.
    public var isOK: Bool { violations.isEmpty }

    /// Counts what became of what clients asked for.
    package mutating func count(_ operations: [ChaosOperation]) {
        for operation in operations {
            switch operation.result {
            case .reply(let reply):
                if reply.result == .success { succeeded += 1 } else { failed += 1 }
            case .balance: reads += 1
            case .unknown: unknown += 1
            case .notExecuted: notExecuted += 1
            }
        }
    }

    /// Demands that a run that was long enough met every fault that it could.
    package mutating func demandFaults() {
        guard milliseconds >= ChaosLimits.completeMilliseconds else { return }
        let missing = faults.missing.map(\.rawValue)
        guard !missing.isEmpty else { return }
        violations.append("the run met no fault of these kinds: \(missing.joined(separator: ", "))")
    }
}

extension ChaosReport: ThreeForms {
    /// What was done, the faults, and the verdict.
    public var human: String {
        let time = DecimalText.ratio(milliseconds, 1_000, digits: 1)
        let made = ChaosFault.allCases.map { fault in
            let count = faults.reason(fault).map { "skipped: \($0)" } ?? "\(faults[fault])"
            return "\(fault.rawValue) \(count)"
        }
        var lines = [
            "\(time) s, seed \(seed): \(DecimalText.grouped(succeeded)) transfers"
                + "  failed \(DecimalText.grouped(failed))  reads \(DecimalText.grouped(reads))"
                + "  unknown \(DecimalText.grouped(unknown))"
                + "  not executed \(DecimalText.grouped(notExecuted))",
            "faults: " + made.joined(separator: ", "),
            "leaders killed alone \(leaderKills); restarts \(restarts); rejoined \(rejoined);"
                + " leaders \(elections)",
        ]
        lines.append(
            isOK
                ? "one order explains every answer; replicas agree; money conserved     OK"
                : "FAILED"
        )
        lines += violations.map { "BROKEN: \($0)" }
        return lines.map { $0 + "\n" }.joined()
    }

    /// One row.
    public var plain: String {
        let columns =
            members.map { ($0.0, "\($0.1)") }
            + ChaosFault.allCases.map { fault in
                (fault.rawValue, faults.reason(fault) == nil ? "\(faults[fault])" : "skipped")
            } + [("ok", "\(isOK)")]
        return PlainTable.text(columns.map(\.0), [columns.map(\.1)])
    }

    /// The report as `--report` writes it, schema `paxosbank.chaos/1`.
    public var json: JSONValue {
        let made = ChaosFault.allCases.map { fault in
            JSONValue.Member(fault.rawValue, .of(faults[fault]))
        }
        let skipped = ChaosFault.allCases.compactMap { fault in
            faults.reason(fault).map { JSONValue.Member(fault.rawValue, .string($0)) }
        }
        return .answer(
            "chaos",
            [.init("ok", .bool(isOK))] + members.map { .init($0.0, .of($0.1)) } + [
                .init("faults", .object(made)), .init("skipped", .object(skipped)),
                .init("violations", .array(violations.map { .string($0) })),
            ]
        )
    }

    /// The numbers that all forms tell.
    private var members: [(String, UInt64)] {
        [
            ("seed", seed), ("duration_ms", milliseconds), ("transfers", succeeded),
            ("failed", failed), ("reads", reads), ("unknown", unknown),
            ("not_executed", notExecuted), ("leader_kills", leaderKills), ("restarts", restarts),
            ("rejoined", rejoined), ("leaders", elections),
        ]
    }
}
