public import Bank
import HybridClock
import JSON
public import Paxos
import Wire
import WriteAheadLog

#if MUTANTS
import Mutation
#endif

/// What a node is told about its files.
public struct StoreSettings: Sendable {
    /// Who takes part, and which of them this is.
    public var configuration: Configuration
    /// The cluster's id.
    public var cluster: String
    /// The bank as it stands before slot 1.
    public var bank: Bank
    /// Where random waits begin.
    public var seed: UInt64
    /// Whether whoever made an empty directory says that the cluster is new; else it is taken for
    /// one that lost its files.
    public var isNewCluster: Bool
    /// Every so many slots a snapshot is taken.
    public var checkpointInterval: UInt64
    /// How much is done at once.
    public var limits = StoreLimits()
    /// Limits of the replica's bookkeeping.
    public var replicaLimits = ReplicaLimits()

    /// Creates settings.
    public init(
        configuration: Configuration,
        cluster: String,
        bank: Bank,
        seed: UInt64,
        isNewCluster: Bool,
        checkpointInterval: UInt64
    ) {
        let most = Self.checkpointIntervalMax(configuration.limits)
        precondition(
            1 <= checkpointInterval && checkpointInterval <= most,
            "a checkpoint every \(checkpointInterval) slots; 1 to \(most) are allowed"
        )
        self.configuration = configuration
        self.cluster = cluster
        self.bank = bank
        self.seed = seed
        self.isNewCluster = isNewCluster
        self.checkpointInterval = checkpointInterval
    }

    /// The most slots from one checkpoint to the next.
    ///
    /// Entries go only when two snapshots cover them, so that two intervals must find room in
    /// memory, and as much again is needed to go on while the second snapshot is written.
    ///
    /// - Parameter limits: They say how many slots are held at most.
    /// - Returns: A quarter of that.
    public static func checkpointIntervalMax(_ limits: PaxosLimits) -> UInt64 {
        UInt64(limits.logSlotsMax / 4)
    }
}

/// What a node found when it opened its files.
public struct StoreReport: Hashable, Sendable {
    /// How often the node was started on these files, this time included.
    public var start: UInt32 = 1
    /// The slot of the snapshot that was loaded; zero for none.
    public var snapshot = Slot.zero
    /// How many records of the log were read.
    public var records = 0
    /// What was wrong, in words, each with its file and place.
    public var problems: [String] = []

    /// Creates the report of an empty directory.
    public init() {}
}

extension ReplicaStore {
    /// Opens a node's files, or makes them, and rebuilds the replica from them.
    ///
    /// The number of this start is durable before anything else is done. A replica whose files have
    /// lost something is told so (``Paxos/Replica/replayLoss(of:)``,
    /// ``Paxos/Replica/replayUnknownLoss()``): it decides what it may still take part in.
    ///
    /// - Parameters:
    ///   - disk: The node's directory, locked by the caller.
    ///   - settings: What the node is told.
    /// - Returns: The store, the replica and what was found.
    /// - Throws: ``StoreError``; the node MUST NOT take part then.
    public static func open(
        _ disk: consuming Disk,
        settings: StoreSettings
    ) throws(StoreError) -> (store: Self, replica: BankReplica, report: StoreReport) {
        var opening = Opening(disk: disk, settings: settings)
        try opening.readIdentity()
        try opening.loadSnapshot()
        try opening.readLog()
        return try opening.finish()
    }
}

