import Bank
import HybridClock
import JSON
import Paxos
import Testing
import Wire

/// A value with the name of the file that holds its bytes.
struct GoldenSample: CustomTestStringConvertible, Sendable {
    /// The file's name in `golden`, without `.line`.
    let name: String
    /// The value.
    let sample: Sample

    init(_ name: String, _ sample: Sample) {
        self.name = name
        self.sample = sample
    }

    var testDescription: String { name }

    /// One of every type and shape.
    static let all =
        hellos + peers + relayed + snapshots + clients + servers + adminRequests + adminReplies

    /// What is written to files, and so stands in no line.
    static let stored = logPayloads

    static func named(_ name: String) -> Sample? {
        (all + stored).first { $0.name == name }?.sample
    }
}

// MARK: - Parts

let stamp = Timestamp(microseconds: 1_795_225_798_670_412, logical: 0)
let laterStamp = Timestamp(microseconds: 1_795_225_798_670_412, logical: 3)
let ballot = Ballot(round: 4, proposer: NodeID(5))
let oldBallot = Ballot(round: 3, proposer: NodeID(1))

func request(_ client: StaticString, _ timestamp: UInt64, _ transfer: Transfer) -> Request {
    guard let timestamp = RequestTimestamp(timestamp) else {
        preconditionFailure("\(timestamp) is no timestamp")
    }
    return Request(
        client: ClientID(validated: client),
        timestamp: timestamp,
        command: .transfer(transfer)
    )
}

func transfer(_ from: StaticString, _ to: StaticString, _ amount: Int64) -> Transfer {
    Transfer(
        from: AccountID(validated: from),
        to: AccountID(validated: to),
        amount: Amount(minorUnits: amount)
    )
}

let requestOfG = request("G", 1_795_225_798_670_001, transfer("G", "B", 6))
let requestOfI = request("I", 1_795_225_798_670_207, transfer("I", "C", 9))
let requestOfC = request("C", 1_795_225_798_670_388, transfer("C", "D", 8))

func entry(_ request: Request, at stamp: Timestamp = stamp) -> BankEntry {
    .command(StampedRequest(stamp: stamp, request: request))
}

private func said(by node: UInt8, _ message: PeerMessage) -> Sample {
    .peer(PeerLine(node: NodeID(node), clock: stamp, message: message))
}

private func run(_ first: UInt64, _ entries: [BankEntry]) -> ProposalRun<StampedRequest> {
    ProposalRun(ballot: ballot, first: Slot(first), entries: entries)
}

// MARK: - Between nodes

extension GoldenSample {
    private static let cluster = Identifier(validated: "5f0c1d2e")

    private static let hellos = [
        GoldenSample(
            "hello-replica",
            .hello(Hello(cluster: cluster, speaker: .replica(node: NodeID(5), greeting)))
        ),
        GoldenSample(
            "hello-replica-recovering",
            .hello(Hello(cluster: cluster, speaker: .replica(node: NodeID(2), forgetful)))
        ),
        GoldenSample("hello-client", .hello(Hello(cluster: cluster, speaker: .client))),
        GoldenSample("hello-admin", .hello(Hello(cluster: cluster, speaker: .admin))),
    ]

    private static let greeting = NodeGreeting(
        incarnation: Incarnation(life: 0, start: 3),
        promised: ballot,
        accepted: Slot(8),
        isRecovering: false,
        startedMicroseconds: 1_795_225_798_000_000
    )

    private static let forgetful = NodeGreeting(
        incarnation: Incarnation(life: 1, start: 1),
        promised: .zero,
        accepted: .zero,
        isRecovering: true,
        startedMicroseconds: 1_795_225_798_600_000
    )

    /// What is noted of n2, which has lost its memory once, and of n4.
    static let notes = [
        Note(node: NodeID(2), incarnation: Incarnation(life: 1, start: 0)),
        Note(node: NodeID(4), incarnation: Incarnation(life: 0, start: 7)),
    ]

