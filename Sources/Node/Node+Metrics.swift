import Bank
import BankReplica
import EventLoop
import Paxos
import Wire

/// What the node measures of itself, as it is published: only what it knows, and nothing twice.
extension Node {
    /// All families; money is counted anew for it, in O(accounts) time.
    func measure() -> [MetricFamily] {
        leadershipFamilies + progressFamilies + requestFamilies + diskFamilies + lineFamilies
            + moneyFamilies + processFamilies
    }

    private var leadershipFamilies: [MetricFamily] {
        let paxos = replica.paxos
        let status = paxos.status
        let knowsLeader = faults.isConnected && status.leader != nil
        return [
            .gauge(
                "is_leader",
                "Whether this node leads, its view is installed, and a majority follows.",
                status.isReady && faults.isConnected ? 1 : 0
            ),
            .gauge("has_leader", "Whether this node knows who leads.", knowsLeader ? 1 : 0),
            .gauge(
                "ballot_round",
                "The round of the ballot that this node leads, asks for, or has promised.",
                status.ballot.round
            ),
            .counter(
                "leader_changes_total",
                "How often this node learned of a leader in another ballot than before.",
                metrics.leaderChanges
            ),
            .counters(
                "elections_total",
                "How often this node asked to lead, and how that ended.",
                by: "result",
                [("won", paxos.elections.won), ("lost", paxos.electionsLost)]
            ),
            .gauge(
                "prepares_held",
                "Whether a PREPARE waits until the leader that it would depose is silent.",
                paxos.holdsPrepare ? 1 : 0
            ),
        ]
    }

    private var progressFamilies: [MetricFamily] {
        let paxos = replica.paxos
        let status = paxos.status
        let lags = links.nodes.compactMap { node in
            paxos.lag(of: node).map { ("\(node)", Int64($0)) }
        }
        let heard = links.nodes.compactMap { node in
            links[node]?.heardAt
                .map { ("\(node)", Int64(max(0, loop.nowMilliseconds - $0)) * 1_000) }
        }
        let leads = links.nodes.compactMap { node in
            replica.stampLead(of: node).map { ("\(node)", $0) }
        }
        return [
            .gauges(
                "slots",
                "Up to which slot this node has come.",
                by: "state",
                [
                    ("accepted", Int64(status.accepted.rawValue)),
                    ("committed", Int64(status.committed.rawValue)),
                    ("executed", Int64(status.executed.rawValue)),
                ]
            ),
            .counter(
                "noop_slots_total",
                "How many executed slots held nothing.",
                replica.counters.noops
            ),
            .gauges(
                "peer_lag_slots",
                "How many committed slots a peer has not said it holds; only a leader knows.",
                by: "peer",
                lags
            ),
            .gauges(
                "peer_last_heard_seconds",
                "How long ago the last line of a peer came.",
                unit: .microseconds,
                by: "peer",
                heard
            ),
            .gauges(
                "clock_skew_seconds",
                "How far the last stamp of a peer was ahead of this node's clock; a stamp is of"
                    + " the fastest clock that its sender believes, and as old as its line.",
                unit: .microseconds,
                by: "peer",
                leads
            ),
        ]
    }

    private var requestFamilies: [MetricFamily] {
        [
            .gauge(
                "pending_requests",
                "How many requests were taken on and are not answered.",
                UInt64(replica.openRequests)
            ),
            .counters(
                "requests_total",
                "How many answers this node gave its clients, by what became of the request.",
                by: "outcome",
                zip(NodeMetrics.outcomes, metrics.replies)
            ),
            .counter(
                "duplicate_requests_total",
                "How many executed slots held what had been executed before.",
                replica.counters.duplicates
            ),
            .counter(
                "relayed_requests_total",
                "How many requests were passed on to the leader.",
                replica.counters.relayed
            ),
            .histogram(
                "commit_duration_seconds",
                "How long slots took from being proposed here to being committed.",
                unit: .microseconds,
                metrics.commits
            ),
            .histogram(
                "batch_size",
                "How many slots were proposed here in one turn.",
                metrics.batches
            ),
        ]
    }

    private var diskFamilies: [MetricFamily] {
        var families: [MetricFamily] = [
            .histogram(
                "wal_fsync_duration_seconds",
                "How long it took to write and flush the records of a turn.",
                unit: .microseconds,
                metrics.flushes
            ),
            .gauge("wal_bytes", "How large the log is on disk.", UInt64(store.logBytes)),
        ]
        if let slot = store.snapshotSlot {
            families.append(
                .gauge("snapshot_slot", "The slot of the newest snapshot.", slot.rawValue)
            )
        }
        return families
    }

