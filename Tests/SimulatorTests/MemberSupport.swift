import BankReplica
import HybridClock
import Paxos
import Simulator
import Wire
import WriteAheadLog

extension LogLimits {
    /// Segments of which a test fills several.
    static let small = LogLimits(
        segmentBytes: 16_384,
        recordBytesMax: 4_096,
        preparedSliceBytes: 16_384
    )
    /// Segments that a test does not fill.
    static let wide = LogLimits(segmentBytes: 131_072, recordBytesMax: 65_536)
}

extension PaxosMessage {
    /// The heartbeat of a leader that has nothing to tell.
    static func leads(_ round: UInt64, by node: UInt8) -> Self {
        .heartbeat(
            Heartbeat(
                ballot: Ballot(round: round, proposer: NodeID(node)),
                beat: 1,
                committed: .zero,
                executed: .zero,
                digest: 0
            )
        )
    }
}

extension SimulatedDisk {
    /// The log's segments, oldest first.
    var segments: [String] { names().filter { $0.hasPrefix("log-0") }.sorted() }
}

extension LoneScript {
    /// The script's requests in the slots of their numbers, chosen in a round of node 2.
    static func chosen(_ slots: ClosedRange<Int>, round: UInt64) -> [Proposal<StampedRequest>] {
        slots.map { number in
            Proposal(
                ballot: Ballot(round: round, proposer: NodeID(2)),
                slot: Slot(UInt64(number)),
                entry: .command(
                    StampedRequest(
                        stamp: Timestamp(microseconds: UInt64(1_000_000 + number), logical: 0),
                        request: request(number)
                    )
                )
            )
        }
    }
}

extension Member {
    /// Accepts the script's requests from node 2, which leads in a new round.
    mutating func acceptScript(_ slots: ClosedRange<Int>, round: UInt64) throws {
        let run = ProposalRun(
            ballot: Ballot(round: round, proposer: NodeID(2)),
            first: Slot(UInt64(slots.lowerBound)),
            entries: LoneScript.chosen(slots, round: round).map(\.entry)
        )
        hear(.newView(ViewPage(first: run.first, run: run, isLast: true)))
        try settle()
    }

    /// Comes back after forgetting: the others have promised a round to node 2, which then leads in
    /// a higher one, with an empty view behind what is chosen and this node may lack.
    mutating func rejoin(
        above floor: UInt64,
        round: UInt64,
        chosen: [Proposal<StampedRequest>]
    ) throws {
        var hasFloor = false
        for _ in 0..<1_000 where !hasFloor {
            replica.handle(.tick, wallMicroseconds: 1_000_000, into: &output)
            for case .recall(let question) in try endTurn() {
                hasFloor = question.floor != nil
                for peer in [2, 3] as [UInt8] {
                    let answer = Recollection(
                        attempt: question.attempt,
                        life: question.life,
                        ownLife: 0,
                        promised: Ballot(round: floor, proposer: NodeID(2)),
                        notes: []
                    )
                    hear(.noted(answer), from: peer)
                }
            }
        }
        precondition(hasFloor, "it does not ask for a view")
        let view = ProposalRun<StampedRequest>(
            ballot: Ballot(round: round, proposer: NodeID(2)),
            first: chosen.last?.slot.next ?? replica.paxos.committed.next,
            entries: []
        )
        hear(.newView(ViewPage(first: view.first, run: view, isLast: true)))
        hear(.entries(chosen))
        try settle()
        precondition(!isRecovering, "it has not rejoined")
    }
}
