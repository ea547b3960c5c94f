import BankReplica
import Paxos
import Simulator
import Testing
import Wire
import WriteAheadLog

/// Snapshots on their way from one node's disk to another's.
@Suite("Transfer of snapshots")
struct SnapshotTransferTests {
    /// The file of a snapshot.
    private static func file(_ slot: Int) -> String {
        let digits = String(slot)
        return "snapshot-" + String(repeating: "0", count: 20 - digits.count) + digits
    }

    /// A node that has executed ten slots, on a disk that keeps every moment of what follows.
    private static func receiver() throws -> Member<RecordedDisk> {
        var node = try Member(on: RecordedDisk())
        try node.learn(1...10)
        try node.work()
        node.store.disk.moments = []
        return node
    }

    // MARK: Crashes

    @Test("A node goes on from another one's state, and from its own file after a start")
    func transfer() throws {
        let donor = try Member.donor(through: 40)
        var node = try Self.receiver()
        try node.fetch(from: donor)

        #expect(node.executed == Slot(40) && node.digest == donor.digest)
        #expect(node.store.snapshotSlot == Slot(40))
        node.store.disk.disk.crash()
        let again = try Member(on: node.store.disk)
        #expect(again.report.problems == [] && again.report.snapshot == Slot(40))
        #expect(again.digest == donor.digest)
    }

    @Test("A crash after any step of a transfer loses nothing, and the transfer begins again")
    func crashes() throws {
        let donor = try Member.donor(through: 40)
        var node = try Self.receiver()
        try node.fetch(from: donor)
        var states = 0
        for moment in node.store.disk.moments {
            for kept in 0...moment.pending.count {
                states += 1
                var disk = moment
                disk.crash { step, _ in step < kept ? .whole : .lost }
                var again = try Member(on: disk)
                #expect(again.report.problems == [])
                #expect(!again.replica.paxos.status.isRecovering)
                #expect(!again.store.disk.names().contains { $0.hasSuffix(".tmp") })
                try again.endTurn()
                #expect(again.executed == Slot(10) || again.executed == Slot(40))
                try again.fetch(from: donor)
                #expect(again.digest == donor.digest)
            }
        }
        #expect(states > 20)
    }

    @Test("A part arrives in a turn that also raises the promise")
    func sameTurn() throws {
        let parts = try Member.donor(through: 40).parts()
        for count in parts.indices {
            var node = try Self.receiver()
            for part in parts.prefix(count) { _ = try node.receive(part) }
            node.hear(.leads(3, by: 2))
            for part in parts.dropFirst(count) { _ = try node.receive(part) }
            try node.endTurn()
            #expect(node.executed == Slot(40))
            #expect(node.replica.paxos.durableState.promised.round == 3)
            node.store.disk.disk.crash()
            let again = try Member(on: node.store.disk)
            #expect(again.executed == Slot(40) && !again.replica.paxos.status.isRecovering)
            #expect(again.replica.paxos.durableState.promised.round == 3)
        }
    }

    @Test("A node that went on from a snapshot and then loses it knows which slots it lacks")
    func lostAfterwards() throws {
        let parts = try Member.donor(through: 40).parts()
        var node = try Member.donor(through: 10)
        for part in parts { _ = try node.receive(part) }
        try node.endTurn()
        #expect(node.executed == Slot(40))
        var disk = node.store.disk
        disk.crash()
        disk.lose(Self.file(40))
        var again = try Member(on: disk)

        #expect(try again.saidToBeLost().contains { $0.contains(Slot(40)) })
    }

    // MARK: A full disk

    @Test("However full the disk is, a transfer leaves nothing behind, or the whole")
    func fullDisk() throws {
        let donor = try Member.donor(through: 40)
        var whole = try Member.donor(through: 10)
        let before = whole.bytes
        try whole.fetch(from: donor)
        let size = try whole.store.disk.size(of: Self.file(40))
        for free in stride(from: 0, to: size, by: 61) {
            var node = try Member.donor(through: 10)
            node.store.disk.capacityBytes = before + free
            try node.fetch(from: donor)
            #expect(node.executed == Slot(10) && node.store.isDiskFull)
            #expect(node.snapshotFiles == [])
            try node.fetch(from: donor)
            #expect(node.snapshotFiles == [])
            node.store.disk.capacityBytes = .max
            try node.fetch(from: donor)
            #expect(node.executed == Slot(10), "nothing is tried before it is time")
            node.store.retrySpace()
            #expect(node.store.isDiskFull, "nothing has succeeded yet")
            try node.fetch(from: donor)
            #expect(node.executed == Slot(40) && !node.store.isDiskFull)
        }
    }