    private var lineFamilies: [MetricFamily] {
        let samples = LineKind.allCases.flatMap { kind in
            [("received", metrics.received), ("sent", metrics.sent)]
                .map { direction, counts in
                    MetricSample(
                        [MetricLabel("type", kind.name), MetricLabel("direction", direction)],
                        .number(Int64(clamping: counts[kind.rawValue]))
                    )
                }
        }
        return [
            MetricFamily(
                name: "messages_total",
                kind: .counter,
                help: "How many lines of nodes and clients were taken in, and were sent.",
                samples: samples
            ),
            .counters(
                "bad_lines_total",
                "How many lines and connections were refused, by the code that they were told.",
                by: "reason",
                zip(NodeMetrics.refusalCodes, metrics.refusals)
            ),
        ]
    }

    private var moneyFamilies: [MetricFamily] {
        let total = replica.bank.ledger.countedTotal
        metrics.note(total: total, opening: openingTotal)
        return [
            .gauges(
                "total_balance",
                "The sum of all balances, in minor units, added up for this answer.",
                [MetricSample([], .number(total.minorUnits))]
            ),
            .counter(
                "conservation_violations_total",
                "How often that sum was found to be another than at the beginning.",
                metrics.conservationViolations
            ),
            .gauge(
                "state_digest_checked_slot",
                "The highest slot up to which another node was found to have executed the same.",
                replica.counters.comparedSlot.rawValue
            ),
        ]
    }

    private var processFamilies: [MetricFamily] {
        let labels = [
            MetricLabel("version", settings.version), MetricLabel("swift", Self.swiftVersion),
        ]
        var families: [MetricFamily] = [
            .gauges("build_info", "What runs here.", [MetricSample(labels, .number(1))]),
            .gauge(
                "process_start_time_seconds",
                "When this process began to be this node, since 1970 by its own clock.",
                unit: .microseconds,
                startedMicroseconds
            ),
        ]
        if let used = ProcessFacts.processorMicroseconds {
            let help = "How much time of processors this process has used."
            families.append(
                .counter("process_cpu_seconds_total", help, unit: .microseconds, used)
            )
        }
        if let bytes = ProcessFacts.residentBytes {
            let help = "How much memory this process holds."
            families.append(.gauge("process_resident_memory_bytes", help, bytes))
        }
        if let count = ProcessFacts.openDescriptors {
            let help = "How many descriptors this process has open."
            families.append(.gauge("process_open_fds", help, count))
        }
        return families
    }

    /// The language that the program was compiled in.
    private static var swiftVersion: String {
        #if compiler(>=6.4)
        "6.4"
        #elseif compiler(>=6.3)
        "6.3"
        #else
        "6.2"
        #endif
    }
}

// MARK: - Ways to write a family

extension MetricFamily {
    fileprivate static func gauge(
        _ name: String,
        _ help: String,
        unit: Unit? = nil,
        _ value: UInt64
    ) -> MetricFamily {
        let sample = MetricSample([], .number(Int64(clamping: value)))
        return MetricFamily(name: name, kind: .gauge, unit: unit, help: help, samples: [sample])
    }

    fileprivate static func gauges(
        _ name: String,
        _ help: String,
        _ samples: [MetricSample]
    ) -> MetricFamily {
        MetricFamily(name: name, kind: .gauge, help: help, samples: samples)
    }

    fileprivate static func gauges(
        _ name: String,
        _ help: String,
        unit: Unit? = nil,
        by label: String,
        _ values: [(String, Int64)]
    ) -> MetricFamily {
        let samples = values.map { MetricSample([MetricLabel(label, $0)], .number($1)) }
        return MetricFamily(name: name, kind: .gauge, unit: unit, help: help, samples: samples)
    }

    fileprivate static func counter(
        _ name: String,
        _ help: String,
        unit: Unit? = nil,
        _ value: UInt64
    ) -> MetricFamily {
        let sample = MetricSample([], .number(Int64(clamping: value)))
        return MetricFamily(name: name, kind: .counter, unit: unit, help: help, samples: [sample])
    }

    fileprivate static func counters(
        _ name: String,
        _ help: String,
        by label: String,
        _ values: some Sequence<(String, UInt64)>
    ) -> MetricFamily {
        let samples = values.map {
            MetricSample([MetricLabel(label, $0)], .number(Int64(clamping: $1)))
        }
        return MetricFamily(name: name, kind: .counter, help: help, samples: samples)
    }

    fileprivate static func histogram(
        _ name: String,
        _ help: String,
        unit: Unit? = nil,
        _ histogram: Histogram
    ) -> MetricFamily {
        let sample = MetricSample([], histogram.value)
        return MetricFamily(name: name, kind: .histogram, unit: unit, help: help, samples: [sample])
    }
}
