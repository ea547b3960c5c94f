import Bank
import BankReplica
import EventLog
import EventLoop
import Paxos
import Wire
import WriteAheadLog

/// The node's files: opening them, making turns durable, and work that no turn waits for.
extension Node {
    /// What a node has when its files are open.
    typealias Opened = (
        store: ReplicaStore<NodeDisk>, replica: BankReplica, report: StoreReport
    )

    /// Takes the directory and rebuilds the replica from it.
    static func open(_ settings: NodeSettings, seed: UInt64) throws(NodeError) -> Opened {
        let cluster = settings.cluster
        let bank: Bank
        do {
            bank = try Bank(accounts: cluster.accounts)
        } catch {
            throw .system("accounts: \(error)")
        }
        var store = StoreSettings(
            configuration: Configuration(
                id: settings.id,
                members: cluster.members,
                timing: cluster.timing
            ),
            cluster: "\(cluster.id)",
            bank: bank,
            // The seed only spreads random waits; which ones they are decides nothing.
            seed: seed &* 31 &+ UInt64(settings.id.rawValue),
            isNewCluster: settings.storage.isNewCluster,
            checkpointInterval: settings.storage.checkpointInterval
        )
        let segmentBytes = settings.storage.segmentBytes
        let limits = LogLimits()
        store.limits.log = LogLimits(
            segmentBytes: segmentBytes,
            // Tests want segments that the largest record would not fit; theirs are small.
            recordBytesMax: min(limits.recordBytesMax, segmentBytes - 2 * FileHeader.byteCount)
        )
        store.limits.reserveBytes = segmentBytes
        let disk = try openDisk(settings.storage)
        do {
            return try ReplicaStore.open(disk, settings: store)
        } catch {
            throw NodeError(error)
        }
    }

    private static func openDisk(_ storage: NodeStorage) throws(NodeError) -> NodeDisk {
        guard let directory = storage.directory else { return NodeDisk(nil) }
        let holder: String?
        let files: FileDisk
        do {
            files = try FileDisk(path: directory)
            holder = try files.lock(DataDirectory.lockName)
        } catch {
            throw .storage("\(error)")
        }
        if let holder { throw .locked(directory, holder: holder) }
        return NodeDisk(files)
    }

    // MARK: The turn

    /// Appends the turn's records and flushes them, while other nodes work on the early messages.
    func makeDurable() throws(NodeError) {
        loop.flush()
        let begin = SystemClock.monotonicMicroseconds
        do {
            try store.makeDurable(&output, of: &replica)
        } catch {
            throw NodeError(error)
        }
        let microseconds = UInt64(max(0, SystemClock.monotonicMicroseconds - begin))
        flushMicroseconds += microseconds
        metrics.noteFlush(microseconds: microseconds)
        replica.noteFlush(milliseconds: microseconds / 1_000, into: &output)
    }

    /// Offers a snapshot to every node that asked for slots this one no longer has.
    func offerSnapshots() throws(NodeError) {
        for node in output.effects.snapshotsWanted {
            do {
                guard let part = try store.offer() else { continue }
                send(.snapshot(part), to: NodeSet([node]))
            } catch {
                throw NodeError(error)
            }
        }
    }

    /// Handles a line about snapshots.
    ///
    /// - Returns: Whether it was one.
    func receiveSnapshotLine(_ line: PeerLine) throws(StoreError) -> Bool {
        let sender = NodeSet([line.node])
        switch line.message {
        case .snapshot(let part):
            let installed = store.counters.snapshotsInstalled
            let next = try store.receive(part, from: line.node, for: &replica, into: &output)
            if store.counters.snapshotsInstalled > installed {
                announceInstallation(from: line.node)
            }
            if let next { send(.fetchSnapshot(next), to: sender) }
        case .fetchSnapshot(let request):
            for part in try store.parts(for: request) { send(.snapshot(part), to: sender) }
        case .paxos, .request, .reply: return false
        }
        return true
    }

    /// Tells people what was found on disk.
    func tell(_ report: StoreReport) {
        tell(
            .info,
            "opened",
            [
                EventField("directory", settings.storage.directory ?? "memory"),
                EventField("start", report.start),
                EventField("snapshot", report.snapshot.rawValue),
                EventField("records", report.records),
            ]
        )
        for problem in report.problems { tell(.error, "damage", [EventField("what", problem)]) }
        if let problem = report.problems.first { announced.recoveryReason = problem }
    }

    // MARK: Between turns

    /// Does one slice of what no turn waits for.
    ///
    /// - Returns: Whether there is more of it.
    func workQuietly() throws(NodeError) -> Bool {
        // A full disk is noticed before a turn could be left without room for its records.
        defer {
            replica.setDiskFull(!store.hasRoom)
            noteSpace()
            for problem in store.takeProblems() {
                tell(.error, "damage", [EventField("what", problem)])
            }
        }
        guard store.hasWork(replica) else { return false }
        let begin = SystemClock.monotonicMicroseconds
        do {
            try store.work(for: &replica)
        } catch {
            throw NodeError(error)
        }
        announceSnapshot(after: begin)
        return store.hasWork(replica)
    }

    /// Sees to it that a full disk is tried again; people are told of its beginning and end.
    private func noteSpace() {
        if store.isDiskFull, spaceTimer == nil {
            spaceTimer = loop.startTimer(afterMilliseconds: limits.diskFullRetryMilliseconds)
            guard !isDiskFullTold else { return }
            isDiskFullTold = true
            tell(.error, "disk_full", [EventField("log_room_bytes", store.roomBytes)])
        } else if isDiskFullTold, !store.isDiskFull {
            isDiskFullTold = false
            tell(.info, "disk_has_space", [EventField("log_room_bytes", store.roomBytes)])
        }
    }

    /// Looks again whether there is space: what asks for it next will tell.
    func retrySpace() {
        spaceTimer = nil
        store.retrySpace()
    }
}

extension NodeStorage {
    /// The most slots from one snapshot to the next; memory must hold four times as many.
    public static var checkpointIntervalMax: UInt64 {
        StoreSettings.checkpointIntervalMax(PaxosLimits())
    }
}

extension NodeError {
    /// Creates the error of files that cannot be used.
    init(_ error: StoreError) {
        switch error {
        case .foreign: self = .foreignFiles("\(error)")
        case .storage, .log, .unreadable: self = .storage("\(error)")
        }
    }
}
