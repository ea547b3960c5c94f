import Paxos
import Wire

// What stands in the log and in snapshots, one of every shape.
extension GoldenSample {
    /// The names of the files that hold the parts of a snapshot, in order.
    static let partNames = [
        "part-state", "part-accounts", "part-clients", "part-keys", "part-journal",
        "part-end",
    ]

    static let logPayloads: [GoldenSample] = [
        ("log-promise", LogPayload(state: state(round: 4, promised: ballot))),
        ("log-accepted", LogPayload(state: state(round: 4, promised: ballot), records: [accepted])),
        (
            "log-records",
            LogPayload(
                state: state(round: 3, promised: ballot, notes: notes),
                behind: SlotRange(first: Slot(4), last: Slot(5)),
                records: [accepted, learned]
            )
        ),
        ("log-forgot", LogPayload(state: forgetful)),
        ("log-repaired", repaired),
    ]
    .map { GoldenSample($0, .logPayload($1)) }

    private static var repaired: LogPayload {
        var payload = LogPayload(state: state(round: 4, promised: ballot))
        payload.base = Slot(131_072)
        payload.oldest = 8_301
        payload.repaired = 9_187
        return payload
    }

    private static let accepted = LogPayload.Record.accepted(
        ProposalRun(
            ballot: ballot,
            first: Slot(6),
            entries: [entry(requestOfC), entry(requestOfG), .noop]
        ),
        committed: Slot(5)
    )

    private static let learned = LogPayload.Record.learned([
        Proposal(ballot: oldBallot, slot: Slot(4), entry: .noop),
        Proposal(ballot: oldBallot, slot: Slot(5), entry: entry(requestOfI)),
    ])

    private static let forgetful: DurableState = {
        var state = DurableState()
        state.life = 1
        state.isRecovering = true
        return state
    }()

    private static func state(
        round: UInt64,
        promised: Ballot,
        notes: [Note] = []
    ) -> DurableState {
        var state = DurableState()
        state.usedRound = round
        state.promised = promised
        state.notes = notes
        return state
    }
}