/// The steps from a directory to a replica.
struct Opening<Disk: Storage> {
    /// The directory.
    private var disk: Disk
    /// What the node is told.
    private let settings: StoreSettings
    /// The files that are there; none of them is unfinished.
    private var names: [String] = []
    /// What the identity file says; nil if there is none.
    private var known: FileIdentity?
    /// What is written into files from now on.
    private var identity: FileIdentity
    /// The valid snapshots.
    private var snapshots: (newest: SnapshotFile?, older: SnapshotFile?) = (nil, nil)
    /// The replica.
    private var replica: BankReplica
    /// The log; nil until it was read or made.
    private var log: WriteAheadLog?
    /// The oldest record that belongs to the log, as its last record says.
    private var oldest = LogPosition(0)
    /// Which slots the log's records touch.
    private var index = LogIndex()
    /// Every slot up to this one is in a snapshot or known to be missing from the log.
    private var base = Slot.zero
    /// The end of unknown losses that the log did not yet say it knew of.
    private var lossEnd: LogPosition?
    /// What the log says it knew of losses.
    private var repaired = LogPosition(0)
    /// What the log names as in force.
    private var written = DurableState()
    /// The first record that passes its checksum and says nothing this program understands.
    private var unreadable: StoreError?
    /// What was found.
    private var report = StoreReport()

    init(disk: Disk, settings: StoreSettings) {
        self.disk = disk
        self.settings = settings
        identity = FileIdentity(
            cluster: settings.cluster,
            node: settings.configuration.id.rawValue,
            incarnation: Incarnation(life: 0, start: 1).rawValue
        )
        replica = Self.replica(settings, from: nil)
    }

    private static func replica(
        _ settings: StoreSettings,
        from state: SnapshotState?
    ) -> BankReplica {
        BankReplica(
            configuration: settings.configuration,
            bank: settings.bank,
            seed: settings.seed,
            from: state,
            checkpointInterval: settings.checkpointInterval,
            limits: settings.replicaLimits
        )
    }

    // MARK: Identity

    /// Reads whose directory this is, and counts this start, durably.
    mutating func readIdentity() throws(StoreError) {
        do throws(StorageError) {
            for name in try disk.names() {
                if Self.isUnfinished(name) {
                    try disk.remove(name)
                } else if name == IdentityFile.name || Self.isData(name) {
                    names.append(name)
                }
            }
            guard names.contains(IdentityFile.name) else { return }
        } catch {
            throw .storage(error)
        }
        guard let before = try readKnownIdentity() else { return }
        known = before
        let last = Incarnation(rawValue: before.incarnation)
        report.start = last.start + 1
        identity = FileIdentity(
            cluster: identity.cluster,
            node: identity.node,
            incarnation: Incarnation(life: last.life, start: report.start).rawValue
        )
        try writeIdentity()
    }

    /// Returns what the identity file says; nil if it is damaged.
    ///
    /// A file of another program is left alone, unless the rest of the directory is a node's.
    private mutating func readKnownIdentity() throws(StoreError) -> FileIdentity? {
        do {
            return try readHeader(of: IdentityFile.name, kind: .identity).identity
        } catch {
            switch error {
            case .log(.damagedHeader): break
            case .log(.notOurs) where names.contains { Self.isData($0) }: break
            default: throw error
            }
            report.problems.append("\(error)")
            return nil
        }
    }

    /// Whether a file of this name is one that a node did not finish; others may be another's.
    private static func isUnfinished(_ name: String) -> Bool {
        let prefixes = [IdentityFile.name, "log-", "snapshot-"]
        return name.hasSuffix(SnapshotFile.temporarySuffix)
            && prefixes.contains { name.hasPrefix($0) }
    }

    /// Whether a file of this name holds something that must not be lost.
    private static func isData(_ name: String) -> Bool {
        SnapshotFile.slot(named: name) != nil || name.hasPrefix("log-")
    }

    private mutating func readHeader(
        of name: String,
        kind: FileHeader.Kind
    ) throws(StoreError) -> FileHeader {
        var bytes: [UInt8] = []
        do throws(StorageError) {
            try disk.read(name, at: 0, count: FileHeader.byteCount, into: &bytes)
        } catch {
            throw .storage(error)
        }
        do throws(LogError) {
            let header = try FileHeader(reading: bytes, as: kind, file: name)
            try header.requireOwner(identity, file: name)
            return header
        } catch {
            throw StoreError(error)
        }
    }

