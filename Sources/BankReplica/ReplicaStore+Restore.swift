import JSON
import Paxos
public import Wire
public import WriteAheadLog

/// As what a directory that is restored from a backup takes part.
public enum RestoredMember: Hashable, Sendable {
    /// A node of the cluster that the backup was taken from, which goes on without it: the node has
    /// forgotten what it promised, and rejoins.
    case ofLivingCluster
    /// A node of a new cluster that begins at the backup's slot; all its nodes are restored from
    /// the same backup.
    case ofNewCluster
}

extension ReplicaStore {
    /// Fills an empty directory with a snapshot, as if a node had worked there.
    ///
    /// Whose directory it is, is written last. One that was cut short before that is taken, at the
    /// node's start, for a directory that lost something: its node takes no part in any vote. The
    /// log's first record says what the node has forgotten, or what its log lacks, so that it knows
    /// even if the snapshot is damaged later.
    ///
    /// - Parameters:
    ///   - state: What the backup holds.
    ///   - owner: Whose directory it becomes; its incarnation does not matter.
    ///   - member: As what it takes part.
    ///   - disk: The directory; nothing of a node may be in it.
    /// - Throws: ``StoreError``; the directory is worth nothing then.
    public static func restore(
        _ state: SnapshotState,
        for owner: FileIdentity,
        as member: RestoredMember,
        on disk: inout Disk
    ) throws(StoreError) {
        let limits = StoreLimits()
        // The first start on it will be its first.
        let identity = FileIdentity(
            cluster: owner.cluster,
            node: owner.node,
            incarnation: Incarnation.none.rawValue
        )
        // One record needs little room; the node makes its next segment as large as it is told.
        let segment = LogLimits(
            segmentBytes: 65_536,
            recordBytesMax: 4_096,
            preparedSliceBytes: 65_536
        )
        var buffer = JSONWriter(capacity: limits.snapshotSliceBytes)
        do throws(StorageError) {
            var writing = try SnapshotWriting(state, identity: identity, on: &disk)
            let slice = limits.snapshotSliceBytes
            while try !writing.work(bytesMax: slice, buffer: &buffer, on: &disk) {}
        } catch {
            throw .storage(error)
        }
        var payload = LogPayload(state: DurableState())
        payload.state.isRecovering = member == .ofLivingCluster
        payload.base = state.slot
        buffer.removeAll()
        payload.write(into: &buffer)
        let record = buffer.bytes
        do throws(LogError) {
            var log = try WriteAheadLog.create(on: &disk, identity: identity, limits: segment)
            _ = try log.append(record.span, on: &disk)
        } catch {
            throw StoreError(error)
        }
        do { try IdentityFile.write(identity, on: &disk) } catch { throw .storage(error) }
    }
}
