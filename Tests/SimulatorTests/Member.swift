import Bank
import BankReplica
import HybridClock
import Paxos
import Simulator
import Wire
import WriteAheadLog

/// Node 1 of three over any disk, whose peers are played by the test.
struct Member<Disk: Storage> {
    /// The files.
    var store: ReplicaStore<Disk>
    /// The replica.
    var replica: BankReplica
    /// What was found at the start.
    let report: StoreReport
    /// What a turn asks for.
    var output = Output()

    /// Starts on what `disk` holds.
    init(on disk: Disk, log: LogLimits = .small) throws {
        var settings = StoreSettings(
            configuration: Configuration(
                id: NodeID(1),
                members: NodeSet([NodeID(1), NodeID(2), NodeID(3)])
            ),
            cluster: "three",
            bank: try Bank(accounts: Accounts.standard),
            seed: 7,
            isNewCluster: true,
            checkpointInterval: 20
        )
        settings.limits.log = log
        settings.limits.snapshotSliceBytes = 4_096
        let opened = try ReplicaStore.open(disk, settings: settings)
        store = opened.store
        replica = opened.replica
        report = opened.report
    }

    /// Whether it takes part in no vote because it may have forgotten something.
    var isRecovering: Bool { replica.paxos.status.isRecovering }

    /// The last slot that it says it has accepted, lost slots included.
    var acceptedAsItSays: Slot { replica.paxos.greeting(start: 1).accepted }

    /// Takes in what node `peer` says; the turn goes on.
    mutating func hear(_ message: PaxosMessage, from peer: UInt8 = 2) {
        let line = PeerLine(node: NodeID(peer), clock: .zero, message: .paxos(message))
        replica.handle(.line(line), wallMicroseconds: 1_000_000, into: &output)
    }

    /// Takes in a part of a snapshot; the turn goes on.
    mutating func receive(_ part: SnapshotPart) throws {
        _ = try store.receive(part, from: NodeID(2), for: &replica, into: &output)
    }

    /// Ends a turn in the order of a real node, and does the quiet work that is left.
    ///
    /// - Returns: What was said, in order.
    @discardableResult
    mutating func endTurn() throws -> [PaxosMessage] {
        var said: [PaxosMessage] = []
        var hadRecords = false
        repeat {
            replica.endTurn(wallMicroseconds: 1_000_000, into: &output)
            hadRecords = !output.effects.records.isEmpty
            if hadRecords {
                try store.append(output.effects.records, state: replica.paxos.durableState)
                replica.recordsAreDurable()
            }
            said += output.effects.messages.map(\.message)
            output.removeAll()
        } while hadRecords || replica.hasWork
        while store.hasWork(replica) { try store.work(for: &replica) }
        replica.checkInvariants()
        return said
    }

    /// Learns that the script's requests stand in these slots.
    mutating func learn(_ slots: ClosedRange<Int>) throws {
        let proposals = slots.map { number in
            Proposal(
                ballot: Ballot(round: 1, proposer: NodeID(2)),
                slot: Slot(UInt64(number)),
                entry: Entry.command(
                    StampedRequest(
                        stamp: Timestamp(microseconds: UInt64(1_000_000 + number), logical: 0),
                        request: LoneScript.request(number)
                    )
                )
            )
        }
        hear(.entries(proposals))
        try endTurn()
    }

    /// Accepts no-ops in these slots from node 2, which leads in a new round.
    mutating func accept(_ slots: ClosedRange<Int>, round: UInt64) throws {
        let first = Slot(UInt64(slots.lowerBound))
        let run = ProposalRun<StampedRequest>(
            ballot: Ballot(round: round, proposer: NodeID(2)),
            first: first,
            entries: Array(repeating: .noop, count: slots.count)
        )
        hear(.newView(ViewPage(first: first, run: run, isLast: true)))
        try endTurn()
    }

    /// Promises each of these rounds to node 2: records that touch no slot.
    mutating func promise(_ rounds: Range<UInt64>) throws {
        for round in rounds {
            hear(.leads(round, by: 2))
            try endTurn()
        }
    }
}

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

extension Member<SimulatedDisk> {
    /// The parts of a snapshot of the script's first requests, as another node sends them.
    static func snapshot(through last: Int) throws -> [SnapshotPart] {
        var donor = try Member(on: SimulatedDisk())
        // One at a time: a turn freezes the first state that is due.
        for slot in 1...last { try donor.learn(slot...slot) }
        precondition(donor.store.snapshotSlot == Slot(UInt64(last)), "no snapshot at \(last)")
        guard let offer = try donor.store.offer() else { return [] }
        var parts = [offer]
        while parts.count < offer.count {
            let request = SnapshotRequest(slot: offer.slot, index: parts.count)
            parts += try donor.store.parts(for: request)
        }
        return parts
    }

    /// What is left of its files when the power goes: everything was flushed.
    var diskAfterCrash: SimulatedDisk {
        var disk = store.disk
        disk.crash()
        return disk
    }
}

extension SimulatedDisk {
    /// The log's segments, oldest first.
    var segments: [String] { names().filter { $0.hasPrefix("log-0") }.sorted() }
}
