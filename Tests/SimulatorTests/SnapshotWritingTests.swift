import Bank
import BankReplica
import Paxos
import Simulator
import Testing
import WriteAheadLog

/// Snapshots of a node's own state: when they are taken, and what comes between.
@Suite("Snapshots of the own state")
struct SnapshotWritingTests {
    @Test("A snapshot that is asked for while another one is written is of the state at that time")
    func asked() throws {
        var node = try Member(on: SimulatedDisk())
        try node.learn(1...20)
        try node.store.work(for: &node.replica)
        #expect(node.store.isWritingSnapshot)
        try node.learn(21...25)

        #expect(node.replica.freezeNow() == Slot(25))
        try node.learn(26...27)
        try node.work()
        #expect(try #require(node.store.snapshotSlot) >= Slot(25))
        #expect(node.store.counters.snapshotsWritten == 2)
    }

    @Test("A snapshot that is asked for twice is written once")
    func askedTwice() throws {
        var node = try Member(on: SimulatedDisk())
        #expect(node.replica.freezeNow() == nil)
        try node.learn(1...5)
        for _ in 0..<2 {
            #expect(node.replica.freezeNow() == Slot(5))
            try node.work()
        }

        #expect(node.store.counters.snapshotsWritten == 1)
        #expect(node.store.snapshotSlot == Slot(5))
    }

    // MARK: A full disk

    @Test("A snapshot that found the disk full is taken again when there is space, without a call")
    func retried() throws {
        var node = try Member.donor(through: 10)
        let before = node.bytes
        node.store.disk.capacityBytes = before + 600
        try node.learn(11...20)
        try node.work()
        #expect(node.store.isDiskFull && node.store.snapshotSlot == nil)
        #expect(node.bytes == before)
        try node.learn(21...23)
        node.store.retrySpace()
        try node.work()
        #expect(node.store.isDiskFull && node.bytes == before)

        node.store.disk.capacityBytes = .max
        try node.work()
        #expect(node.store.isDiskFull, "nothing is tried before it is time")
        node.store.retrySpace()
        #expect(node.store.isDiskFull, "nothing has succeeded yet")
        try node.work()
        #expect(node.store.snapshotSlot == Slot(23) && !node.store.isDiskFull)
        try node.learn(24...40)
        try node.work()
        #expect(node.store.snapshotSlot == Slot(40), "the next ones fall on the usual slots")
    }

    @Test("A snapshot that somebody asked for on a full disk is not forgotten")
    func askedOnFullDisk() throws {
        var node = try Member.donor(through: 10)
        node.store.disk.capacityBytes = node.bytes
        #expect(node.replica.freezeNow() == Slot(10))
        try node.work()
        #expect(node.replica.freezeNow() == Slot(10))
        try node.work()
        #expect(node.store.isDiskFull)
        node.store.disk.capacityBytes = .max
        try node.learn(11...12)
        node.store.retrySpace()
        try node.work()

        #expect(try #require(node.store.snapshotSlot) >= Slot(10))
        #expect(!node.store.isDiskFull)
    }

    @Test("A snapshot of another node pays what is owed, and the disk counts as full no more")
    func paid() throws {
        var node = try Member.donor(through: 10)
        node.store.disk.capacityBytes = node.bytes
        _ = node.replica.freezeNow()
        try node.work()
        #expect(node.store.isDiskFull)
        node.store.disk.capacityBytes = .max
        try node.fetch(from: Member.donor(through: 40))

        #expect(!node.store.isDiskFull && !node.store.hasWork(node.replica))
        #expect(node.store.snapshotSlot == Slot(40))
    }

    @Test("A fetch that found the disk full and is overtaken says nothing of the disk any more")
    func obsolete() throws {
        var node = try Member.donor(through: 10)
        node.store.disk.capacityBytes = node.bytes
        try node.fetch(from: Member.donor(through: 20))
        #expect(node.store.isDiskFull)
        node.store.disk.capacityBytes = .max
        try node.learn(11...20)
        try node.work()

        #expect(!node.store.isDiskFull)
    }

