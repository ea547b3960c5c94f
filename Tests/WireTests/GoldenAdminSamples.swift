import Bank
import HybridClock
import JSON
import Paxos
import Testing
import Wire

// Operators' lines, one of every type and shape.
extension GoldenSample {
    static let adminRequests: [GoldenSample] = [
        ("admin-status", .status),
        ("admin-accounts", .accounts(first: 0, count: 1_000)),
        ("admin-slots", .slots(first: Slot(1), last: Slot(6))),
        ("admin-journal", .journal(JournalQuery(count: 100))),
        (
            "admin-journal-before",
            .journal(
                JournalQuery(
                    of: AccountID(validated: "B"),
                    .newestFirst(before: Slot(6)),
                    count: 2
                )
            )
        ),
        ("admin-journal-after", .journal(JournalQuery(.oldestFirst(after: Slot(6)), count: 500))),
        ("admin-metrics", .metrics),
        ("admin-history", .history(.messages, after: 40, wholeRun: false)),
        ("admin-block", .block(NodeSet([NodeID(1), NodeID(4)]))),
        ("admin-block-none", .block(NodeSet())),
        ("admin-disconnect", .disconnect(cause: "LF")),
        ("admin-connect", .connect),
        ("admin-idle", .idle),
        ("admin-resume", .resume),
        ("admin-mark", .mark(set: 2)),
        ("admin-snapshot", .snapshot),
        ("admin-part", .part(SnapshotRequest(slot: Slot(8), index: 4))),
    ]
    .map { GoldenSample($0, .adminRequest(AdminRequest(id: 3, command: $1))) }

    static let adminReplies: [GoldenSample] = [
        ("answer-status", .status(status)),
        ("answer-status-new", .status(NodeStatus(node: NodeID(1)))),
        (
            "answer-accounts",
            .accounts(
                AccountsPage(
                    accounts: Array(Accounts.standard.prefix(3)),
                    count: 10,
                    total: Amount(minorUnits: 100),
                    executed: Slot(6)
                )
            )
        ),
        ("answer-slots", .slots(slots)),
        ("answer-journal", .journal(journal)),
        ("answer-journal-empty", .journal(emptyJournal)),
        ("answer-metrics", .metrics(families)),
        ("answer-history", .history(history)),
        ("answer-snapshot", .snapshot(slot: Slot(6))),
        ("answer-part", .part(lastPart)),
        ("answer-done", .done),
        (
            "answer-refused",
            .refused(
                ErrorMessage(code: "not_allowed", message: "n5 runs without --allow-faults")
            )
        ),
    ]
    .map { GoldenSample($0, .adminReply(AdminReply(id: 3, answer: $1))) }