    private static let peers: [GoldenSample] = [
        ("prepare", 5, .prepare(ballot: ballot, first: Slot(5))),
        ("promise-empty", 1, .promise(page(checkpoint: 0, first: 5, [], isLast: true))),
        (
            "promise-page", 2,
            .promise(
                page(
                    checkpoint: 4,
                    first: 5,
                    [
                        Proposal(ballot: oldBallot, slot: Slot(5), entry: entry(requestOfI)),
                        Proposal(ballot: ballot, slot: Slot(7), entry: .noop),
                        Proposal(
                            ballot: oldBallot,
                            slot: Slot(8),
                            entry: entry(requestOfC, at: laterStamp)
                        ),
                    ],
                    isLast: false
                )
            )
        ),
        (
            "promise-lost", 3,
            .promise(
                PromisePage(
                    ballot: ballot,
                    checkpoint: Slot(4),
                    first: Slot(5),
                    accepted: [Proposal(ballot: oldBallot, slot: Slot(5), entry: .noop)],
                    isLast: true,
                    memory: PromiseMemory(
                        committed: Slot(5),
                        life: 1,
                        notes: notes,
                        lost: [
                            SlotRange(first: Slot(6), last: Slot(6)),
                            SlotRange(first: Slot(8), last: Slot(11)),
                        ]
                    )
                )
            )
        ),
        ("recall", 2, .recall(Recall(attempt: 77, life: 0, floor: nil))),
        ("recall-floor", 2, .recall(Recall(attempt: 78, life: 1, floor: oldBallot))),
        (
            "noted", 3,
            .noted(
                Recollection(
                    attempt: 78,
                    life: 1,
                    ownLife: 2,
                    promised: oldBallot,
                    notes: notes
                )
            )
        ),
        ("new-view-empty", 5, .newView(view(first: 7, run(7, []), isLast: true))),
        (
            "new-view", 5,
            .newView(view(first: 5, run(5, [entry(requestOfI), .noop]), isLast: true))
        ),
        (
            "new-view-page", 5,
            .newView(view(first: 5, run(2_005, [entry(requestOfG)]), isLast: false))
        ),
        ("accept", 5, .accept(run(6, [entry(requestOfC)]), committed: Slot(5))),
        (
            "accept-batch", 5,
            .accept(
                run(
                    6,
                    [
                        entry(requestOfC), entry(requestOfG), .noop, entry(requestOfI),
                        entry(requestOfG, at: laterStamp),
                    ]
                ),
                committed: .zero
            )
        ),
        ("accepted", 1, .accepted(ballot: ballot, through: Slot(6))),
        ("commit", 5, .commit(ballot: ballot, through: Slot(6))),
        ("reject", 3, .reject(promised: ballot)),
        (
            "heartbeat", 5,
            .heartbeat(
                Heartbeat(
                    ballot: ballot,
                    beat: 17,
                    committed: Slot(6),
                    executed: Slot(6),
                    digest: 0x9F2C_41D0_7A3B_E518
                )
            )
        ),
        ("fetch", 2, .fetch(first: Slot(4))),
        (
            "entries", 1,
            .entries([
                Proposal(ballot: oldBallot, slot: Slot(4), entry: .noop),
                Proposal(ballot: oldBallot, slot: Slot(5), entry: entry(requestOfI)),
            ])
        ),
    ]
    .map { GoldenSample($0, said(by: $1, .paxos($2))) }

    private static func page(
        checkpoint: UInt64,
        first: UInt64,
        _ accepted: [Proposal<StampedRequest>],
        isLast: Bool
    ) -> PromisePage<StampedRequest> {
        PromisePage(
            ballot: ballot,
            checkpoint: Slot(checkpoint),
            first: Slot(first),
            accepted: accepted,
            isLast: isLast,
            memory: PromiseMemory(committed: Slot(checkpoint))
        )
    }

    private static func view(
        first: UInt64,
        _ run: ProposalRun<StampedRequest>,
        isLast: Bool
    ) -> ViewPage<StampedRequest> {
        ViewPage(first: Slot(first), run: run, isLast: isLast)
    }

    private static let relayed = [
        GoldenSample("request-relayed", said(by: 4, .request(requestOfG, via: NodeID(4)))),
        GoldenSample(
            "reply-relayed",
            said(
                by: 5,
                .reply(
                    reply(to: requestOfC, .success, slot: 6, balances: (2, 18)),
                    to: requestOfC.command
                )
            )
        ),
    ]

    private static let snapshots = [
        GoldenSample(
            "fetch-snapshot",
            said(by: 2, .fetchSnapshot(SnapshotRequest(slot: Slot(8), index: 1)))
        ),
        GoldenSample(
            "snapshot",
            said(
                by: 1,
                .snapshot(
                    SnapshotPart(
                        slot: Slot(8),
                        index: 4,
                        count: 5,
                        bytes: SnapshotSamples.parts(of: SnapshotSamples.small)[4]
                    )
                )
            )
        ),
    ]
}

// MARK: - Clients

extension GoldenSample {
    private static func reply(
        to request: Request,
        _ result: RequestResult,
        slot: UInt64 = 0,
        balances: (from: Int64, to: Int64)? = nil
    ) -> ReplyMessage {
        let reply = Reply(
            client: request.client,
            timestamp: request.timestamp,
            result: result,
            position: slot,
            balances: balances.map {
                TransferBalances(
                    from: Amount(minorUnits: $0.from),
                    to: Amount(minorUnits: $0.to)
                )
            }
        )
        return answer(.bank(reply), to: request)
    }