    private mutating func writeIdentity() throws(StoreError) {
        do { try IdentityFile.write(identity, on: &disk) } catch { throw .storage(error) }
    }

    // MARK: Snapshot

    /// Loads the newest snapshot that passes all its checks.
    mutating func loadSnapshot() throws(StoreError) {
        let slots = names.compactMap(SnapshotFile.slot(named:)).sorted(by: >)
        for slot in slots {
            guard snapshots.newest == nil else {
                snapshots.older = SnapshotFile(slot: slot)
                break
            }
            let name = SnapshotFile(slot: slot).name
            guard try isOwnSnapshot(name) else { continue }
            do throws(StorageError) {
                var loading = SnapshotLoading(
                    SnapshotFile(slot: slot),
                    limits: settings.bank.limits
                )
                guard let state = try loading.load(on: &disk) else {
                    report.problems.append("\(name): \(loading.problem)")
                    continue
                }
                snapshots.newest = loading.file
                replica = Self.replica(settings, from: state)
                base = slot
                report.snapshot = slot
            } catch {
                throw .storage(error)
            }
        }
    }

    /// Returns whether a snapshot's header is whole; one of another node or cluster ends the start.
    private mutating func isOwnSnapshot(_ name: String) throws(StoreError) -> Bool {
        do {
            _ = try readHeader(of: name, kind: .snapshot)
            return true
        } catch {
            guard case .log = error else { throw error }
            report.problems.append("\(error)")
            return false
        }
    }

    // MARK: Log

    /// Reads the log from its oldest record on, and hands everything to the replica.
    mutating func readLog() throws(StoreError) {
        guard names.contains(where: { $0.hasPrefix("log-") }) else { return try createLog() }
        do throws(LogError) {
            var reader = try LogReader(
                on: &disk,
                identity: identity,
                limits: settings.limits.log,
                from: nil
            )
            var gap: LogGap?
            while let event = try reader.next(on: &disk) {
                switch event {
                case .gap(let found): gap = found
                case .record(let extent, let bytes):
                    guard let payload = read(bytes, at: extent) else { break }
                    replay(payload, at: extent, after: gap)
                    gap = nil
                }
            }
            judgeBeginning(reader.beginning)
            log = try finish(&reader)
        } catch {
            throw StoreError(error)
        }
        if let unreadable { throw unreadable }
    }

    /// Tells a log whose oldest segments were removed from one that lost them.
    private mutating func judgeBeginning(_ beginning: LogPosition) {
        guard beginning > oldest else { return }
        loseUnknown(
            "the log begins with record \(beginning.rawValue), and those from"
                + " \(oldest.rawValue) on are gone",
            before: nil
        )
        oldest = beginning
    }

    private mutating func createLog() throws(StoreError) {
        // Where anything else is left, the log was there too. The new one does not begin with
        // record 0, so that a start which is cut short here finds the loss again.
        if !names.isEmpty {
            loseUnknown("the log is gone", before: nil)
            oldest = LogPosition(1)
        }
        do {
            log = try WriteAheadLog.create(
                at: oldest,
                on: &disk,
                identity: identity,
                limits: settings.limits.log
            )
        } catch {
            throw StoreError(error)
        }
    }

    /// Reads a record that passed its checksum.
    private mutating func read(_ bytes: [UInt8], at extent: LogExtent) -> LogPayload? {
        do {
            return try LogPayload(reading: bytes.span)
        } catch {
            unreadable = .unreadable(
                file: extent.file,
                reason: "record \(extent.position.rawValue) at \(extent.offset): \(error)"
            )
            return nil
        }
    }