    private static let lastPart = SnapshotPart(
        slot: Slot(8),
        index: 4,
        count: 5,
        bytes: Array(#"{"part":"END","parts":5,"sum":"8d03fd203c0d2407"}"#.utf8)
    )

    private static let status: NodeStatus = {
        var status = NodeStatus(node: NodeID(5))
        status.role = .leader
        status.ballot = ballot
        status.leader = NodeID(5)
        status.accepted = Slot(8)
        status.committed = Slot(7)
        status.executed = Slot(6)
        status.digest = 0x9F2C_41D0_7A3B_E518
        status.isReady = true
        status.isConnected = false
        status.cause = "LF"
        status.isIdle = true
        status.blocked = NodeSet([NodeID(4)])
        status.linked = NodeSet([NodeID(1), NodeID(2)])
        status.heardMilliseconds = [
            NodeStatus.PeerAge(node: NodeID(1), milliseconds: 12),
            NodeStatus.PeerAge(node: NodeID(2), milliseconds: 3_000),
        ]
        status.elections = 2
        status.openRequests = 1
        status.noops = 1
        status.duplicates = 3
        status.badLines = 4
        status.total = Amount(minorUnits: 100)
        status.clock = laterStamp
        status.memoryBytes = 12_345_678
        status.incarnation = 2
        status.isRecovering = true
        status.waitsFor = "slots 8 to 11 of the disks of n1 and n2"
        status.snapshotSlot = Slot(4)
        status.logBytes = 16_777_216
        status.logBytesWritten = 2_118_004
        status.flushes = 1_204
        status.flushMicroseconds = 903_177
        status.isDiskFull = true
        status.isDurable = true
        return status
    }()

    private static let slots = [
        SlotRecord(slot: Slot(5), status: .executed, ballot: oldBallot, entry: entry(requestOfI)),
        SlotRecord(slot: Slot(6), status: .committed, ballot: ballot, entry: .noop),
        SlotRecord(slot: Slot(7), status: .accepted, ballot: ballot, entry: entry(requestOfC)),
        SlotRecord(slot: Slot(8), status: .nothing, ballot: nil, entry: nil),
    ]

    private static let journal = JournalPage(
        entries: [
            JournalEntry(
                position: 5,
                stamp: laterStamp.raw,
                transfer: Transfer(
                    from: AccountID(validated: "B"),
                    to: AccountID(validated: "Z"),
                    amount: Amount(minorUnits: 1)
                ),
                result: .failed(.unknownAccount),
                balances: nil
            ),
            JournalEntry(
                position: 3,
                stamp: stamp.raw,
                transfer: Transfer(
                    from: AccountID(validated: "G"),
                    to: AccountID(validated: "B"),
                    amount: Amount(minorUnits: 6)
                ),
                result: .success,
                balances: TransferBalances(
                    from: Amount(minorUnits: 4),
                    to: Amount(minorUnits: 16)
                )
            ),
        ],
        hasMore: false,
        executed: Slot(6),
        oldest: Slot(1),
        balance: Amount(minorUnits: 16)
    )

    private static let emptyJournal = JournalPage(
        entries: [],
        hasMore: false,
        executed: .zero,
        oldest: nil,
        balance: Amount(minorUnits: 10)
    )

    private static let families = [
        MetricFamily(
            name: "is_leader",
            kind: .gauge,
            help: "Whether this node leads.",
            samples: [MetricSample([], .number(1))]
        ),
        MetricFamily(
            name: "messages_total",
            kind: .counter,
            help: "How many lines were taken in.",
            samples: [
                MetricSample(
                    [MetricLabel("type", "ACCEPT"), MetricLabel("direction", "received")],
                    .number(17)
                )
            ]
        ),
        MetricFamily(
            name: "wal_fsync_duration_seconds",
            kind: .histogram,
            unit: .microseconds,
            help: "How long it took.",
            samples: [
                MetricSample(
                    [],
                    .histogram(
                        MetricHistogram(
                            buckets: [
                                MetricHistogram.Bucket(through: 250, count: 1),
                                MetricHistogram.Bucket(through: 1_000, count: 3),
                            ],
                            count: 4,
                            sum: 4_218
                        )
                    )
                )
            ]
        ),
    ]

    private static var history: HistoryPage {
        let view = PeerLine(
            node: NodeID(5),
            clock: stamp,
            message: .paxos(
                .accept(
                    ProposalRun(ballot: ballot, first: Slot(6), entries: [entry(requestOfC)]),
                    committed: Slot(5)
                )
            )
        )
        return HistoryPage(
            records: [
                HistoryRecord(
                    number: 41,
                    microseconds: 1_795_225_798_670_412,
                    isSent: true,
                    peers: "n1 n2",
                    line: view.json
                ),
                HistoryRecord(
                    number: 42,
                    microseconds: 1_795_225_798_670_500,
                    isSent: false,
                    peers: "client #17",
                    line: ClientMessage.request(requestOfG).json
                ),
            ],
            dropped: 7,
            hasMore: true
        )
    }

    /// The cluster of `golden/cluster.json`.
    static let clusterFile = Cluster(
        id: Identifier(validated: "5f0c1d2e"),
        addresses: ["127.0.0.1:7101", "127.0.0.1:7102", "[::1]:7103", "db-4.example:7104", "n5:1"]
    )
}
