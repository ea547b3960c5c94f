import Bank
import BankReplica
import HybridClock
import Paxos
import Wire
import WriteAheadLog

/// One node of a simulated cluster: its files, and the replica that runs on them.
///
/// It does what a node process does around its replica and store, without sockets and timers.
struct SimulatedNode: Sendable {
    /// Its number.
    let id: NodeID
    /// What it is started with.
    private var settings: StoreSettings
    /// Its files; nil while it does not run, when ``disk`` has them.
    private(set) var store: ReplicaStore<SimulatedDisk>?
    /// Its files while it does not run.
    var disk = SimulatedDisk()
    /// The state; that of its last moment while it does not run.
    private(set) var replica: BankReplica
    /// What of its files its messages may rest on.
    var facts = DurableFacts()
    /// Whether ticks pass and lines come through.
    var isConnected = true
    /// Its machine's clock.
    var clock = MachineClock()
    /// How often it was started in all, on whatever files.
    private(set) var starts = 0
    /// What it found when it was started last.
    private(set) var report = StoreReport()

    /// Creates a node that does not run yet, with an empty disk.
    ///
    /// - Parameters:
    ///   - id: Its number.
    ///   - options: What the cluster is made of; its accounts MUST be valid.
    init(id: NodeID, options: ClusterOptions) {
        let configuration = Configuration(
            id: id,
            members: options.members,
            timing: options.timing,
            limits: options.paxosLimits
        )
        let bank: Bank
        do {
            bank = try Bank(accounts: options.accounts, limits: options.bankLimits)
        } catch {
            preconditionFailure("the simulated bank is not valid: \(error)")
        }
        settings = StoreSettings(
            configuration: configuration,
            cluster: "simulated",
            bank: bank,
            seed: options.seed &* 1_000_003 &+ UInt64(id.rawValue),
            isNewCluster: true,
            checkpointInterval: options.checkpointInterval
        )
        settings.replicaLimits = options.replicaLimits
        settings.limits = options.storeLimits
        replica = BankReplica(configuration: configuration, bank: bank, seed: settings.seed)
        self.id = id
    }

    /// Whether its process runs.
    var isRunning: Bool { store != nil }

    /// What it says of itself when a connection opens.
    var greeting: Greeting { replica.paxos.greeting(start: report.start) }

    // MARK: Life

    /// Starts the process on what the disk holds.
    ///
    /// - Throws: ``BankReplica/StoreError``; it does not run then, and its files are as they were
    ///   left by the failed start.
    mutating func start() throws(StoreError) {
        precondition(!isRunning, "\(id) runs")
        starts += 1
        // Every start draws other random waits, as processes do.
        if starts > 1 { settings.seed &+= 0x9E37_79B9 }
        let opened = try ReplicaStore.open(disk, settings: settings)
        settings.isNewCluster = false
        store = opened.store
        replica = opened.replica
        report = opened.report
    }

    /// Finds out what it would have lost if its disk were another one, by starting it there.
    ///
    /// - Parameters:
    ///   - disk: The disk.
    ///   - goal: Who has executed every slot up to this one knows all again.
    /// - Returns: What it would have lost; nil for nothing.
    func loss(on disk: SimulatedDisk, goal: Slot) -> Atlas.Loss? {
        var trial = self
        trial.stop()
        trial.disk = disk
        trial.disk.healCalls()
        trial.disk.capacityBytes = .max
        do {
            try trial.start()
        } catch {
            return Atlas.Loss(ranges: nil, goal: goal)
        }
        let paxos = trial.replica.paxos
        if paxos.status.isRecovering { return Atlas.Loss(ranges: nil, goal: goal) }
        let missing = facts.missing(in: paxos, above: paxos.committed)
            .map { SlotRange(first: $0, last: $0) }
        let ranges = paxos.lostSlots + missing
        guard let last = ranges.map(\.last).max() else { return nil }
        return Atlas.Loss(ranges: ranges, goal: last)
    }

    /// Compares what it knows after a start with what it had flushed.
    mutating func noteStart(isIntact: Bool) throws(InvariantViolation) {
        try facts.restart(replica.paxos, isIntact: isIntact)
    }