    private mutating func replay(_ payload: LogPayload, at extent: LogExtent, after gap: LogGap?) {
        // What was lost before is behind it now, and a gap right before this record counts again.
        repaired = LogPosition(payload.repaired)
        #if MUTANTS
        let gap = Mutant.skipBadRecord.isPlanted ? nil : gap
        #endif
        let isLossOver = lossEnd.map { repaired >= $0 } ?? false
        // What the node knew of when it last came back was dealt with then. But a gap may have
        // grown since: a record that is in it now may have been read then.
        let isGapOver = gap.map { repaired >= $0.next } ?? false
        if isLossOver { lossEnd = nil }
        if isLossOver || isGapOver { replica.paxos.replayGoesOn() }
        var touched = payload.slots
        if let gap, !isGapOver {
            if gap.isBounded {
                report.problems.append("\(gap)")
                replica.paxos.replayLoss(of: payload.behind)
                // This record is all that tells of the loss: it stays as long as that matters.
                touched = SlotRange.hull(touched, payload.behind)
            } else {
                loseUnknown("\(gap)", before: gap.next)
            }
        }
        oldest = LogPosition(payload.oldest)
        if payload.base > base {
            // The snapshot that let the log be dropped up to here is not there any more.
            replica.paxos.replayLoss(of: SlotRange(first: base.next, last: payload.base))
            base = payload.base
        }
        for record in payload.records { replica.paxos.replay(record) }
        if lossEnd == nil, replica.paxos.isSkippingReplay {
            loseUnknown(
                "record \(extent.position.rawValue) was accepted below a promise before it, which"
                    + " could not be read then",
                before: LogPosition(extent.position.rawValue + 1)
            )
        }
        replica.paxos.restore(payload.state)
        written = payload.state
        index.add(extent, touching: touched)
        report.records += 1
    }

    private mutating func finish(_ reader: inout LogReader) throws(LogError) -> WriteAheadLog {
        switch reader.verdict {
        case .clean: break
        case .torn: report.problems.append("\(reader.verdict)")
        case .damagedEnd:
            #if MUTANTS
            if Mutant.corruptionAsTail.isPlanted { break }
            #endif
            loseUnknown("\(reader.verdict)", before: nil)
        }
        return try reader.finish(on: &disk)
    }

    /// Notes that anything may have been lost before a place; nil for the log's end.
    private mutating func loseUnknown(_ problem: String, before end: LogPosition?) {
        report.problems.append(problem)
        lossEnd = end ?? LogPosition(.max)
        replica.paxos.replayUnknownLoss()
    }

    // MARK: The end

    /// Whether nothing was ever kept here: there is no file, or the empty log of a first start that
    /// was cut short before it named its owner.
    private var isUntouched: Bool {
        let hasSnapshot = names.contains { SnapshotFile.slot(named: $0) != nil }
        return !hasSnapshot && report.problems.isEmpty && log?.end == LogPosition(0)
    }

    /// Ends the opening: what the replica concludes from all this is durable before it takes part.
    mutating func finish() throws(StoreError) -> (
        store: ReplicaStore<Disk>, replica: BankReplica, report: StoreReport
    ) {
        guard let log else { preconditionFailure("the log was not read") }
        #if MUTANTS
        if Mutant.amnesiacVotes.isPlanted { known = known ?? identity }
        #endif
        if known == nil, !(settings.isNewCluster && isUntouched) {
            loseUnknown("this directory does not say whose it is", before: nil)
        }
        // From now on the log says that it knows of every loss before this place.
        if lossEnd != nil { repaired = log.end }
        // A record may be read today that an earlier start could not read: then more is in force
        // than the last record, which was written without it, says.
        written = replica.paxos.durableState
        var effects = Effects<StampedRequest>()
        replica.paxos.finishReplay(into: &effects)
        var store = ReplicaStore(
            disk: disk,
            identity: identity,
            limits: settings.limits,
            log: log,
            index: index,
            written: written,
            base: base,
            oldest: oldest,
            repaired: repaired,
            snapshots: snapshots
        )
        if !effects.records.isEmpty {
            try store.append(effects.records, state: replica.paxos.durableState)
        }
        if known == nil {
            // Only now: a start that was cut short before this must not look like a new cluster.
            disk = store.disk
            try writeIdentity()
            store.disk = disk
        }
        return (store, replica, report)
    }
}
