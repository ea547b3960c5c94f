import BankReplica
import Paxos
import Simulator
import Testing
import Wire
import WriteAheadLog

/// What a node knows at its start of what its disk has lost.
///
/// Whoever does not know takes part in votes on what it has forgotten, so these tests ask for one of
/// two: the node names what is lost, or takes no part.
@Suite struct StoreLossTests {
    @Test("A start that is cut short after the log was lost finds the loss again")
    func lostLog() throws {
        var node = try LoneNode(on: SimulatedDisk())
        for number in 1...30 { _ = try node.ask(LoneScript.request(number)) }
        var disk = node.store.disk
        disk.crash()
        for name in disk.segments { disk.lose(name) }
        let moments = try LoneNode(on: RecordedDisk(disk: disk)).store.disk.moments
        #expect(moments.count > 10)

        for (index, moment) in moments.enumerated() {
            var left = moment
            left.crash()
            let again = try LoneNode(on: left)
            #expect(
                again.replica.paxos.status.isRecovering,
                "cut after step \(index + 1) of \(moments.count): \(again.report)"
            )
        }
    }

    @Test("A record that can be read again is in force again, and the node starts")
    func readAgain() throws {
        var member = try Member(on: SimulatedDisk())
        try member.accept(1...5, round: 3)
        try member.promise(6..<7)
        var disk = member.diskAfterCrash
        let segment = try #require(disk.segments.last)
        let size = try disk.size(of: segment)
        var bytes: [UInt8] = []
        try disk.read(segment, at: 0, count: size, into: &bytes)
        let place = try #require(bytes.lastIndex { $0 != 0 }) - 20
        // A sector that brings something else is read as it should be the next time.
        disk.flip(bit: 3, at: place, of: segment)
        let first = try Member(on: disk)
        #expect(first.isRecovering)
        disk = first.diskAfterCrash
        disk.flip(bit: 3, at: place, of: segment)

        var second = try Member(on: disk)

        #expect(second.isRecovering)
        #expect(second.replica.paxos.durableState.promised.round == 6)
        try second.settle()
        #expect(try Member(on: second.diskAfterCrash).isRecovering)
    }

    @Test("A segment of which even the header is gone is damage", arguments: [4_096, 8_192])
    func zeroedSegment(_ count: Int) throws {
        var node = try LoneNode(on: SimulatedDisk())
        for number in 1...10 { _ = try node.ask(LoneScript.request(number)) }
        var disk = node.store.disk
        disk.crash()
        disk.zero(0..<count, of: try #require(disk.segments.last))

        let again = try LoneNode(on: disk)

        #expect(again.replica.paxos.status.isRecovering, "\(again.report)")
        #expect(!again.report.problems.isEmpty)
        var damaged = disk
        #expect(try !StoreInspection(on: &damaged).isSound)
    }

    @Test("Lost oldest segments are missed, even if what follows touches no slot")
    func lostBeginning() throws {
        var member = try Member(on: SimulatedDisk())
        try member.learn(1...20)
        try member.work()
        try member.learn(21...40)
        try member.work()
        try member.accept(41...45, round: 5)
        try member.promise(6..<200)
        let disk = member.diskAfterCrash
        #expect(disk.segments.count > 1)
        #expect(try Member(on: disk).report.problems == [])

        for count in 1..<disk.segments.count {
            var left = disk
            for name in disk.segments.prefix(count) { left.lose(name) }
            // A flipped bit in the header of the first one that is left must not hide it.
            for isFlipped in [false, true] {
                if isFlipped { left.flip(bit: 0, at: 40, of: left.segments[0]) }
                let again = try Member(on: left)
                #expect(again.isRecovering, "\(count) lost: \(again.report)")
                var inspected = left
                #expect(try !StoreInspection(on: &inspected).isSound)
                // Once that is known, it is no news.
                #expect(try Member(on: again.diskAfterCrash).isRecovering)
            }
        }
    }

    @Test("What was dropped below a snapshot is not missed, wherever the power went")
    func droppedBeginning() throws {
        let parts = try Member.donor(through: 40).parts()
        var member = try Member(on: RecordedDisk())
        try member.learn(1...10)
        try member.work()
        try member.promise(6..<700)
        member.store.disk.moments = []
        for part in parts { _ = try member.receive(part) }
        try member.settle()

        var tried = 0
        for moment in member.store.disk.moments {
            let removals = moment.pending.indices.filter {
                guard case .remove(let name) = moment.pending[$0] else { return false }
                return name.hasPrefix("log-")
            }
            for kept in removals {
                tried += 1
                var disk = moment
                disk.crash { index, _ in
                    removals.contains(index) && index != kept ? .lost : .whole
                }
                let again = try Member(on: disk)
                #expect(!again.isRecovering, "removal \(kept): \(again.report)")
                #expect(again.report.problems == [])
            }
        }
        #expect(tried > 1)
        #expect(
            try Member(
                on: {
                    var disk = member.store.disk.disk
                    disk.crash()
                    return disk
                }()
            )
            .report.problems == []
        )
    }

    @Test("Damage that a record names is known as long as that matters")
    func namedLoss() throws {
        var member = try Member(on: SimulatedDisk())
        try member.accept(61...65, round: 5)
        try member.learn(1...10)
        try member.work()
        var disk = member.diskAfterCrash
        let records = try StoreInspection(on: &disk).records
        let vote = try #require(records.first { $0.slots?.last == Slot(65) })
        disk.flip(bit: 0, at: vote.extent.offset + 30, of: vote.extent.file)
        member = try Member(on: disk)
        #expect(member.report.problems.count == 1)
        #expect(!member.isRecovering && member.acceptedAsItSays == Slot(65))

        // Two snapshots pass the rest of that segment, and none passes the lost slots.
        try member.learn(11...20)
        try member.work()
        try member.promise(6..<250)
        try member.learn(21...40)
        try member.work()
        try member.learn(41...41)
        try member.work()
        #expect(member.acceptedAsItSays == Slot(65))

        let again = try Member(on: member.diskAfterCrash)
        #expect(again.isRecovering || again.acceptedAsItSays == Slot(65), "\(again.report)")
    }

    @Test("Damage right behind an unknown loss that is over is named for itself")
    func lossBehindLoss() throws {
        var member = try Member(on: SimulatedDisk(), log: .wide)
        for slot in 1...300 { try member.accept(slot...slot, round: UInt64(slot)) }
        var disk = member.diskAfterCrash
        var records = try StoreInspection(on: &disk).records
        for record in records[50..<250] {
            disk.flip(bit: 1, at: record.extent.offset + 30, of: record.extent.file)
        }
        member = try Member(on: disk, log: .wide)
        #expect(member.isRecovering)

        // It rejoins, and votes for four slots and one.
        var state = member.replica.paxos.durableState
        let high = Ballot(round: 400, proposer: NodeID(3))
        var added: [DurableRecord<StampedRequest>] = [.promised(high), .rejoined(life: 1)]
        for slot in 301...305 as ClosedRange<UInt64> {
            let run = ProposalRun<StampedRequest>(
                ballot: high,
                first: Slot(slot),
                entries: [.noop]
            )
            added.append(.accepted(run, committed: .zero))
        }
        for record in added {
            state.apply(record)
            try member.store.append([record], state: state)
        }
        disk = member.diskAfterCrash
        #expect(try !Member(on: disk, log: .wide).isRecovering)
        records = try StoreInspection(on: &disk).records
        for record in records.suffix(8).dropLast() {
            disk.flip(bit: 1, at: record.extent.offset + 30, of: record.extent.file)
        }

        var third = try Member(on: disk, log: .wide)
        #expect(!third.isRecovering)
        third.hear(.prepare(ballot: Ballot(round: 500, proposer: NodeID(2)), first: Slot(1)))
        for _ in 0..<200 where third.output.effects.messages.isEmpty {
            third.replica.handle(.tick, wallMicroseconds: 1_000_000, into: &third.output)
        }
        let said = try third.endTurn()
        var promised: PromisePage<StampedRequest>?
        for case .promise(let page) in said { promised = page }
        let page = try #require(promised)
        for slot in 301...304 as ClosedRange<UInt64> {
            #expect(page.memory.lost.contains { $0.contains(Slot(slot)) }, "slot \(slot)")
        }
    }

    @Test("A record that was read when the node came back, and is damaged since, leaves doubt")
    func grownGap() throws {
        var member = try Member(on: SimulatedDisk())
        try member.accept(1...2, round: 2)
        try member.acceptScript(1...2, round: 3)
        try member.accept(3...3, round: 4)
        member = try Self.start(
            flipping: Self.record(2, of: member.diskAfterCrash),
            of: member.diskAfterCrash
        )
        #expect(member.isRecovering)
        try member.rejoin(above: 5, round: 6, chosen: LoneScript.chosen(1...2, round: 3))
        try member.accept(3...3, round: 7)
        #expect(member.executed == Slot(2))

        let again = try Self.start(
            flipping: Self.record(1, of: member.diskAfterCrash),
            of: member.diskAfterCrash
        )

        // What it held in those slots before that record was replaced by what was chosen.
        #expect(again.executed == .zero)
        #expect(!again.isRecovering)
        #expect(again.replica.paxos.lostSlots == [SlotRange(first: Slot(1), last: Slot(2))])
    }

    @Test("What was committed at the return, and is damaged since, is called lost")
    func damagedBelowTheReturn() throws {
        var member = try Member(on: SimulatedDisk())
        try member.acceptScript(1...2, round: 3)
        try member.accept(3...3, round: 4)
        member = try Self.start(
            flipping: Self.record(1, of: member.diskAfterCrash),
            of: member.diskAfterCrash
        )
        #expect(member.isRecovering)
        try member.rejoin(above: 5, round: 6, chosen: LoneScript.chosen(1...2, round: 3))
        #expect(try Member(on: member.diskAfterCrash).replica.paxos.status.isRecovering == false)

        let again = try Self.start(
            flipping: Self.record(0, of: member.diskAfterCrash),
            of: member.diskAfterCrash
        )

        #expect(again.executed == .zero)
        #expect(!again.isRecovering)
        #expect(again.replica.paxos.lostSlots == [SlotRange(first: Slot(1), last: Slot(2))])
    }

    @Test("A promise that can be read again, above what was accepted since, costs one rejoining")
    func promiseReadAgain() throws {
        var member = try Member(on: SimulatedDisk())
        try member.acceptScript(1...1, round: 3)
        try member.promise(9..<10)
        // Nobody else has promised as much, so that it comes back with a lower floor.
        let promise = try Self.record(1, of: member.diskAfterCrash)
        member = try Self.start(flipping: promise, of: member.diskAfterCrash)
        #expect(member.isRecovering)
        try member.rejoin(above: 4, round: 5, chosen: LoneScript.chosen(1...1, round: 3))
        try member.accept(2...2, round: 6)

        var again = try Self.start(flipping: promise, of: member.diskAfterCrash)
        #expect(again.isRecovering, "\(again.report)")
        #expect(again.replica.paxos.durableState.promised.round == 9)
        #expect(try Member(on: again.diskAfterCrash).isRecovering)
        let chosen = LoneScript.chosen(1...1, round: 3)
        let known = again.executed.rawValue
        try again.rejoin(above: 10, round: 11, chosen: known == 0 ? chosen : [])
        try again.accept(2...2, round: 12)

        let third = try Member(on: again.diskAfterCrash)
        #expect(!third.isRecovering, "\(third.report)")
        #expect(third.replica.paxos.acceptor.last == Slot(2))
    }

    @Test("A flipped bit in the file that says whose directory it is costs a rejoining")
    func damagedIdentity() throws {
        var member = try Member(on: SimulatedDisk())
        try member.learn(1...30)
        try member.work()
        for offset in [0, 9, 100, 511] {
            var disk = member.diskAfterCrash
            disk.flip(bit: 3, at: offset, of: "identity")
            let again = try Member(on: disk)
            #expect(again.isRecovering)
            #expect(again.report.problems.contains { $0.contains("identity") })
            // The file is whole again, and the loss is still known.
            let third = try Member(on: again.diskAfterCrash)
            #expect(third.isRecovering && third.report.start == 2)
        }
    }

    @Test("Each start is counted, and durable before anything else")
    func starts() throws {
        var disk = SimulatedDisk()
        for number in 1...5 as ClosedRange<UInt32> {
            let member = try Member(on: disk)
            #expect(member.report.start == number)
            disk = member.diskAfterCrash
        }
    }

    @Test("Smaller segments than those that were written before are no damage")
    func smallerSegments() throws {
        var member = try Member(
            on: SimulatedDisk(),
            log: .wide
        )
        for first in [1, 91, 181] { try member.learn(first...first + 89) }

        let again = try Member(on: member.diskAfterCrash)

        #expect(again.report.problems == [] && !again.isRecovering)
        #expect(again.replica.paxos.committed == member.replica.paxos.committed)
    }

    /// Finds a record.
    private static func record(_ number: UInt64, of disk: SimulatedDisk) throws -> LogExtent {
        var disk = disk
        let records = try StoreInspection(on: &disk).records
        return try #require(records.first { $0.extent.position.rawValue == number }).extent
    }

    /// Starts a node after a bit of a record was flipped; doing so once more flips it back.
    private static func start(
        flipping extent: LogExtent,
        of disk: SimulatedDisk
    ) throws -> Member<SimulatedDisk> {
        var disk = disk
        disk.flip(bit: 3, at: extent.offset + 30, of: extent.file)
        return try Member(on: disk)
    }
}
