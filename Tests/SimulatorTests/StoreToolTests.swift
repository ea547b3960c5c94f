import Bank
import BankReplica
import JSON
import Paxos
import Simulator
import Testing
import Wire
import WriteAheadLog

/// Backups, restored directories, and looking into a directory.
@Suite("Work on a node's files")
struct StoreToolTests {
    /// A node that has executed so many requests, the last one in its newest snapshot.
    private static func node(requests: Int = 60) throws -> LoneNode<RecordedDisk> {
        var node = try LoneNode(on: RecordedDisk())
        for number in 1...requests { _ = try node.ask(LoneScript.request(number)) }
        return node
    }

    /// The parts of a node's newest snapshot, asked for one by one.
    private static func parts(of node: LoneNode<RecordedDisk>) throws -> [SnapshotPart] {
        var store = node.store
        let first = try #require(try store.offer())
        return try (0..<first.count)
            .map { index in
                let request = SnapshotRequest(slot: first.slot, index: index)
                return try #require(try store.parts(for: request).first)
            }
    }

    /// Writes a backup of a node.
    private static func backUp(
        _ node: LoneNode<RecordedDisk>,
        on disk: inout SimulatedDisk
    ) throws -> Backup {
        var writing = try BackupWriting("out", on: &disk)
        let parts = try parts(of: node)
        for part in parts {
            let next = try writing.add(part, from: node.store.identity, on: &disk)
            let expected = part.index + 1
            #expect(next?.index == (expected == parts.count ? nil : expected))
        }
        return try writing.finish(on: &disk)
    }

    private static func bytes<Disk: Storage>(_ name: String, on disk: inout Disk) throws -> [UInt8]
    {
        var bytes: [UInt8] = []
        try disk.read(name, at: 0, count: try disk.size(of: name), into: &bytes)
        return bytes
    }

    private static func restore(
        _ backup: Backup,
        as member: RestoredMember,
        on disk: inout RecordedDisk
    ) throws {
        let owner = FileIdentity(cluster: "lone", node: 1, incarnation: 0)
        try ReplicaStore.restore(backup.state, for: owner, as: member, on: &disk)
    }

    // MARK: Backups

    @Test("A backup has the lines of the node's snapshot, byte for byte, and names its source")
    func backups() throws {
        let node = try Self.node()
        var disk = SimulatedDisk()
        let backup = try Self.backUp(node, on: &disk)
        var files = node.store.disk
        let original = try Self.bytes("snapshot-00000000000000000060", on: &files)

        #expect(try Self.bytes("out", on: &disk) == original)
        #expect(disk.names() == ["out"])
        #expect(backup.source == node.store.identity && backup.bytes == original.count)
        #expect(backup.state.slot == Slot(60) && backup.parts == 5)
        disk.crash()
        let read = try Backup(reading: "out", on: &disk)
        #expect(read.state.digest == backup.state.digest)
    }

