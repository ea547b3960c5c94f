import BankReplica
import Paxos
import Simulator
import Testing
import WriteAheadLog

@Suite("Looking into a node's directory")
struct StoreInspectionTests {
    /// What a node leaves that has executed 130 requests: two snapshots and the log behind them.
    private static func disk() throws -> RecordedDisk {
        var node = try LoneNode(on: RecordedDisk())
        for number in 1...130 { _ = try node.ask(LoneScript.request(number)) }
        var disk = node.store.disk
        disk.disk.crash()
        return disk
    }

    @Test("A sound directory is told with its files, records and slots, and nothing in it changes")
    func sound() throws {
        var disk = try Self.disk()
        let steps = disk.moments.count
        let found = try StoreInspection(on: &disk)

        #expect(found.isSound && found.verdict == .clean && found.gaps == [])
        #expect(found.identity?.cluster == "lone" && found.identity?.node == 1)
        #expect(found.snapshots.map(\.slot) == [Slot(100), Slot(120)])
        #expect(found.snapshots.allSatisfy { $0.problem.isEmpty && $0.parts == 5 })
        #expect(found.base == Slot(100) && found.slots?.last == Slot(130))
        #expect(found.segments.reduce(0) { $0 + $1.records } == found.records.count)
        #expect(found.records.allSatisfy { $0.lostBefore == 0 && !$0.isRecovering })
        #expect(found.state?.promised == found.records.last?.promised)
        #expect(disk.moments.count == steps, "something was written")
    }

    @Test("A damaged record is a gap, and the record behind it says how many are lost")
    func gap() throws {
        var disk = try Self.disk()
        let whole = try StoreInspection(on: &disk)
        let victim = whole.records[whole.records.count / 2].extent
        disk.disk.flip(bit: 1, at: victim.offset + 20, of: victim.file)
        let found = try StoreInspection(on: &disk)

        #expect(!found.isSound && found.gaps.count == 1 && found.problems.count == 1)
        #expect(found.gaps[0].firstLost == victim.position && found.gaps[0].isBounded)
        #expect(
            found.problems[0].hasPrefix("\(victim.file) at \(victim.offset): ")
                && found.problems[0].hasSuffix("record \(victim.position.rawValue) is missing")
        )
        #expect(found.records.count == whole.records.count - 1)
        #expect(found.records.filter { $0.lostBefore == 1 }.count == 1)
    }

    @Test("A write that was cut is sound, and a last record that is damaged is not")
    func ends() throws {
        let disk = try Self.disk()
        var whole = disk
        let last = try #require(try StoreInspection(on: &whole).records.last).extent
        let size = last.end - last.start
        var torn = disk
        torn.disk.zero(last.offset + 16..<last.offset + size, of: last.file)
        var damaged = disk
        damaged.disk.flip(bit: 1, at: last.offset + 20, of: last.file)

        let found = try StoreInspection(on: &torn)
        #expect(found.isSound)
        guard case .torn(last.file, last.offset, _) = found.verdict else {
            Issue.record("\(String(describing: found.verdict))")
            return
        }
        let other = try StoreInspection(on: &damaged)
        #expect(!other.isSound && other.problems.count == 1)
        guard case .damagedEnd(last.file, last.offset, _) = other.verdict else {
            Issue.record("\(String(describing: other.verdict))")
            return
        }
    }

    @Test("Files that are missing or damaged are named, and the rest is read all the same")
    func files() throws {
        let disk = try Self.disk()
        var nobody = disk
        nobody.disk.lose("identity")
        let orphan = try StoreInspection(on: &nobody)
        #expect(orphan.identity == nil && orphan.problems == ["identity: missing"])
        #expect(!orphan.records.isEmpty)

        var unsound = disk
        unsound.disk.flip(bit: 0, at: 700, of: "snapshot-00000000000000000120")
        let found = try StoreInspection(on: &unsound)
        #expect(found.problems.count == 1 && found.snapshots[1].problem.contains("part"))
        #expect(found.snapshots[0].problem.isEmpty)

        var empty = disk
        for name in empty.names() where name.hasPrefix("log-") { empty.disk.lose(name) }
        let logless = try StoreInspection(on: &empty)
        #expect(logless.problems == ["there is no log"] && logless.verdict == nil)

        var headless = disk
        for name in headless.names() where name.hasPrefix("log-") || name == "identity" {
            headless.disk.flip(bit: 0, at: 100, of: name)
        }
        let blind = try StoreInspection(on: &headless)
        #expect(blind.problems.contains("no segment of the log can be read"))
        #expect(blind.snapshots.count == 2)
    }

    @Test("A file of another node is refused, with both names")
    func foreign() throws {
        var disk = try Self.disk()
        let owner = FileIdentity(cluster: "other", node: 1, incarnation: 1)
        let header = FileHeader(kind: .identity, identity: owner, number: 0).encoded
        try disk.write(header.span, to: "identity", at: 0)

        let error = #expect(throws: StoreError.self) { _ = try StoreInspection(on: &disk) }
        #expect("\(try #require(error))".contains("\"lone\", not to \"other\""))
    }
}
