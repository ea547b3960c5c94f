import Bank
import BankReplica
import HybridClock
import JSON
import Paxos
import Runner
import Testing
import Wire
import WriteAheadLog

@Suite("Prints about files")
struct StoragePrintTests {
    /// A directory that was restored from a backup of slot 6.
    private static func directory(_ member: RestoredMember) throws -> MemoryDisk {
        let state = SnapshotState(
            slot: Slot(6),
            stamp: Timestamp(microseconds: 7, logical: 0),
            digest: 9,
            bank: try Bank(accounts: Accounts.standard)
        )
        let owner = FileIdentity(cluster: "lone", node: 2, incarnation: 0)
        var disk = MemoryDisk()
        try ReplicaStore.restore(state, for: owner, as: member, on: &disk)
        return disk
    }

    private static func inspection(
        _ disk: MemoryDisk,
        holder: String? = nil,
        listsRecords: Bool = false
    ) throws -> InspectionPrint {
        var disk = disk
        let found = try StoreInspection(on: &disk)
        return InspectionPrint("n2.data", found, holder: holder, listsRecords: listsRecords)
    }

    @Test("log inspect tells whose directory it is, its files, its log and how that ends")
    func sound() throws {
        let print = try Self.inspection(try Self.directory(.ofLivingCluster), holder: "4711")

        #expect(
            print.human == """
                n2.data: n2 of cluster lone, life 0, start 0
                in use by process 4711: it may change while it is read
                promised (0,0), highest round used 0, has forgotten something and not rejoined
                snapshot                       slot  parts  bytes  state
                snapshot-00000000000000000006     6      3    849  sound
                segment                   records  bytes     of
                log-00000000000000000000        1     80  65536
                log: 1 record without slots; slots up to 6 are in a snapshot
                end: clean

                """
        )
        #expect(print.error == nil)
        #expect(
            print.plain == """
                what\tfile\tcount\tbytes\tfirst_slot\tlast_slot\tstate
                directory\tn2.data\t-\t-\t-\t-\tn2 of cluster lone, life 0, start 0
                process\t4711\t-\t-\t-\t-\tuses it
                snapshot\tsnapshot-00000000000000000006\t3\t849\t-\t6\tsound
                segment\tlog-00000000000000000000\t1\t80\t-\t-\t-
                log\t-\t1\t80\t-\t-\tclean

                """
        )
    }

    @Test("With --records each record is a row; JSON has them always")
    func records() throws {
        let print = try Self.inspection(try Self.directory(.ofNewCluster), listsRecords: true)

        #expect(
            print.plain == """
                record\tfile\toffset\tbytes\tfirst\tlast\tpromised\trecovering\tlost
                0\tlog-00000000000000000000\t512\t64\t-\t-\t(0,0)\tno\t0

                """
        )
        #expect(print.human.hasSuffix("512     64      -     -  (0,0)     no             0\n"))
        #expect(print.json["schema"] == "paxosbank.loginspect/1")
        #expect(print.json["node"] == "n2" && print.json["sound"] == true)
        #expect(print.json["process"] == .null && print.json["base"] == 6)
        #expect(print.json["end"]?["kind"] == "clean")
        #expect(print.json["records"]?.asArray?.count == 1)
        #expect(print.json["state"]?["recovering"] == false)
    }

    @Test("Damage is named, and amounts to an error of files")
    func damage() throws {
        var disk = try Self.directory(.ofNewCluster)
        let byte: [UInt8] = [0]
        disk.write(byte, at: 530, of: "log-00000000000000000000")
        disk.write(byte, at: 700, of: "snapshot-00000000000000000006")
        let print = try Self.inspection(disk)

        #expect(print.error?.kind == .inputOutput && print.error?.code == "damaged")
        #expect(print.error?.message == "n2.data is damaged, in 2 places")
        #expect(print.human.contains("\ndamage: snapshot-00000000000000000006: part 1: "))
        #expect(print.human.contains("\nend: log-00000000000000000000 at 512: "))
        #expect(print.plain.contains("\ndamage\t-\t-\t-\t-\t-\tlog-00000000000000000000 at 512: "))
        #expect(print.json["problems"]?.asArray?.count == 2)
        #expect(print.json["end"]?["kind"] == "damaged" && print.json["end"]?["offset"] == 512)
    }

    @Test("snapshot tells of each node the slot, or why there is none; then it is an error")
    func snapshots() {
        let all = SnapshotsPrint([NodeAnswer(node(1), slot(6)), NodeAnswer(node(2), slot(7))])
        let some = SnapshotsPrint([
            NodeAnswer(node(1), slot(6)), NodeAnswer(node(2), silent: "its disk is full"),
        ])

        #expect(all.error == nil)
        #expect(all.human == "node  slot  state\nn1       6  on disk\nn2       7  on disk\n")
        #expect(some.plain == "node\tslot\tstate\nn1\t6\ton disk\nn2\t-\tits disk is full\n")
        #expect(some.error?.message == "1 of 2 nodes took no snapshot")
        #expect(some.error?.why == "n2: its disk is full" && some.error?.kind == .unavailable)
        #expect(
            some.text(.json) == #"""
                {"schema":"paxosbank.snapshot/1","nodes":[{"node":"n1","slot":6,"reason":null},{"node":"n2","slot":null,"reason":"its disk is full"}]}

                """#
        )
    }

    @Test("backup and restore tell slot, accounts, money and bytes, and what follows")
    func backups() throws {
        var disk = try Self.directory(.ofNewCluster)
        let backup = try Backup(reading: "snapshot-00000000000000000006", on: &disk)
        let written = BackupPrint(backup, .written("a.snapshot"))
        let beginning = BackupPrint(backup, .beginning(node(3), directory: "n3.data"))
        let rejoining = BackupPrint(backup, .rejoining(node(3), directory: "n3.data"))

        #expect(
            written.human.hasPrefix(
                "wrote a.snapshot: slots 1 to 6, 10 accounts with 100, 849 bytes, from n2\n"
            )
        )
        #expect(beginning.human.hasPrefix("filled n3.data: slots 1 to 6, "))
        #expect(rejoining.human.contains("start n3 with it: it takes part when"))
        #expect(
            rejoining.plain.hasSuffix("rejoining\tn3.data\tn3\t6\t10\t100\t849\tlone\tn2\n")
        )
        #expect(written.json["schema"] == "paxosbank.backup/1")
        #expect(beginning.json["schema"] == "paxosbank.restore/1")
        #expect(beginning.json["new_cluster"] == true && beginning.json["total"] == 100)
    }

    @Test("A backup is taken from the follower that has executed most, or else from the leader")
    func choice() {
        var statuses = (1...5).map { NodeStatus(node: node($0)) }
        for (index, executed) in [9, 7, 8, 9, 9].enumerated() {
            statuses[index].executed = Slot(UInt64(executed))
        }
        statuses[0].role = .leader
        statuses[3].isRecovering = true
        statuses[4].isConnected = false

        #expect(SnapshotFetch.choose(among: statuses) == node(3))
        #expect(SnapshotFetch.choose(among: [statuses[0], statuses[3]]) == node(1))
        #expect(SnapshotFetch.choose(among: Array(statuses[3...])) == nil)
    }

    @Test("nodes tells who recovers or has no space, and what is waited for, on lines of its own")
    func nodes() {
        var recovering = NodeStatus(node: node(1))
        recovering.isRecovering = true
        recovering.waitsFor = "3 others to say what they remember"
        var full = NodeStatus(node: node(2))
        full.isDiskFull = true
        full.blocked = NodeSet([node(1)])
        let print = NodesPrint([NodeAnswer(node(1), recovering), NodeAnswer(node(2), full)])

        #expect(print.human.contains("  recovering\nn2"))
        #expect(print.human.contains("  disk full, cut off from n1\n"))
        #expect(print.human.hasSuffix("\nn1 waits for 3 others to say what they remember\n"))
        #expect(print.plain.contains("\trecovering\t3 others to say what they remember\n"))
        #expect(print.plain.contains("\tdisk full, cut off from n1\t-\n"))
        #expect(print.json["nodes"]?.asArray?[0]["state"] == "recovering")
    }
}

extension MemoryDisk {
    /// Writes over a byte of a file that must be there.
    fileprivate mutating func write(_ bytes: [UInt8], at offset: Int, of name: String) {
        do { try write(bytes.span, to: name, at: offset) } catch { Issue.record("\(error)") }
    }
}