    @Test("A full disk at any step of a transfer ends the transfer, and nothing else")
    func fullAtAnyStep() throws {
        let donor = try Member.donor(through: 40)
        var recorded = try Self.receiver()
        try recorded.fetch(from: donor)
        let moments = recorded.store.disk.moments
        let steps = try #require(
            moments.firstIndex { $0.names().contains(Self.file(40)) && $0.pending.isEmpty }
        )
        for step in 0...steps {
            var node = try Member.donor(through: 10)
            node.store.disk.fail(
                step: node.store.disk.stepCount + step + 1,
                with: .outOfSpace
            )
            try node.fetch(from: donor)
            #expect(node.executed == Slot(10) && node.store.isDiskFull, "step \(step)")
            #expect(node.snapshotFiles == [], "step \(step)")
            node.store.retrySpace()
            try node.fetch(from: donor)
            #expect(node.digest == donor.digest && !node.store.isDiskFull, "step \(step)")
        }
        #expect(steps > 5)
    }

    // MARK: Which one

    @Test("A fetch that the node overtakes is given up: neither its file nor its parts stay")
    func overtaken() throws {
        let twenty = try Member.donor(through: 20).parts()
        let forty = try Member.donor(through: 40)
        var node = try Member(on: SimulatedDisk())
        #expect(try node.receive(twenty[0]) == SnapshotRequest(slot: Slot(20), index: 1))
        try node.learn(1...20)
        #expect(node.store.hasWork(node.replica))
        try node.work()

        #expect(node.snapshotFiles == [Self.file(20)])
        #expect(try node.receive(twenty[1]) == nil)
        try node.fetch(from: forty)
        #expect(node.executed == Slot(40))
        #expect(node.snapshotFiles == [Self.file(40)])
    }

    @Test("A snapshot that is written and one of that slot that is fetched have their own files")
    func sameSlot() throws {
        let twenty = try Member.donor(through: 20).parts()
        var node = try Member(on: SimulatedDisk())
        try node.learn(1...19)
        try node.work()
        _ = try node.receive(twenty[0])
        try node.learn(20...20)
        for part in twenty.dropFirst() {
            try node.store.work(for: &node.replica)
            _ = try node.receive(part)
        }
        try node.work()

        #expect(node.snapshotFiles == [Self.file(20)])
        node.store.disk.crash()
        #expect(try Member(on: node.store.disk).report.snapshot == Slot(20))
    }

    @Test("Who fetches from a node that is gone takes an older snapshot that can be had")
    func olderOffer() throws {
        let twenty = try Member.donor(through: 20)
        let forty = try Member.donor(through: 40).parts()
        let offer = try #require(try twenty.parts().first)
        var node = try Member(on: SimulatedDisk())
        _ = try node.receive(forty[0], from: 2)
        var offers = 0
        while try node.receive(offer, from: 3) == nil {
            offers += 1
            try #require(offers < 20, "the older one is turned away for ever")
        }
        #expect(offers > 2, "one offer shows nothing")
        try node.fetch(from: twenty)

        #expect(node.executed == Slot(20))
    }

    @Test("A fetch that goes on does not give way to an older snapshot")
    func goesOn() throws {
        let offer = try #require(try Member.donor(through: 20).parts().first)
        let forty = try Member.donor(through: 40).parts()
        var node = try Member(on: SimulatedDisk())
        for part in forty {
            for _ in 0..<3 { #expect(try node.receive(offer, from: 3) == nil || part.index == 0) }
            _ = try node.receive(part, from: 2)
        }

        #expect(node.executed == Slot(40))
    }
}