    private static func answer(
        _ answer: ReplyMessage.Answer,
        to request: Request,
        ballot: Ballot = ballot
    ) -> ReplyMessage {
        ReplyMessage(
            ballot: ballot,
            client: request.client,
            timestamp: request.timestamp,
            answer: answer
        )
    }

    private static let account = AccountID(validated: "B")
    private static let key = IdempotencyKey(principal: "public", text: "order-4711")
    private static let keyedRequestOfG = Request(
        client: requestOfG.client,
        timestamp: requestOfG.timestamp,
        command: .keyedTransfer(requestOfG.command.transfer, key: key)
    )

    private static let clients = [
        GoldenSample("request", .client(.request(requestOfG))),
        GoldenSample("request-keyed", .client(.request(keyedRequestOfG))),
        GoldenSample("read", .client(.read(id: 12, .account(account)))),
        GoldenSample("read-key", .client(.read(id: 12, .key(key)))),
    ]

    private static let servers =
        replies.map { GoldenSample($0, .server(.reply($1))) }
        + balances.map {
            let message = BalanceMessage(id: 12, account: account, ballot: $1, answer: $2)
            return GoldenSample($0, .server(.balance(message)))
        }
        + outcomes.map {
            let message = OutcomeMessage(id: 12, key: key, ballot: $1, answer: $2)
            return GoldenSample($0, .server(.outcome(message)))
        }
        + errors.map { GoldenSample($0, .server(.error($1))) }

    private static let replies: [(String, ReplyMessage)] = [
        ("reply-success", reply(to: requestOfC, .success, slot: 6, balances: (2, 18))),
        (
            "reply-insufficient-funds",
            reply(to: requestOfG, .failed(.insufficientFunds), slot: 3, balances: (4, 16))
        ),
        (
            "reply-unknown-account",
            reply(to: requestOfG, .failed(.unknownAccount), slot: 3)
        ),
        (
            "reply-same-account",
            reply(to: requestOfG, .failed(.sameAccount), slot: 3, balances: (4, 4))
        ),
        (
            "reply-invalid-amount",
            reply(to: requestOfG, .failed(.invalidAmount), slot: 3, balances: (4, 16))
        ),
        (
            "reply-balance-overflow",
            reply(
                to: requestOfG,
                .failed(.balanceOverflow),
                slot: 3,
                balances: (4, 9_007_199_254_740_991)
            )
        ),
        ("reply-too-many-clients", reply(to: requestOfG, .failed(.tooManyClients))),
        ("reply-replayed", replayed),
        ("reply-key-reused", reply(to: keyedRequestOfG, .failed(.keyReused), slot: 9)),
        ("reply-key-expired", reply(to: keyedRequestOfG, .failed(.keyExpired), slot: 9)),
        ("reply-too-many-keys", reply(to: keyedRequestOfG, .failed(.tooManyKeys), slot: 9)),
        ("reply-stale", reply(to: requestOfG, .stale)),
        ("reply-conflict", reply(to: requestOfG, .conflict)),
        ("reply-not-leader", answer(.notLeader, to: requestOfG)),
        ("reply-unavailable", answer(.unavailable, to: requestOfG, ballot: .zero)),
    ]

    private static let balances: [(String, Ballot, BalanceMessage.Answer)] = [
        ("balance", ballot, .balance(Amount(minorUnits: 16), slot: Slot(3))),
        ("balance-unknown-account", ballot, .unknownAccount),
        ("balance-not-leader", .zero, .notLeader),
    ]

    private static let fourAndSixteen = TransferBalances(
        from: Amount(minorUnits: 4),
        to: Amount(minorUnits: 16)
    )

    private static let replayed = ReplyMessage(
        ballot: ballot,
        reply: Reply(
            client: requestOfG.client,
            timestamp: requestOfG.timestamp,
            result: .success,
            position: 3,
            balances: fourAndSixteen,
            isReplayed: true
        )
    )

    private static let outcomes: [(String, Ballot, OutcomeMessage.Answer)] = [
        ("outcome-unused", ballot, .unused(through: Slot(3))),
        ("outcome-success", ballot, .executed(.success, slot: Slot(3), balances: fourAndSixteen)),
        (
            "outcome-failed",
            ballot,
            .executed(.failed(.unknownAccount), slot: Slot(3), balances: nil)
        ),
        ("outcome-expired", ballot, .expired(slot: Slot(3))),
        ("outcome-not-leader", .zero, .notLeader),
    ]

    private static let errors = [
        ("error", ErrorMessage(code: "bad_sum", message: "the sum is wrong, at byte 7", offset: 7)),
        (
            "error-hello",
            ErrorMessage(code: "wrong_cluster", message: "this is cluster 5f0c1d2e, not default")
        ),
    ]
}
