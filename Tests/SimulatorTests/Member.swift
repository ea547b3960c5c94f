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
    init(
        on disk: Disk,
        log: LogLimits = .small,
        interval: UInt64 = 20,
        logSlots: Int = 1 << 20
    ) throws {
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
        settings.limits.log = log
        settings.limits.snapshotSliceBytes = 4_096
        let opened = try ReplicaStore.open(disk, settings: settings)
        store = opened.store
        replica = opened.replica
        report = opened.report
    }

    /// Whether it takes part in no vote because it may have forgotten something.
    var isRecovering: Bool { replica.paxos.status.isRecovering }

    /// The last slot executed.
    var executed: Slot { replica.paxos.execution.through }

    /// The digest of all that was executed.
    var digest: UInt64 { replica.paxos.execution.digest }

    /// The last slot that it says it has accepted, lost slots included.
    var acceptedAsItSays: Slot { replica.paxos.greeting(start: 1).accepted }

    // MARK: Turns

    /// Takes in what node `peer` says; the turn goes on.
    mutating func hear(_ message: PaxosMessage, from peer: UInt8 = 2) {
        let line = PeerLine(node: NodeID(peer), clock: .zero, message: .paxos(message))
        replica.handle(.line(line), wallMicroseconds: 1_000_000, into: &output)
    }

    /// Ends a turn in the order of a real node.
    ///
    /// - Returns: What was said, in order.
    @discardableResult
    mutating func endTurn() throws -> [PaxosMessage] {
        var said: [PaxosMessage] = []
        var turn = Turn()
        while let step = turn.next(for: &replica, into: &output, wallMicroseconds: 1_000_000) {
            switch step {
            case .sendEarly: break
            case .makeDurable: try store.makeDurable(&output, of: &replica)
            case .sendRest: said += output.effects.messages.map(\.message)
            }
        }
        replica.checkInvariants()
        return said
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

    // MARK: What the others do

    /// Ends a turn, and does the work behind it.
    mutating func settle() throws {
        try endTurn()
        try work()
    }

    /// Learns that the script's requests stand in these slots.
    mutating func learn(_ slots: ClosedRange<Int>) throws {
        hear(.entries(LoneScript.chosen(slots, round: 1)))
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
        try settle()
    }

    /// Promises each of these rounds to node 2: records that touch no slot.
    mutating func promise(_ rounds: Range<UInt64>) throws {
        for round in rounds {
            hear(.leads(round, by: 2))
            try settle()
        }
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
    mutating func fetch<Other: Storage>(from donor: Member<Other>) throws {
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

extension Member where Disk == SimulatedDisk {
    /// A node that has executed everything up to a slot; its snapshots are written.
    static func donor(through last: Int) throws -> Self {
        var node = try Member(on: SimulatedDisk())
        // A turn freezes the first state that is due.
        for slot in 1...last {
            try node.learn(slot...slot)
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

    /// What is left of its files when the power goes: everything was flushed.
    var diskAfterCrash: SimulatedDisk {
        var disk = store.disk
        disk.crash()
        return disk
    }
}