    /// Ends the process, wherever it is; the disk stays as the running system shows it.
    mutating func stop() {
        guard let store else { return }
        disk = store.disk
        self.store = nil
    }

    /// Changes the disk, whether the process runs or not.
    mutating func changeDisk(_ change: (inout SimulatedDisk) -> Void) {
        if store == nil {
            change(&disk)
        } else if var files = store {
            store = nil
            change(&files.disk)
            store = files
        }
    }

    // MARK: What happens to it

    /// Notes whether the log has room, as a node does between turns.
    mutating func noteRoom() { replica.setDiskFull(!(store?.hasRoom ?? true)) }

    /// Hands something to the replica.
    mutating func handle(_ input: Input, wallMicroseconds: UInt64, into output: inout Output) {
        replica.handle(input, wallMicroseconds: wallMicroseconds, into: &output)
    }

    /// Takes in what a peer said of itself.
    mutating func greeted(by peer: NodeID, _ greeting: Greeting, into output: inout Output) {
        replica.greeted(by: peer, greeting, into: &output)
    }

    /// Is told by a peer that it has forgotten something.
    mutating func forget(into output: inout Output) {
        replica.forget(into: &output)
    }

    /// Takes in a line about snapshots.
    ///
    /// - Returns: What to answer its sender.
    /// - Throws: ``BankReplica/StoreError``; the process ends then.
    mutating func handleSnapshotLine(
        _ line: PeerLine,
        into output: inout Output
    ) throws(StoreError) -> [PeerMessage] {
        switch line.message {
        case .snapshot(let part):
            let next = try store?.receive(part, from: line.node, for: &replica, into: &output)
            return (next ?? nil).map { [.fetchSnapshot($0)] } ?? []
        case .fetchSnapshot(let request):
            return try (store?.parts(for: request) ?? []).map { .snapshot($0) }
        case .paxos, .request, .reply: preconditionFailure("\(line) is not about snapshots")
        }
    }

    // MARK: A turn

    /// Gives the next step of a turn.
    mutating func next(
        _ turn: inout Turn,
        into output: inout Output,
        wallMicroseconds: UInt64
    ) -> Turn.Step? {
        turn.next(for: &replica, into: &output, wallMicroseconds: wallMicroseconds)
    }

    /// Makes a turn's records durable.
    ///
    /// - Throws: ``BankReplica/StoreError``; the process ends then.
    mutating func makeDurable(
        _ output: inout Output,
        flushMilliseconds: UInt64
    ) throws(StoreError) {
        try store?.makeDurable(&output, of: &replica)
        replica.noteFlush(milliseconds: flushMilliseconds, into: &output)
    }

    /// Returns the first part of the newest snapshot, for a node that is far behind.
    ///
    /// - Throws: ``BankReplica/StoreError``; the process ends then.
    mutating func offer() throws(StoreError) -> SnapshotPart? { try store?.offer() ?? nil }

    /// Does one slice of what no turn waits for.
    ///
    /// - Returns: Whether there is more of it.
    /// - Throws: ``BankReplica/StoreError``; the process ends then.
    mutating func workQuietly() throws(StoreError) -> Bool {
        defer { noteRoom() }
        guard store?.hasWork(replica) ?? false else { return false }
        try store?.work(for: &replica)
        return store?.hasWork(replica) ?? false
    }

    /// Whether there is work that no turn waits for.
    var hasQuietWork: Bool { store?.hasWork(replica) ?? false }

    /// Tries again to find space.
    mutating func retrySpace() { store?.retrySpace() }

    /// Takes a snapshot now, as an operator asks for.
    mutating func freezeNow() { _ = replica.freezeNow() }

    /// Returns the node's clock at a simulated time.
    func wall(_ microseconds: UInt64) -> UInt64 {
        clock.reading(at: microseconds)
    }

    /// Stamps a line.
    mutating func stamp(wallMicroseconds: UInt64) -> Timestamp {
        replica.stamp(wallMicroseconds: wallMicroseconds)
    }
}
