import Bank
import BankReplica
import HybridClock
import Paxos
import Simulator
import Wire
import WriteAheadLog

/// A node of three over any disk, which is told what the others chose and fetches their snapshots.
struct SnapshotNode<Disk: Storage> {
    /// The files.
    var store: ReplicaStore<Disk>
    /// The replica.
    var replica: BankReplica
    /// What was found at the start.
    let report: StoreReport
    /// What the turn asks for.
    var output = Output()

    /// Starts on what `disk` holds.
    init(on disk: Disk, interval: UInt64 = 20, logSlots: Int = 1 << 20) throws {
        var settings = StoreSettings(
            configuration: Configuration(
                id: NodeID(1),
                members: NodeSet([NodeID(1), NodeID(2), NodeID(3)]),
                limits: PaxosLimits(logSlotsMax: logSlots)
            ),
            cluster: "three",
            bank: try Bank(accounts: Accounts.standard),
            seed: 7,
            isNewCluster: true,
            checkpointInterval: interval
        )
        settings.limits.log = LogLimits(
            segmentBytes: 32_768,
            recordBytesMax: 16_384,
            preparedSliceBytes: 32_768
        )
        settings.limits.snapshotSliceBytes = 4_096
        let opened = try ReplicaStore.open(disk, settings: settings)
        store = opened.store
        replica = opened.replica
        report = opened.report
    }

    /// The last slot executed.
    var executed: Slot { replica.paxos.execution.through }

    /// The digest of all that was executed.
    var digest: UInt64 { replica.paxos.execution.digest }

    // MARK: Turns

    /// Hears something; the turn goes on.
    mutating func hear(_ message: PaxosMessage, from node: UInt8 = 2) {
        let line = PeerLine(node: NodeID(node), clock: .zero, message: .paxos(message))
        replica.handle(.line(line), wallMicroseconds: 1_000_000, into: &output)
    }

    /// Ends a turn in the order of a real node.
    mutating func endTurn() throws {
        var hadRecords = false
        repeat {
            replica.endTurn(wallMicroseconds: 1_000_000, into: &output)
            hadRecords = !output.effects.records.isEmpty
            if hadRecords {
                try store.append(output.effects.records, state: replica.paxos.durableState)
                replica.recordsAreDurable()
            }
            output.removeAll()
        } while hadRecords || replica.hasWork
        replica.checkInvariants()
    }

    /// Does all that no turn waits for.
    mutating func work() throws {
        var slices = 0
        while store.hasWork(replica) {
            slices += 1
            precondition(slices < 10_000, "the work never ends")
            try store.work(for: &replica)
        }
    }

    /// Learns the chosen entries of slots, as an answer to FETCH brings them, in a turn.
    mutating func learn(_ slots: ClosedRange<Int>) throws {
        hear(
            .entries(
                slots.map { number in
                    Proposal(
                        ballot: Ballot(round: 1, proposer: NodeID(2)),
                        slot: Slot(UInt64(number)),
                        entry: .command(
                            StampedRequest(
                                stamp: Timestamp(
                                    microseconds: UInt64(1_000_000 + number),
                                    logical: 0
                                ),
                                request: LoneScript.request(number)
                            )
                        )
                    )
                }
            )
        )
        try endTurn()
    }

    /// The slots that it tells a candidate it has lost.
    mutating func saidToBeLost() throws -> [SlotRange] {
        let ballot = Ballot(round: 50, proposer: NodeID(2))
        var lost: [SlotRange] = []
        for _ in 0..<100 where lost.isEmpty {
            replica.handle(.tick, wallMicroseconds: 1_000_000, into: &output)
            hear(.prepare(ballot: ballot, first: Slot(1)))
            for outbound in output.effects.messages {
                if case .promise(let page) = outbound.message { lost = page.memory.lost }
            }
            try endTurn()
        }
        return lost
    }

    // MARK: Snapshots

    /// Takes in a part; the turn goes on.
    mutating func receive(
        _ part: SnapshotPart,
        from node: UInt8 = 2
    ) throws -> SnapshotRequest? {
        try store.receive(part, from: NodeID(node), for: &replica, into: &output)
    }

    /// Takes in what another node offers, and asks it on, until it has no more to ask for; then
    /// ends the turn and does the work behind it.
    mutating func fetch<Other: Storage>(from donor: SnapshotNode<Other>) throws {
        var served = donor.store
        var parts = try served.offer().map { [$0] } ?? []
        while !parts.isEmpty {
            var next: SnapshotRequest?
            for part in parts { next = try receive(part) ?? next }
            parts = try next.map { (request) in try served.parts(for: request) } ?? []
        }
        try endTurn()
        try work()
    }

    /// All parts of the newest snapshot.
    func parts() throws -> [SnapshotPart] {
        var store = store
        guard let first = try store.offer() else { return [] }
        return try (0..<first.count)
            .compactMap { index in
                try store.part(for: SnapshotRequest(slot: first.slot, index: index))
            }
    }
}

extension SnapshotNode where Disk == SimulatedDisk {
    /// A node that has executed everything up to a slot; its snapshots are written.
    static func donor(through last: Int) throws -> Self {
        var node = try SnapshotNode(on: SimulatedDisk())
        for first in stride(from: 1, through: last, by: 20) {
            try node.learn(first...min(last, first + 19))
            try node.work()
        }
        return node
    }

    /// How many bytes the files have.
    var bytes: Int {
        store.disk.names().reduce(0) { $0 + ((try? store.disk.size(of: $1)) ?? 0) }
    }

    /// The files that are snapshots or were to become some.
    var snapshotFiles: [String] { store.disk.names().filter { $0.hasPrefix("snapshot-") } }
}

extension LoneScript {
    /// Returns the heartbeat of node 2 when it has just begun to lead.
    static func heartbeat(round: UInt64) -> Heartbeat {
        Heartbeat(
            ballot: Ballot(round: round, proposer: NodeID(2)),
            beat: 1,
            committed: .zero,
            executed: .zero,
            digest: 0
        )
    }
}
