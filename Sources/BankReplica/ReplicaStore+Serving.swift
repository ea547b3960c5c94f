import Bank
public import Wire
import WriteAheadLog

/// Snapshots for others: offered to nodes that are far behind, and to operators.
extension ReplicaStore {
    /// Returns what a node that asks for dropped slots is offered: the first part of the newest
    /// snapshot that is not known to be damaged; nil if there is none.
    public mutating func offer() throws(StoreError) -> SnapshotPart? {
        if let newest = snapshots.newest, !newest.isDamaged,
            let part = try part(0, of: newest)
        {
            return part
        }
        // The newest one is damaged.
        try lookThroughOlder()
        guard let older = snapshots.older, !older.isDamaged else { return nil }
        return try part(0, of: older)
    }

    /// Returns the parts that a node asks for; if that snapshot is gone, or damaged there, another
    /// one is offered.
    public mutating func parts(
        for request: SnapshotRequest
    ) throws(StoreError) -> [SnapshotPart] {
        try parts(for: request, atMost: limits.snapshotPartsPerAnswer)
    }

    /// Returns the one part that is asked for; if that snapshot is gone, or damaged there, the
    /// first part of another one; nil if there is none.
    public mutating func part(
        for request: SnapshotRequest
    ) throws(StoreError) -> SnapshotPart? {
        try parts(for: request, atMost: 1).first
    }

    private mutating func parts(
        for request: SnapshotRequest,
        atMost count: Int
    ) throws(StoreError) -> [SnapshotPart] {
        let known = [snapshots.newest, snapshots.older].compactMap { $0 }
            .first { $0.slot == request.slot && $0.count > request.index && !$0.isDamaged }
        var parts: [SnapshotPart] = []
        if let file = known {
            for index in request.index..<min(request.index + count, file.count) {
                guard let part = try part(index, of: file) else { break }
                parts.append(part)
            }
        }
        guard parts.isEmpty else { return parts }
        return try offer().map { [$0] } ?? []
    }

    /// Reads one part back; nil if the disk damaged it, which is noted.
    private mutating func part(
        _ index: Int,
        of file: SnapshotFile
    ) throws(StoreError) -> SnapshotPart? {
        let bytes: [UInt8]?
        do { bytes = try file.read(index, of: file.name, on: &disk) } catch {
            throw .storage(error)
        }
        guard let bytes else {
            let place = "part \(index) at \(file.offset(of: index))"
            noteDamage(of: file, "\(place): it is not what was written")
            return nil
        }
        return SnapshotPart(slot: file.slot, index: index, count: file.count, bytes: bytes)
    }

    /// Notes that the disk damaged a snapshot: it is served no more, and people are told.
    private mutating func noteDamage(of file: SnapshotFile, _ problem: String) {
        if snapshots.newest?.slot == file.slot { snapshots.newest?.isDamaged = true }
        if snapshots.older?.slot == file.slot { snapshots.older?.isDamaged = true }
        untoldProblems.append("\(file.name): \(problem)")
    }

    /// Finds the parts of the older snapshot, if that was not needed since the start.
    private mutating func lookThroughOlder() throws(StoreError) {
        guard let older = snapshots.older, older.count == 0, !older.isDamaged else { return }
        var loading = SnapshotLoading(older, limits: .standard)
        do throws(StorageError) {
            guard try loading.load(on: &disk) != nil else {
                return noteDamage(of: older, loading.problem)
            }
        } catch {
            throw .storage(error)
        }
        snapshots.older = loading.file
    }
}
