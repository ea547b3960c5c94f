import BankReplica
import Paxos
import Simulator
import Testing
import Wire
import WriteAheadLog

/// Snapshots that the disk damaged after they were written and checked.
@Suite("Snapshots damaged at rest")
struct SnapshotDamageTests {
    /// The newest snapshot of a node that has executed forty slots.
    private static let newest = "snapshot-00000000000000000040"
    /// The one before it.
    private static let older = "snapshot-00000000000000000020"

    @Test("A damaged part is told once, with its file and place; the older snapshot is offered")
    func told() throws {
        var node = try Member.donor(through: 40)
        node.store.disk.flip(bit: 3, at: 520, of: Self.newest)
        for _ in 0..<3 { #expect(try node.store.offer()?.slot == Slot(20)) }

        #expect(
            node.store.takeProblems()
                == ["\(Self.newest): part 0 at 512: it is not what was written"]
        )
        #expect(node.store.takeProblems() == [])
    }

    @Test("Whoever fetches a snapshot when a later part is found damaged gets the older one")
    func laterPart() throws {
        var donor = try Member.donor(through: 40)
        let size = try donor.store.disk.size(of: Self.newest)
        donor.store.disk.flip(bit: 0, at: size - 20, of: Self.newest)
        var node = try Member(on: SimulatedDisk())
        var offers = 0
        while node.executed == .zero {
            offers += 1
            try #require(offers < 20)
            try node.fetch(from: donor)
            // What the copies found, the donor itself finds too.
            _ = try donor.parts()
        }

        #expect(node.executed == Slot(20))
    }

    @Test("After a start the older snapshot is looked through before it is served")
    func afterStart() throws {
        var disk = try Member.donor(through: 40).store.disk
        disk.crash()
        for isOlderDamaged in [false, true] {
            var files = disk
            if isOlderDamaged { files.flip(bit: 3, at: 600, of: Self.older) }
            var node = try Member(on: files)
            node.store.disk.flip(bit: 3, at: 520, of: Self.newest)
            let offer = try node.store.offer()
            #expect(offer?.slot == (isOlderDamaged ? nil : Slot(20)))
            #expect(node.store.takeProblems().count == (isOlderDamaged ? 2 : 1))
            guard let offer else { continue }
            let request = SnapshotRequest(slot: Slot(20), index: 1)
            #expect(try node.store.parts(for: request).count == 4)
            #expect(offer.count == 5)
        }
    }

    @Test("A snapshot known to be damaged is replaced, and the older one stays as the way back")
    func replaced() throws {
        var node = try Member.donor(through: 40)
        try node.learn(41...43)
        try node.work()
        node.store.disk.flip(bit: 3, at: 520, of: Self.newest)
        _ = try node.store.offer()
        #expect(node.store.hasWork(node.replica))
        try node.work()

        #expect(node.store.snapshotSlot == Slot(43))
        #expect(node.snapshotFiles == [Self.older, "snapshot-00000000000000000043"])
        var disk = node.store.disk
        disk.crash()
        disk.lose("snapshot-00000000000000000043")
        var again = try Member(on: disk)
        #expect(again.report.snapshot == Slot(20) && again.report.problems == [])
        try again.endTurn()
        #expect(again.executed == Slot(43))
    }

    @Test("An operator's question for a part is answered with that part alone")
    func onePart() throws {
        var node = try Member.donor(through: 40)
        let request = SnapshotRequest(slot: Slot(40), index: 1)

        #expect(try node.store.parts(for: request).map(\.index) == [1, 2, 3, 4])
        #expect(try node.store.part(for: request)?.index == 1)
        let gone = SnapshotRequest(slot: Slot(30), index: 2)
        #expect(try node.store.part(for: gone)?.slot == Slot(40))
    }

    @Test("A long stretch of zeros in a snapshot is given up at once")
    func zeros() throws {
        var disk = try Member.donor(through: 40).store.disk
        disk.crash()
        let zeros = [UInt8](repeating: 0, count: 2 << 20)
        try disk.write(zeros.span, to: Self.newest, at: 700)
        try disk.flush(Self.newest)
        let node = try Member(on: disk)

        #expect(node.report.snapshot == Slot(20))
        #expect(node.report.problems.count == 1)
        #expect(node.report.problems[0].contains("no line ends within"))
    }

    @Test("Only twenty digits name a snapshot")
    func names() throws {
        var disk = try Member.donor(through: 40).store.disk
        disk.crash()
        for name in ["snapshot-+0000000000000000050", "snapshot-00000000000000000050.old"] {
            try disk.create(name)
        }
        try disk.flushNames()
        let node = try Member(on: disk)

        #expect(node.report.problems == [] && node.report.snapshot == Slot(40))
    }
}