    @Test("Nothing is written over a file, nor over a backup that may be under way")
    func existing() throws {
        let node = try Self.node()
        for name in ["out", "out.tmp"] {
            var disk = SimulatedDisk()
            try disk.create(name)
            #expect(throws: BackupError.exists(file: name)) {
                _ = try Self.backUp(node, on: &disk)
            }
            #expect(disk.names() == [name])
        }
    }

    @Test("A part that does not follow ends a backup, and nothing is left of it")
    func order() throws {
        let node = try Self.node()
        let parts = try Self.parts(of: node)
        var disk = SimulatedDisk()
        var writing = try BackupWriting("out", on: &disk)
        _ = try writing.add(parts[0], from: node.store.identity, on: &disk)

        #expect(throws: BackupError.unexpectedPart(2)) {
            _ = try writing.add(parts[2], from: node.store.identity, on: &disk)
        }
        writing.discard(on: &disk)
        #expect(disk.names() == [])
    }

    @Test("A first part of a newer snapshot begins a backup anew")
    func restart() throws {
        var disk = SimulatedDisk()
        let older = try Self.parts(of: try Self.node(requests: 40))
        let newer = try Self.node()
        var writing = try BackupWriting("out", on: &disk)
        for part in older.prefix(3) {
            _ = try writing.add(part, from: newer.store.identity, on: &disk)
        }
        for part in try Self.parts(of: newer) {
            _ = try writing.add(part, from: newer.store.identity, on: &disk)
        }

        #expect(try writing.finish(on: &disk).state.slot == Slot(60))
    }

    @Test("A bit that flips anywhere in a backup is found")
    func damage() throws {
        var whole = SimulatedDisk()
        let count = try Self.backUp(try Self.node(), on: &whole).bytes
        whole.crash()
        for offset in 0..<count {
            var disk = whole
            disk.flip(bit: offset % 8, at: offset, of: "out")
            let error = #expect(throws: BackupError.self) {
                _ = try Backup(reading: "out", on: &disk)
            }
            switch error {
            case .damaged(_, let reason):
                #expect(!reason.isEmpty && (offset < 512 || reason.contains("part")))
            case .foreign: #expect(offset < 8, "byte \(offset) is not of the magic")
            default: Issue.record("byte \(offset): \(String(describing: error))")
            }
        }
    }

    // MARK: Restored directories

    @Test("A node of a new cluster begins with all that was there, and goes on at the next slot")
    func newCluster() throws {
        let node = try Self.node()
        var disk = SimulatedDisk()
        let backup = try Self.backUp(node, on: &disk)
        var files = RecordedDisk()
        try Self.restore(backup, as: .ofNewCluster, on: &files)
        files.disk.crash()
        var restored = try LoneNode(on: files)

        #expect(restored.report.start == 1 && restored.report.problems == [])
        #expect(restored.replica.paxos.status.executed == Slot(60))
        #expect(!restored.replica.paxos.status.isRecovering)
        try restored.lead()
        for number in 56...60 {
            let request = LoneScript.request(number)
            #expect(try restored.ask(request) == node.kept(request))
        }
        _ = try restored.ask(LoneScript.request(61))
        #expect(restored.replica.paxos.status.executed == Slot(61))
        #expect(restored.replica.bank.ledger.total == node.replica.bank.ledger.total)
    }

    @Test("A node of a living cluster has the state, and takes no part until it has rejoined")
    func livingCluster() throws {
        var disk = SimulatedDisk()
        let backup = try Self.backUp(try Self.node(), on: &disk)
        var files = RecordedDisk()
        try Self.restore(backup, as: .ofLivingCluster, on: &files)
        files.disk.crash()
        let restored = try LoneNode(on: files)
        let again = try LoneNode(on: restored.store.disk)

        for node in [restored, again] {
            #expect(node.replica.paxos.status.isRecovering)
            #expect(node.replica.paxos.status.executed == Slot(60))
            #expect(node.report.problems == [])
        }
    }

    @Test(
        "Whatever a crash leaves of a restore either holds nothing yet, or does not vote",
        arguments: [RestoredMember.ofNewCluster, .ofLivingCluster]
    )
    func crashes(member: RestoredMember) throws {
        var disk = SimulatedDisk()
        let backup = try Self.backUp(try Self.node(), on: &disk)
        var files = RecordedDisk()
        try Self.restore(backup, as: member, on: &files)
        var halves = 0
        for moment in files.moments {
            for kept in 0...moment.pending.count {
                var left = moment
                left.crash { step, _ in step < kept ? .whole : .lost }
                if left.names().contains("identity") { continue }
                guard StoreInspection.isNodeDirectory(left.names()) else { continue }
                halves += 1
                #expect(try LoneNode(on: left).replica.paxos.status.isRecovering)
            }
        }
        #expect(halves > 10)
    }

    @Test("A restored directory whose snapshot is damaged knows what it lacks")
    func damagedSnapshot() throws {
        var disk = SimulatedDisk()
        let backup = try Self.backUp(try Self.node(), on: &disk)
        var files = RecordedDisk()
        try Self.restore(backup, as: .ofNewCluster, on: &files)
        files.disk.crash()
        files.disk.flip(bit: 0, at: 900, of: "snapshot-00000000000000000060")
        let found = try StoreInspection(on: &files)
        let restored = try LoneNode(on: files)

        #expect(found.problems.last == "slots 1 to 60 are in no sound snapshot")
        #expect(restored.report.problems.count == 1)
        #expect(restored.replica.paxos.status.executed == .zero)
        #expect(!restored.replica.paxos.status.isReady)
    }
}