    @Test("A snapshot for which there is no space does not keep the log from its own")
    func logAlone() throws {
        var node = try Member(on: SimulatedDisk())
        try node.learn(1...20)
        node.store.disk.fail(step: node.store.disk.stepCount + 1, with: .outOfSpace)
        try node.work()

        #expect(node.store.isDiskFull && node.store.snapshotSlot == nil)
        #expect(node.store.hasRoom && node.store.roomBytes > LogLimits.small.segmentBytes)
    }

    @Test("A log for which there is no space does not keep a snapshot from its own")
    func snapshotAlone() throws {
        var node = try Member(on: SimulatedDisk())
        try node.learn(1...20)
        // A snapshot has less than a segment, which finds no space.
        node.store.disk.capacityBytes = node.bytes + LogLimits.small.segmentBytes - 1
        try node.work()

        #expect(node.store.isDiskFull && !node.store.hasRoom)
        #expect(node.store.snapshotSlot == Slot(20))
    }

    @Test("A full disk at any step of a snapshot leaves nothing of it, and it is taken later")
    func fullAtAnyStep() throws {
        var recorded = try Member(on: RecordedDisk())
        try recorded.work()
        try recorded.learn(1...20)
        recorded.store.disk.moments = []
        try recorded.work()
        let name = "snapshot-00000000000000000020"
        let steps = try #require(
            recorded.store.disk.moments
                .firstIndex { $0.names().contains(name) && $0.pending.isEmpty }
        )
        for step in 0...steps {
            var node = try Member(on: SimulatedDisk())
            try node.work()
            try node.learn(1...20)
            node.store.disk.fail(step: node.store.disk.stepCount + step + 1, with: .outOfSpace)
            try node.work()
            #expect(node.store.isDiskFull && node.snapshotFiles == [], "step \(step)")
            node.store.retrySpace()
            try node.work()
            #expect(!node.store.isDiskFull && node.snapshotFiles == [name], "step \(step)")
        }
        #expect(steps > 3)
    }

    // MARK: Room in memory

    @Test("A log in memory that is full while its first snapshot is written has room again")
    func slowDisk() throws {
        var node = try Member(on: SimulatedDisk(), interval: 10, logSlots: 40)
        for slot in 1...40 { try node.learn(slot...slot) }
        try node.learn(41...41)
        #expect(node.executed == Slot(40), "there is no room for more")
        try node.work()
        for slot in 41...200 {
            try node.learn(slot...slot)
            // One slice a turn is less than a snapshot takes.
            if node.store.hasWork(node.replica) { try node.store.work(for: &node.replica) }
        }
        try node.work()

        #expect(node.executed == Slot(200))
    }

    @Test("With the longest interval and time enough, snapshots fall on its multiples")
    func longestInterval() throws {
        var node = try Member(on: SimulatedDisk(), interval: 10, logSlots: 40)
        var slots: [Slot] = []
        for slot in 1...100 {
            try node.learn(slot...slot)
            try node.work()
            if let slot = node.store.snapshotSlot, slots.last != slot { slots.append(slot) }
        }

        #expect(slots == stride(from: 10, through: 100, by: 10).map { Slot($0) })
    }

    @Test("Two intervals that would not fit into memory twice are refused")
    func tooLong() async throws {
        let result = await #expect(
            processExitsWith: .failure,
            observing: [\.standardErrorContent]
        ) {
            _ = try Member(on: SimulatedDisk(), interval: 11, logSlots: 40)
        }
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains("a checkpoint every 11 slots; 1 to 10 are allowed"))
    }

    // MARK: Starts

    @Test("Every start is counted, durably, before anything else")
    func starts() throws {
        var disk = SimulatedDisk()
        for start in 1...4 as ClosedRange<UInt32> {
            let node = try Member(on: disk)
            #expect(node.report.start == start)
            #expect(node.replica.paxos.greeting(start: start).incarnation.start == start)
            #expect(node.store.identity.incarnation == UInt64(start))
            disk = node.store.disk
            disk.crash()
        }
    }

    @Test("A node whose snapshots are gone says which slots it has lost")
    func lostSnapshots() throws {
        let node = try Member.donor(through: 400)
        var disk = node.store.disk
        disk.crash()
        for name in node.snapshotFiles { disk.lose(name) }
        var again = try Member(on: disk)
        let lost = try again.saidToBeLost()

        #expect(again.executed == .zero)
        #expect(lost.first?.first == Slot(1))
        #expect(lost.contains { $0.contains(Slot(200)) })
    }
}
